import type { Plan } from "../../src/plan/plan.ts"
import type { Expression, Read } from "../../src/values/expression.ts"
import type { Type } from "../../src/values/type.ts"

export type Authenticator = Plan["authenticators"][number]

const span = { file: "orders.edict", start: 0, end: 1, line: 7, column: 1 }
const text: Type = { kind: "string" }

/** `claims.sub`, `key.id`. */
function read(written: string, type: Type = { kind: "json" }): Read {
  const [name = "", ...members] = written.split(".")
  return { kind: "read", root: "credential", name, ordinal: -1, members, type, span }
}

function assign(member: string, value: Expression, only?: readonly string[]) {
  return { target: "subject" as const, member, value, only, span }
}

export function source(written: string): { readonly kind: "text"; readonly text: string } {
  return { kind: "text", text: written }
}

export function jwt(name: string, changes: Partial<Extract<Authenticator, { kind: "jwt" }>>): Authenticator {
  return {
    kind: "jwt",
    name,
    issuer: source("https://id.shop.example"),
    audiences: [source("orders-api")],
    keys: source("{}"),
    algorithms: [],
    assignments: [
      assign("id", read("claims.sub")),
      assign("tenant", read("claims.tid")),
      assign("roles", read("claims.roles"), ["customer", "support", "admin"]),
      assign("mfa", {
        kind: "in-list",
        item: { kind: "literal", value: "mfa", type: text, span },
        list: read("claims.amr", { kind: "list", element: text }),
        type: text,
        negated: false,
        span,
      }),
    ],
    span,
    ...changes,
  }
}

export function apikey(
  name: string,
  changes: Partial<Extract<Authenticator, { kind: "apikey" }>>,
): Authenticator {
  return {
    kind: "apikey",
    name,
    header: "x-api-key",
    prefix: "",
    keys: source("[]"),
    assignments: [assign("id", read("key.id")), assign("roles", read("key.roles"), ["service"])],
    span,
    ...changes,
  }
}

export function planWith(authenticators: readonly Authenticator[]): Plan {
  const role = (name: string, aliases: readonly string[] = []) => {
    return { name, aliases, reaches: [], of: undefined, when: undefined, readsSubject: false }
  }
  return {
    version: 1,
    package: "shop.orders",
    hash: "",
    roles: [
      role("customer"),
      role("support", ["idp:helpdesk"]),
      role("admin"),
      role("service"),
      { ...role("owner"), of: { name: "order", type: "Order" }, readsSubject: true },
    ],
    subject: {
      kind: "record",
      members: {
        id: { type: text, optional: false },
        tenant: { type: text, optional: true },
        mfa: { type: { kind: "bool" }, optional: false, default: false },
      },
    },
    settings: {},
    authenticators,
    trustedProxies: [],
    limits: [],
    guardrails: [],
    routes: [],
  }
}
