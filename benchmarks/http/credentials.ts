import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose"
import { audience, callers, guest, issuer, type Caller } from "./scenario.ts"

export interface Credentials {
  /** What the policy reads. */
  readonly keySet: string
  /** The same key as the peers take it. */
  readonly publicKey: string
  readonly tokens: ReadonlyMap<string, string>
  /** Signed by a key that nobody knows. */
  readonly forged: string
}

/**
 * Keys and tokens that last as long as the benchmark: RS256, which is checked several times faster than ES256, so that who
 * checks each time loses the least by it.
 */
export async function makeCredentials(): Promise<Credentials> {
  const known = await generateKeyPair("RS256", { extractable: true })
  const unknown = await generateKeyPair("RS256")
  const everybody = [...callers, guest]
  const tokens = await Promise.all(everybody.map((caller) => tokenOf(caller, known.privateKey)))
  const jwk = { ...(await exportJWK(known.publicKey)), kid: "bench", alg: "RS256", use: "sig" }
  return {
    keySet: JSON.stringify({ keys: [jwk] }),
    publicKey: await exportSPKI(known.publicKey),
    tokens: new Map(everybody.map(({ id }, place) => [id, tokens[place]!])),
    forged: await tokenOf(guest, unknown.privateKey),
  }
}

function tokenOf({ id, role }: Caller, key: CryptoKey): Promise<string> {
  return new SignJWT({ roles: [role] })
    .setProtectedHeader({ alg: "RS256", kid: "bench" })
    .setSubject(id)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("8h")
    .sign(key)
}
