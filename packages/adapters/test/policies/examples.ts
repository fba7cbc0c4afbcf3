import { blogHost } from "../../../../policies/blog/host.ts"
import type { Host, Tables } from "../../../../policies/host.ts"
import { museumHost } from "../../../../policies/museum/host.ts"
import { saasHost } from "../../../../policies/saas/host.ts"
import { makeStore, shopRoutes } from "../../demo/shop.ts"
import type { Vouching } from "./credentials.ts"
import type { Actor } from "./test-file.ts"

/** A policy of `policies/` with the application behind it and whoever vouches for its callers. */
export interface Example {
  readonly name: string
  readonly host: (tables: Tables) => Host
  /** The environment variable that holds the JWK set. */
  readonly keySetIn: string
  readonly vouching: Vouching
}

const proofs = ({ mfa }: Actor): readonly string[] => (mfa === true ? ["pwd", "mfa"] : ["pwd"])

export const examples: readonly Example[] = [
  {
    name: "orders",
    host: shopHost,
    keySetIn: "SHOP_JWKS",
    vouching: {
      issuer: "https://id.shop.example",
      audience: "orders-api",
      claims: (actor) => ({ tid: actor["tenant"], roles: actor.roles, amr: proofs(actor) }),
      keys: { file: "partners.yaml", header: "x-api-key", roles: ["service"] },
    },
  },
  {
    name: "blog",
    host: blogHost,
    keySetIn: "BLOG_JWKS",
    vouching: {
      issuer: "https://id.blog.example",
      audience: "blog",
      claims: ({ roles, verified, suspended }) => ({ roles, email_verified: verified, suspended }),
    },
  },
  {
    name: "museum",
    host: museumHost,
    keySetIn: "MUSEUM_JWKS",
    vouching: {
      issuer: "https://id.museum.example",
      audience: "museum",
      claims: (actor) => ({
        roles: actor.roles,
        scope: (actor["scopes"] as readonly string[]).join(" "),
        amr: proofs(actor),
      }),
      keys: { file: "desks.yaml", header: "x-desk-key", roles: ["till", "gate"] },
    },
  },
  {
    name: "saas",
    host: saasHost,
    keySetIn: "ACME_JWKS",
    vouching: {
      issuer: "https://id.acme.example",
      audience: "api",
      claims: (actor) => ({
        email: actor["email"],
        memberships: actor["memberships"],
        groups: actor.roles.map((role) => `acme-${role}`),
        amr: proofs(actor),
        auth_time: actor["authTime"] === undefined ? undefined : secondsOf(actor["authTime"]),
      }),
      keys: { file: "keys.yaml", header: "x-api-key", roles: ["machine"] },
    },
  },
]

/** The shop of the demonstration. */
function shopHost(tables: Tables): Host {
  const store = makeStore(tables)
  const routes = shopRoutes(store, { answer: undefined, rule: undefined })
  return {
    loaders: { order: store.find },
    routes: Object.fromEntries(
      routes.map(({ method, path, status, answer }) => [
        `${method.toUpperCase()} ${path}`,
        ({ edict }) => ({ status, body: answer(edict as Parameters<typeof answer>[0]) }),
      ]),
    ),
  }
}

function secondsOf(instant: unknown): number {
  return Math.floor(Date.parse(String(instant)) / 1000)
}
