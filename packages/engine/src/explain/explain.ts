import type { CompiledPlan } from "../decide/compile.ts"
import type { Decision, Request } from "../decide/decision.ts"
import type { Source } from "../text/source.ts"
import { quoter } from "./context.ts"
import { routeSteps, unroutedSteps } from "./steps.ts"
import { type RouteTrace, traceRoute } from "./trace-route.ts"
import type { Explanation } from "./trace.ts"

/**
 * Every step of one request, in the fixed order, with each line of the policy that was asked, the value of every
 * operand, and why.
 *
 * The steps are worked out apart from `decide`, from the same plan; an explanation that comes to another end than the
 * decision would mislead, so that it throws an `Error` instead.
 */
export function explain(compiled: CompiledPlan, request: Request, sources: Iterable<Source>): Explanation {
  const decision = compiled.decide(request)
  const match = compiled.match(request)
  const asked = { method: request.method, path: request.path }
  if (match.kind === "refused") {
    return { request: asked, steps: unroutedSteps(request, match.decision), decision }
  }
  const trace = traceRoute(compiled, match, request, quoter(sources))
  const difference = differenceOf(trace, decision)
  if (difference !== undefined) throw new Error(`the explanation is not the decision: ${difference}`)
  return { request: asked, steps: routeSteps(compiled.plan, match, trace, decision), decision }
}

function differenceOf({ ending, response }: RouteTrace, decision: Decision): string | undefined {
  const held = ending.reason === "allowed" ? response.filter(({ fires }) => fires).map(({ id }) => id) : []
  // A guardrail can put one rule in force twice; a decision names it once.
  const traced = [ending.status, ending.reason, ending.rule, ...new Set(held)].join(" ")
  const { obligations, determining } = decision
  const decided = [
    decision.status,
    decision.reason,
    determining[0]?.id,
    ...obligations.response.map(({ id }) => id),
  ]
  return traced === decided.join(" ") ? undefined : `${traced} instead of ${decided.join(" ")}`
}
