import type { PlannedCors, PlannedRoute } from "../plan/plan.ts"
import { readOrigin } from "../target/origin.ts"
import type { AskedRequest } from "../target/preflight.ts"
import { accepts } from "../target/verbs.ts"
import type { Decision, Reason } from "./decision.ts"
import { referenceTo, type Terms } from "./outcomes.ts"

/** A preflight that a route with `cors` answers. */
export interface Preflighted extends AskedRequest {
  /** Verbs that the path takes under the same `cors`. */
  readonly methods: readonly string[]
}

/** What `Access-Control-Allow-Origin` says to pages of the origin; undefined: they may not. */
export function allowedOrigin({ origins }: PlannedCors, origin: string | undefined): string | undefined {
  if (origins === "any") return "*"
  const read = origin === undefined ? undefined : readOrigin(origin)
  return read !== undefined && origins.includes(read) ? read : undefined
}

/** Whether a page may send the method, whatever the path takes. */
export function allowsMethod({ methods }: PlannedCors, method: string): boolean {
  return methods === undefined || methods.some((verb) => accepts(verb, method))
}

/** Decides a preflight on the route that the method asked for would have. The caller is not known yet, and never asked. */
export function decidePreflight(
  route: PlannedRoute,
  cors: PlannedCors,
  asked: Preflighted,
  { audit, timeoutMilliseconds }: Terms,
): Decision {
  const origin = allowedOrigin(cors, asked.origin)
  const reason = origin === undefined ? "cors-origin" : refusedBy(cors, asked)
  const isAllowed = reason === undefined && origin !== undefined
  const { credentials, headers, maxAgeSeconds } = cors
  return Object.freeze({
    decision: isAllowed ? "allow" : "deny",
    status: isAllowed ? 204 : 403,
    route: route.id,
    determining: Object.freeze([referenceTo(cors)]),
    reason: reason ?? "preflight",
    message: undefined,
    challenge: undefined,
    allowedMethods: undefined,
    obligations: Object.freeze({
      audit,
      timeoutMilliseconds,
      response: noRules,
      preflight: isAllowed
        ? Object.freeze({ origin, methods: asked.methods, headers, credentials, maxAgeSeconds })
        : undefined,
    }),
  })
}

const noRules: Decision["determining"] = Object.freeze([])

function refusedBy(cors: PlannedCors, { method, headers }: AskedRequest): Reason | undefined {
  if (!allowsMethod(cors, method)) return "cors-method"
  return headers?.every((name) => cors.headers.includes(name)) === true ? undefined : "cors-headers"
}
