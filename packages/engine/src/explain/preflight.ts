import type { Matched } from "../decide/compile.ts"
import type { Decision } from "../decide/decision.ts"
import type { PlannedCors } from "../plan/plan.ts"
import { readOrigin } from "../target/origin.ts"
import { accepts } from "../target/verbs.ts"
import type { RouteTrace } from "./trace-route.ts"
import type { RuleTrace } from "./trace.ts"

/** What a preflight comes to, worked out apart from `decide`. */
export interface PreflightTrace {
  readonly status: number
  readonly reason: Decision["reason"]
  readonly rule: string | undefined
  /** The `cors` that it is held against; undefined where `require tls` has refused it before. */
  readonly cors: RuleTrace | undefined
}

export function tracePreflight(
  { route, preflight }: Matched,
  { ending, tracing }: RouteTrace,
): PreflightTrace | undefined {
  const { cors } = route
  if (preflight === undefined || cors === undefined) return undefined
  if (ending.step === "tls")
    return { status: ending.status, reason: ending.reason, rule: ending.rule, cors: undefined }
  const refused = objectionTo(preflight, cors)
  const rule = {
    kind: "cors" as const,
    id: cors.id,
    span: cors.span,
    text: tracing.textOf(cors.span),
    fires: refused === undefined,
    who: [],
    conditions: [],
    unless: undefined,
    sentence: refused?.why ?? `pages of \`${preflight.origin}\` may send ${preflight.method}`,
  }
  const reason = refused?.reason ?? "preflight"
  return { status: refused === undefined ? 204 : 403, reason, rule: cors.id, cors: rule }
}

function objectionTo(
  { origin, method, headers }: NonNullable<Matched["preflight"]>,
  cors: PlannedCors,
): { readonly reason: Decision["reason"]; readonly why: string } | undefined {
  const read = readOrigin(origin)
  if (cors.origins !== "any" && (read === undefined || !cors.origins.includes(read)))
    return { reason: "cors-origin", why: `\`${origin}\` is none of its origins` }
  if (cors.methods?.some((verb) => accepts(verb, method)) === false)
    return { reason: "cors-method", why: `${method} is none of its methods` }
  if (headers === undefined) return { reason: "cors-headers", why: "the headers asked for do not read" }
  const other = headers.find((name) => !cors.headers.includes(name))
  if (other === undefined) return undefined
  const known = cors.headers.length === 0 ? "there are none" : `they are ${cors.headers.join(", ")}`
  return { reason: "cors-headers", why: `\`${other}\` is none of its headers: ${known}` }
}
