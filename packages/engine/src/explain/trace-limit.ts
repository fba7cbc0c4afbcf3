import type { LimitUse } from "../model/policy.ts"
import type { Governed, Plan } from "../plan/plan.ts"
import type { Expression } from "../values/expression.ts"
import type { Tracing } from "./context.ts"
import { traceCondition, traceOperand } from "./trace-expression.ts"
import { traceGrant } from "./trace-role.ts"
import { place } from "./trace-rule.ts"
import type { RuleTrace } from "./trace.ts"

/** A limit in force: whether it counts this request, and under which key. */
export function traceLimit(use: LimitUse & Governed, plan: Plan, tracing: Tracing): RuleTrace {
  const told = { kind: "limit", id: use.id, span: use.span, text: tracing.textOf(use.span), who: [] } as const
  const limit = plan.limits[use.limit]
  const placed = place(use, plan, tracing)
  if (placed.kind === "elsewhere" || limit === undefined) {
    const sentence = placed.kind === "elsewhere" ? placed.why : "it has no counter"
    return { ...told, fires: false, isElsewhere: true, conditions: [], unless: undefined, sentence }
  }
  const when = limit.when && traceCondition(limit.when, placed.tracing)
  const unless = limit.unless && traceGrant(limit.unless, placed.tracing)
  const fires = when?.truth !== false && unless?.truth !== true
  const keys = limit.per.map((key) => traceKey(key, placed.tracing))
  const name = limit.name === undefined ? "" : `\`${limit.name}\`: `
  const rate = `${limit.count} in ${limit.windowMilliseconds / 1000} s`
  return {
    ...told,
    fires,
    conditions: [...keys.flatMap(({ traces }) => traces), ...(when === undefined ? [] : [when.trace])],
    unless: unless?.trace,
    sentence: fires
      ? `${name}it counts this request, ${rate} for each ${keys.map(({ text }) => text).join(" and ")}`
      : `${name}it does not count this request`,
  }
}

function traceKey(key: Expression, tracing: Tracing): { text: string; traces: RuleTrace["conditions"] } {
  const { traces, value } = traceOperand(key, undefined, tracing)
  const text = tracing.textOf(key.span)
  return { text: value === undefined ? `${text} (missing: context.ip in its place)` : text, traces }
}
