import { challenges, type ChallengeDetail } from "../authenticate/challenge.ts"
import { announcesBody } from "../http/body.ts"
import { problemMediaType, problemOf } from "../http/problem.ts"
import { corsFields, overruledFields, varyingByOrigin } from "./cors.ts"
import type { Exchange } from "./exchange.ts"
import { record } from "./record.ts"
import type { Refusal } from "./refusal.ts"
import { rateLimitHeaders } from "./steps/limits.ts"

/** An answer that is the guard's own; the handler has not run, or its answer is not used. */
export interface Answer {
  readonly kind: "answer"
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  /** Fields of the handler's that do not go with it. */
  readonly remove: readonly string[]
  /** Problem details; a framework leaves it out where the method is HEAD. */
  readonly body: string
}

/**
 * They speak of the bytes that the handler made, not of those that leave. Without `transfer-encoding` what leaves has a length, and
 * behind it there is no place for trailers, which nobody filters.
 */
export const entityHeaders: readonly string[] = (
  "content-length transfer-encoding content-encoding content-range accept-ranges content-disposition content-language " +
  "etag last-modified content-md5 content-digest repr-digest digest trailer"
).split(" ")

/** What a handler says with its answer, and not with the guard's. */
const answerHeaders: readonly string[] = [...entityHeaders, "set-cookie", "location", "link", "refresh"]

/** Records the refusal and makes its answer: 503 where the line cannot be written. */
export function refuse(exchange: Exchange, refusal: Refusal): Answer {
  const { status, reason, rules = [], why, answered } = refusal
  if (record(exchange, { decision: "deny", status, reason, rules, detail: why, answered }))
    return answerOf(exchange, refusal)
  return answerOf(exchange, auditFailed)
}

/** An audit line that cannot be written refuses the request. */
export const auditFailed: Refusal = { status: 503, reason: "audit-failed", headers: { "retry-after": "1" } }

/** RFC 9457 problem details that say what the caller must know and nothing of the rules. */
export function answerOf(exchange: Exchange, refusal: Refusal): Answer {
  const { status, message, kind, violatedPolicies, headers } = refusal
  const problem = problemOf(status, {
    requestId: exchange.requestId,
    detail: message,
    kind,
    violatedPolicies,
  })
  return {
    kind: "answer",
    status,
    headers: {
      "content-type": problemMediaType,
      "cache-control": "no-store",
      ...varyHeader(exchange),
      ...corsFields(exchange),
      ...rateLimitHeaders(exchange.outcomes),
      ...challengeHeaders(exchange, refusal),
      ...connectionHeaders(exchange),
      ...headers,
    },
    remove: [...answerHeaders, ...overruledFields(exchange)],
    body: JSON.stringify(problem),
  }
}

function varyHeader(exchange: Exchange): Readonly<Record<string, string>> {
  const names = varyingByOrigin(exchange)
  return names.length > 0 ? { vary: names.join(", ") } : {}
}

/** A body that nobody read is still on the connection: it cannot be used again. */
function connectionHeaders({ headers, body, incoming }: Exchange): Readonly<Record<string, string>> {
  const { message } = incoming
  const isLeft = body === undefined && message.httpVersionMajor < 2 && announcesBody(headers, message)
  return isLeft ? { connection: "close" } : {}
}

function challengeHeaders(exchange: Exchange, refusal: Refusal): Readonly<Record<string, string[]>> {
  const detail = challengeDetail(exchange, refusal)
  if (refusal.status !== 401 && detail.kind !== "insufficient-scope") return {}
  const { plan } = exchange.core.compiled
  const accept = exchange.parts?.route.accept ?? []
  const accepted = plan.authenticators.filter(({ name }) => accept.includes(name))
  return { "www-authenticate": challenges(accepted, plan.package, detail) }
}

function challengeDetail({ decision }: Exchange, { reason }: Refusal): ChallengeDetail {
  if (reason === "credentials") return { kind: "invalid" }
  return decision?.challenge ?? { kind: "credentials" }
}
