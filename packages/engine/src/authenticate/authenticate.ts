import { createHash } from "node:crypto"
import type { Attributes } from "../evaluate/environment.ts"
import type { Plan } from "../plan/plan.ts"
import { startApikey } from "./apikey.ts"
import { startJwt } from "./jwt.ts"
import { memberOf } from "../values/member.ts"
import { createLockout, type Lockout } from "./lockout.ts"
import { placesOf, presentedIn, type Candidate } from "./presented.ts"
import type { Surroundings } from "./sources.ts"
import { compileSubject, type MadeSubject } from "./subject.ts"
import { cacheKey, verifiedCache, type VerifiedCache } from "./verified-cache.ts"
import { problem, started, type Authenticator, type Started, type Verifier } from "./verifier.ts"

interface CredentialRequest {
  /** Names and values in turn, as Node gives them. */
  readonly rawHeaders: readonly string[]
  /** Names of the authenticators that the route accepts. */
  readonly accept: readonly string[] | undefined
  readonly address: string | undefined
  /** Asks the host program, where the route accepts an `authenticate host`. May throw. */
  readonly askHost: () => Promise<Authenticated["subject"] | undefined>
  /** Milliseconds since the epoch. */
  readonly now: number
}

export type Authentication =
  | { readonly kind: "anonymous" }
  | Authenticated
  /** `why` is for the audit line; it holds nothing of the credential. */
  | { readonly kind: "refused"; readonly status: 400 | 401; readonly why: string }
  | {
      readonly kind: "refused"
      readonly status: 429
      readonly why: string
      readonly retryAfterSeconds: number
    }

interface Authenticated {
  readonly kind: "authenticated"
  /** The authenticator that vouches for the caller. */
  readonly by: string
  readonly subject: Attributes & { readonly roles?: readonly string[] }
  readonly actor: Attributes | undefined
}

/** Turns the credentials of a request into its subject, as the policy's `authenticate` blocks say: at once where they are remembered. */
export type Authenticate = (request: CredentialRequest) => Authentication | Promise<Authentication>

interface Ready {
  readonly authenticator: Authenticator
  readonly verifier: Verifier
  readonly subjectOf: (credential: Attributes) => MadeSubject
}

interface State {
  readonly ready: readonly Ready[]
  /** Headers that hold credentials. */
  readonly places: ReadonlySet<string>
  readonly cache: VerifiedCache<Authenticated>
  readonly inFlight: Map<string, Promise<Authentication>>
  readonly lockout: Lockout
}

const anonymous: Authentication = Object.freeze({ kind: "anonymous" })

/**
 * Reads keys and compiles assignments once; every source that cannot be used is reported. What was verified is remembered
 * for these keys alone; failures are counted in `lockout`, which outlives them.
 */
export async function startAuthentication(
  plan: Plan,
  surroundings: Surroundings,
  lockout: Lockout = createLockout(),
): Promise<{ readonly authenticate: Authenticate; readonly problems: readonly string[] }> {
  const ready: Ready[] = []
  const problems: string[] = []
  for (const authenticator of plan.authenticators) {
    const verifier = await startVerifier(authenticator, surroundings)
    if (verifier.kind === "started") {
      ready.push({ authenticator, verifier: verifier.value, subjectOf: compileSubject(authenticator, plan) })
      continue
    }
    const { file, line } = authenticator.span
    problems.push(`${file}:${line} authenticate ${authenticator.name}: ${verifier.message}`)
  }
  const state: State = {
    ready,
    places: placesOf(ready),
    cache: verifiedCache(),
    inFlight: new Map(),
    lockout,
  }
  return { authenticate: (request) => authenticate(state, request), problems }
}

function startVerifier(authenticator: Authenticator, surroundings: Surroundings): Promise<Started<Verifier>> {
  if (authenticator.kind === "jwt") return startJwt(authenticator, surroundings)
  if (authenticator.kind === "apikey") return startApikey(authenticator, surroundings)
  if (authenticator.assignments.length > 0) {
    return Promise.resolve(
      problem("the subject of a host is taken as it is: there is nothing to assign from"),
    )
  }
  const never: Verifier = {
    claims: () => false,
    verify: () => Promise.resolve({ kind: "rejected", why: "the host program names the subject" }),
  }
  return Promise.resolve(started(never))
}

function authenticate(state: State, request: CredentialRequest): Authentication | Promise<Authentication> {
  const presented = presentedIn(request.rawHeaders, state.ready, state.places)
  if (presented.kind === "none") return byHostOr(state, request, anonymous)
  if (presented.kind === "several") return { kind: "refused", status: 400, why: presented.why }
  // The host may know what the policy does not, such as a scheme of its own.
  if (presented.candidates.length === 0)
    return byHostOr(state, request, invalid("credentials of a kind that the policy does not know"))
  const accepted = presented.candidates.filter(
    ({ by }) => request.accept?.includes(by.authenticator.name) === true,
  )
  const [only] = accepted
  if (only === undefined) return invalid("credentials of a kind that the route does not accept")
  if (accepted.length > 1) return verifyEach(state, accepted, request)
  const kept = state.cache.get(keyOf(only), request.now)
  return kept === undefined ? verifyEach(state, accepted, request) : unlessByHost(state, request, kept)
}

async function verifyEach(
  state: State,
  accepted: readonly Candidate<Ready>[],
  request: CredentialRequest,
): Promise<Authentication> {
  const known = accepted.filter(({ by, credential }) => by.verifier.claims(credential))
  if (known.length === 0) return invalid("no authenticator that the route accepts issued the token")
  const authentication = await tryEach(state, known, request)
  return authentication.kind === "authenticated"
    ? unlessByHost(state, request, authentication)
    : authentication
}

/** The subject that the host names on a route that accepts one; what is given where it names none. */
function byHostOr(
  state: State,
  request: CredentialRequest,
  otherwise: Authentication,
): Authentication | Promise<Authentication> {
  const host = hostOf(state, request)
  if (host === undefined) return otherwise
  const { name } = host.authenticator
  return request.askHost().then((subject) => {
    return subject === undefined ? otherwise : { kind: "authenticated", by: name, subject, actor: undefined }
  })
}

function unlessByHost(
  state: State,
  request: CredentialRequest,
  authentication: Authenticated,
): Authentication | Promise<Authentication> {
  if (hostOf(state, request) === undefined) return authentication
  return request.askHost().then((subject): Authentication => {
    if (subject === undefined) return authentication
    return { kind: "refused", status: 400, why: "credentials of two kinds are given" }
  })
}

function hostOf({ ready }: State, { accept }: CredentialRequest): Ready | undefined {
  return ready.find(({ authenticator: { kind, name } }) => kind === "host" && accept?.includes(name) === true)
}

function keyOf({ by, credential }: Candidate<Ready>): string {
  return cacheKey(by.authenticator.name, credential)
}

async function tryEach(
  state: State,
  candidates: readonly Candidate<Ready>[],
  request: CredentialRequest,
): Promise<Authentication> {
  let last: Authentication = anonymous
  for (const candidate of candidates) {
    last = await verifyOnce(state, candidate, request)
    if (last.kind !== "refused" || last.status === 429) return last
  }
  return last
}

/** A credential that several requests bring at once is verified once, and counts once if it fails. */
function verifyOnce(
  state: State,
  candidate: Candidate<Ready>,
  request: CredentialRequest,
): Promise<Authentication> {
  const key = keyOf(candidate)
  const kept = state.cache.get(key, request.now)
  if (kept !== undefined) return Promise.resolve(kept)
  const flight = `${request.address ?? ""} ${key}`
  const running = state.inFlight.get(flight)
  if (running !== undefined) return running
  const verification = verifyAnew(state, candidate, key, request).finally(() => state.inFlight.delete(flight))
  state.inFlight.set(flight, verification)
  return verification
}

async function verifyAnew(
  state: State,
  { by, credential }: Candidate<Ready>,
  key: string,
  { address, now }: CredentialRequest,
): Promise<Authentication> {
  const { authenticator, verifier, subjectOf } = by
  const attempt = state.lockout.attempt(address, accountOf(authenticator, credential), now)
  if (attempt.kind === "refused") {
    const why = "too many credentials have failed"
    return { kind: "refused", status: 429, why, retryAfterSeconds: attempt.retryAfterSeconds }
  }
  const verification = await verifier.verify(credential, now)
  if (verification.kind === "rejected") return invalid(verification.why)
  const made = subjectOf(verification.credential)
  if (made.kind === "incomplete") return invalid(`the credential gives no \`subject.${made.member}\``)
  attempt.succeeded()
  const value: Authenticated = Object.freeze({
    kind: "authenticated",
    by: authenticator.name,
    subject: made.subject,
    actor: made.actor,
  })
  state.cache.keep(key, { value, notBefore: verification.notBefore, expires: verification.expires })
  return value
}

/** Whose credential it claims to be: enough to count failures by, nothing more is believed of it. */
function accountOf(authenticator: Authenticator, credential: string): string | undefined {
  if (authenticator.kind !== "jwt") return undefined
  try {
    const payload: unknown = JSON.parse(Buffer.from(credential.split(".")[1] ?? "", "base64url").toString())
    const sub = memberOf(payload, "sub")
    if (typeof sub !== "string") return undefined
    return `${authenticator.name}:${createHash("sha256").update(sub).digest("base64")}`
  } catch {
    return undefined
  }
}

function invalid(why: string): Authentication {
  return { kind: "refused", status: 401, why }
}
