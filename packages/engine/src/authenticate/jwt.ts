import type * as Jose from "jose"
import type { JSONWebKeySet, JWTPayload, JWTVerifyGetKey, JWTVerifyOptions } from "jose"
import { readSource, type Surroundings } from "./sources.ts"
import {
  problem,
  started,
  type Authenticator,
  type Started,
  type Verification,
  type Verifier,
} from "./verifier.ts"

type JwtAuthenticator = Extract<Authenticator, { kind: "jwt" }>

const asymmetricAlgorithms = "RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519".split(" ")
const hmacKeyBytes: Readonly<Record<string, number>> = { HS256: 32, HS384: 48, HS512: 64 }

/** A token must be signed by one of the keys, for this audience, by this issuer, and say when it ends. */
export async function startJwt(
  authenticator: JwtAuthenticator,
  surroundings: Surroundings,
): Promise<Started<Verifier>> {
  const jose = await import("jose")
  const issuer = await readSource("issuer", authenticator.issuer, surroundings)
  if (issuer.kind === "problem") return issuer
  const audiences: string[] = []
  for (const source of authenticator.audiences) {
    const audience = await readSource("audience", source, surroundings)
    if (audience.kind === "problem") return audience
    audiences.push(audience.value)
  }
  if (audiences.length === 0) return problem("no audience is named: a token for anybody else would be taken")
  const keys = await readSource("keys", authenticator.keys, surroundings)
  if (keys.kind === "problem") return keys
  const algorithms = algorithmsOf(authenticator)
  const keyOf = readKeySet(jose, keys.value, algorithms)
  if (keyOf.kind === "problem") return keyOf
  const rules = { issuer: issuer.value, audience: audiences, algorithms, requiredClaims: ["exp"] }
  return started({
    claims: (token) => issuerOf(jose, token) === issuer.value,
    verify: (token, now) => verify(jose, token, keyOf.value, { ...rules, currentDate: new Date(now) }),
  })
}

function algorithmsOf({ algorithms }: JwtAuthenticator): string[] {
  const listed = algorithms.length === 0 ? asymmetricAlgorithms : algorithms
  return listed.filter((algorithm) => algorithm.toLowerCase() !== "none")
}

/** Who a token says has issued it, before anything of it is checked: tells authenticators apart, no more. */
function issuerOf(jose: typeof Jose, token: string): string | undefined {
  try {
    return jose.decodeJwt(token).iss
  } catch {
    return undefined
  }
}

function readKeySet(
  jose: typeof Jose,
  text: string,
  algorithms: readonly string[],
): Started<JWTVerifyGetKey> {
  if (/^\s*https?:/i.test(text)) return problem("keys that are fetched from a URL are not in this version")
  try {
    const set: JSONWebKeySet = JSON.parse(text)
    const local = jose.createLocalJWKSet(set)
    const flaw = flawOf(set, algorithms)
    if (flaw !== undefined) return problem(flaw)
    const secret = secretKeys(set)
    return started((header, token) => (header.alg.startsWith("HS") ? secret(header) : local(header, token)))
  } catch {
    return problem("keys are no JWK set")
  }
}

function flawOf({ keys }: JSONWebKeySet, algorithms: readonly string[]): string | undefined {
  if (keys.length === 0) return "the JWK set holds no key"
  if (keys.some((key) => key.kty !== "oct" && "d" in key)) return "the JWK set holds a private key"
  for (const algorithm of algorithms) {
    const bytes = hmacKeyBytes[algorithm]
    if (bytes === undefined) continue
    const short = keys.some((key) => key.kty === "oct" && secretOf(key).length < bytes)
    if (short) return `a secret of the JWK set is too short for ${algorithm}: it needs ${bytes} bytes`
  }
  return undefined
}

function secretOf(key: { readonly k?: unknown }): Buffer {
  return Buffer.from(typeof key.k === "string" ? key.k : "", "base64url")
}

/** The one secret that a token may be signed with; jose's key sets know asymmetric keys only. */
function secretKeys({
  keys,
}: JSONWebKeySet): (header: { readonly alg: string; readonly kid?: string }) => Uint8Array {
  return ({ alg, kid }) => {
    const fitting = keys.filter(
      (key) =>
        key.kty === "oct" &&
        (kid === undefined || key.kid === kid) &&
        (key.alg === undefined || key.alg === alg) &&
        (key.use === undefined || key.use === "sig"),
    )
    const [only] = fitting
    if (only === undefined || fitting.length > 1) throw new Error("no single secret fits the token")
    return secretOf(only)
  }
}

async function verify(
  jose: typeof Jose,
  token: string,
  keyOf: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<Verification> {
  try {
    const { payload } = await jose.jwtVerify(token, keyOf, options)
    return verified(payload)
  } catch (error) {
    if (error instanceof jose.errors.JWKSMultipleMatchingKeys)
      return verifyWithEach(jose, token, error, options)
    return rejected(jose, error)
  }
}

/** Without a `kid` several keys may fit; the token is good if one of them made it. */
async function verifyWithEach(
  jose: typeof Jose,
  token: string,
  keys: AsyncIterable<Jose.CryptoKey>,
  options: JWTVerifyOptions,
): Promise<Verification> {
  for await (const key of keys) {
    try {
      const { payload } = await jose.jwtVerify(token, key, options)
      return verified(payload)
    } catch (error) {
      if (!(error instanceof jose.errors.JWSSignatureVerificationFailed)) return rejected(jose, error)
    }
  }
  return { kind: "rejected", why: "no key of the set made the token's signature" }
}

function verified(payload: JWTPayload): Verification {
  const { exp, nbf } = payload
  if (exp === undefined) return { kind: "rejected", why: "the token does not say when it ends" }
  return {
    kind: "verified",
    credential: payload,
    notBefore: nbf === undefined ? Number.NEGATIVE_INFINITY : nbf * 1000,
    expires: exp * 1000,
  }
}

/** jose's codes say what is wrong and nothing of the token's content. */
function rejected(jose: typeof Jose, error: unknown): Verification {
  const code = error instanceof jose.errors.JOSEError ? error.code : "ERR_TOKEN"
  const claim = error instanceof jose.errors.JWTClaimValidationFailed ? ` (${error.claim})` : ""
  return { kind: "rejected", why: `the token is not valid: ${code}${claim}` }
}
