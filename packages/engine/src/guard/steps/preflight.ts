import type { Preflight } from "../../decide/decision.ts"
import { answerOf, auditFailed, type Answer } from "../answer.ts"
import type { Exchange } from "../exchange.ts"
import { record } from "../record.ts"
import { refusalOf, type Refusal } from "../refusal.ts"
import { rateLimitHeaders } from "./limits.ts"

/** Decides what a browser asks before the request itself. Nobody is known yet, and no handler is asked. */
export function decidePreflight(exchange: Exchange): Refusal | undefined {
  const { core, matched, environment } = exchange
  if (matched?.preflight === undefined || environment === undefined) return undefined
  exchange.decision = core.compiled.preflight(matched, environment)
  return exchange.decision?.decision === "deny" ? refusalOf(exchange.decision) : undefined
}

/** Records that the page may send its request, and says so: 503 where the line cannot be written. */
export function answerPreflight(exchange: Exchange, preflight: Preflight): Answer {
  const rules = exchange.decision?.determining ?? []
  const isRecorded = record(exchange, { decision: "allow", status: 204, reason: "preflight", rules })
  if (!isRecorded) return answerOf(exchange, auditFailed)
  const headers = { ...fieldsOf(preflight), ...rateLimitHeaders(exchange.outcomes) }
  return { kind: "answer", status: 204, headers, remove: [], body: "" }
}

function fieldsOf({ origin, methods, headers, credentials, maxAgeSeconds }: Preflight): Answer["headers"] {
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": methods.join(", "),
    ...(headers.length > 0 ? { "access-control-allow-headers": headers.join(", ") } : {}),
    ...(credentials ? { "access-control-allow-credentials": "true" } : {}),
    ...(maxAgeSeconds === undefined ? {} : { "access-control-max-age": String(maxAgeSeconds) }),
    vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
  }
}
