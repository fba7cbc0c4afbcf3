import { createHash, randomBytes } from "node:crypto"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { generate } from "selfsigned"
import { stringify } from "yaml"
import type { Actor } from "./cases.ts"

/** Everything secret that the demonstration makes for itself; nothing of it outlives the process. */
export interface Credentials {
  readonly certificate: string
  readonly privateKey: string
  /** What `env.SHOP_JWKS` holds. */
  readonly keySet: string
  /** What `partners.yaml` holds. */
  readonly keyFile: string
  /** The header that an actor presents; none for `anonymous`. */
  readonly headersFor: (actor: Actor | undefined) => Promise<Readonly<Record<string, string>>>
}

export async function makeCredentials(actors: readonly Actor[]): Promise<Credentials> {
  const tls = await makeCertificate()
  const signing = await generateKeyPair("ES256", { extractable: true })
  const keySet = JSON.stringify({
    keys: [{ ...(await exportJWK(signing.publicKey)), kid: "demo", alg: "ES256" }],
  })
  const services = actors.filter(isService)
  const keys = new Map(services.map(({ id }) => [id, `ord_${randomBytes(24).toString("base64url")}`]))
  const entries = services.map(({ id, roles }) => ({
    id,
    hash: `sha256:${sha256(keys.get(id) ?? "")}`,
    roles,
  }))

  const tokenFor = ({ id, tenant, roles, mfa }: Actor): Promise<string> =>
    new SignJWT({ tid: tenant, roles, amr: mfa === true ? ["pwd", "mfa"] : ["pwd"] })
      .setProtectedHeader({ alg: "ES256", kid: "demo" })
      .setSubject(id)
      .setIssuer("https://id.shop.example")
      .setAudience("orders-api")
      .setIssuedAt()
      .setExpirationTime("8h")
      .sign(signing.privateKey)
  return {
    ...tls,
    keySet,
    keyFile: stringify(entries),
    headersFor: async (actor) => {
      if (actor === undefined) return {}
      const key = keys.get(actor.id)
      return key === undefined ? { authorization: `Bearer ${await tokenFor(actor)}` } : { "x-api-key": key }
    },
  }
}

/** The policy takes `service` from API keys alone, every other role from tokens. */
function isService({ roles }: Actor): boolean {
  return roles.includes("service")
}

async function makeCertificate(): Promise<{ readonly certificate: string; readonly privateKey: string }> {
  const made = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  })
  return { certificate: made.cert, privateKey: made.private }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
