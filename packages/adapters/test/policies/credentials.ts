import { createHash, randomBytes } from "node:crypto"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { stringify } from "yaml"
import type { Actor } from "./test-file.ts"

/** What vouches for the callers of a policy, as an issuer of tokens and a giver of keys know it. */
export interface Vouching {
  readonly issuer: string
  readonly audience: string
  /** What a token says of an actor, besides who it is. */
  readonly claims: (actor: Actor) => Readonly<Record<string, unknown>>
  /** Whose key stands where, and in which header it comes; the other members of an entry are the actor's. */
  readonly keys?: { readonly file: string; readonly header: string; readonly roles: readonly string[] }
}

export interface Credentials {
  /** A JWK set. */
  readonly keySet: string
  /** The text of the file of keys. */
  readonly keyFile: string
  /** The header that an actor presents at a time; none for `anonymous`. */
  readonly headersFor: (actor: Actor | undefined, now: number) => Promise<Readonly<Record<string, string>>>
}

export async function makeCredentials(
  { issuer, audience, claims, keys }: Vouching,
  actors: readonly Actor[],
): Promise<Credentials> {
  const signing = await generateKeyPair("ES256", { extractable: true })
  const keySet = { keys: [{ ...(await exportJWK(signing.publicKey)), kid: "test", alg: "ES256" }] }
  const byId = new Map(
    actors.flatMap((actor): [string, string][] =>
      actor.roles.some((role) => keys?.roles.includes(role))
        ? [[actor.id, randomBytes(24).toString("base64url")]]
        : [],
    ),
  )
  const entries = actors.flatMap((actor) => {
    const key = byId.get(actor.id)
    return key === undefined ? [] : [{ ...actor, hash: `sha256:${sha256(key)}` }]
  })
  return {
    keySet: JSON.stringify(keySet),
    keyFile: stringify(entries),
    headersFor: async (actor, now) => {
      if (actor === undefined) return {}
      const key = byId.get(actor.id)
      if (keys !== undefined && key !== undefined) return { [keys.header]: key }
      const seconds = Math.floor(now / 1000)
      const token = await new SignJWT(claims(actor))
        .setProtectedHeader({ alg: "ES256", kid: "test" })
        .setSubject(actor.id)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 3600)
        .sign(signing.privateKey)
      return { authorization: `Bearer ${token}` }
    },
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
