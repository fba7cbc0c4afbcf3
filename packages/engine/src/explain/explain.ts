import type { CompiledPlan, Matched } from "../decide/compile.ts"
import type { Decision, Request } from "../decide/decision.ts"
import { compileLoads } from "../decide/reads.ts"
import { unrouted } from "../decide/outcomes.ts"
import { parseQuery, type QueryResult } from "../http/query.ts"
import { singleHeaders } from "../http/headers.ts"
import { headerOf } from "../evaluate/read.ts"
import { canonicalize } from "../target/canonical.ts"
import type { Template } from "../target/template.ts"
import type { Source } from "../text/source.ts"
import { memberOf } from "../values/member.ts"
import { quoter } from "./context.ts"
import { tracePreflight } from "./preflight.ts"
import { ambiguousSteps, preflightSteps, routeSteps, unroutedSteps } from "./steps.ts"
import { type RouteTrace, traceRoute } from "./trace-route.ts"
import { endedBefore, type GuardEnding } from "./guard-ending.ts"
import { nearestOf } from "./nearest.ts"
import { shownTarget } from "./shown.ts"
import type { Explanation, NearestRule, Step } from "./trace.ts"
import { whyOf } from "./why.ts"

/** What else is known of the request. */
export interface ExplainOptions {
  /** A step of the guard that asks no rule ended the request. */
  readonly ended?: GuardEnding | undefined
  /** Finds a thing by the keys that `load … by` names, as a loader does; without it, `resources` of the request hold all there is. */
  readonly load?: ((name: string, keys: readonly unknown[]) => unknown) | undefined
}

/**
 * Every step of one request, in the fixed order, with each line of the policy that was asked, the value of every
 * operand, and why. What follows `?` in the path is read as the guard reads it; where `query` is given too, that holds.
 *
 * The steps are worked out apart from `decide`, from the same plan; an explanation that comes to another end than the
 * decision would mislead, so that it throws an `Error` instead.
 */
export function explain(
  compiled: CompiledPlan,
  given: Request,
  sources: Iterable<Source>,
  { ended, load }: ExplainOptions = {},
): Explanation {
  const explanation = explainDecision(compiled, given, sources, load)
  return ended === undefined ? explanation : endedBefore(explanation, ended)
}

/** What the request brings goes before what is found, and null says that there is none. A thing that is not found ends the loading, as on the guard's way. */
function withLoaded(compiled: CompiledPlan, given: Request, load: ExplainOptions["load"]): Request {
  if (load === undefined) return given
  const match = compiled.match(given)
  if (match.kind === "refused") return given
  const resources: Record<string, unknown> = { ...given.resources }
  const request = { ...given, resources }
  for (const { name, keys } of compileLoads(compiled.plan, match.route)) {
    const values = keys(compiled.environmentOf(match, request))
    const isGiven = Object.hasOwn(resources, name)
    const found = isGiven ? memberOf(resources, name) : values && load(name, values)
    if (found === undefined || found === null) break
    resources[name] = found
  }
  return request
}

function explainDecision(
  compiled: CompiledPlan,
  given: Request,
  sources: Iterable<Source>,
  load: ExplainOptions["load"],
): Explanation {
  const templates = templatesOf(compiled, given)
  const asked = { method: given.method, path: shownTarget(given.path, templates) }
  const query = queryOf(given)
  const repeated = repeatedHeader(given)
  const ambiguity = query.kind === "malformed" ? query.why : repeated && `\`${repeated}\` is given twice`
  if (query.kind === "malformed" || ambiguity !== undefined) {
    const decision = unrouted(400, "ambiguous-target")
    const canonical = canonicalize(given.path)
    const why = canonical.kind === "ambiguous" ? canonical.why : (ambiguity ?? "")
    return toldWhole(asked, ambiguousSteps(why, decision), decision)
  }
  const request = withLoaded(compiled, { ...given, query: given.query ?? query.fields }, load)
  const decision = compiled.decide(request)
  const match = compiled.match(request)
  if (match.kind === "refused") {
    return toldWhole(asked, unroutedSteps(request, match.decision, templates), decision)
  }
  const trace = traceRoute(compiled, match, followedBy(request, match), quoter(sources))
  const preflight = tracePreflight(match, trace)
  const difference = differenceOf(preflight ? { ending: preflight, response: [] } : trace, decision)
  if (difference !== undefined) throw new Error(`the explanation is not the decision: ${difference}`)
  const steps =
    preflight === undefined
      ? routeSteps(compiled.plan, match, trace, decision)
      : preflightSteps(compiled.plan, match, { ...trace, preflight }, decision)
  const isRefused = preflight === undefined && decision.decision === "deny"
  return toldWhole(asked, steps, decision, isRefused ? nearestOf(match.route, trace) : undefined)
}

/** What the path fits: the route's template, or, where the method is not taken, those of the methods that are. */
function templatesOf(compiled: CompiledPlan, request: Request): readonly Template[] {
  const match = compiled.match(request)
  if (match.kind === "route") return [match.route.template]
  return (match.decision.allowedMethods ?? []).flatMap((method) => {
    const other = compiled.match({ ...request, method })
    return other.kind === "route" ? [other.route.template] : []
  })
}

function toldWhole(
  request: Explanation["request"],
  steps: readonly Step[],
  decision: Decision,
  nearest?: NearestRule,
): Explanation {
  return { request, steps, decision, why: whyOf(steps, decision), nearest }
}

function repeatedHeader({ headers }: Request): string | undefined {
  if (typeof headers !== "object" || headers === null) return undefined
  return singleHeaders.find((name) => {
    const value = headerOf(headers, name)
    return Array.isArray(value) && value.length > 1
  })
}

/** A preflight asks for the request that would follow it; who calls is not known yet. */
function followedBy(request: Request, { preflight }: Matched): Request {
  if (preflight === undefined) return request
  const { path, query, headers, context } = request
  return { method: preflight.method, path, query, headers, context }
}

/** `decide` looks at no text of a query: it is read here, as on the guard's way. The path is looked at before it. */
function queryOf({ path }: Request): QueryResult {
  const mark = path.indexOf("?")
  if (mark === -1 || canonicalize(path).kind === "ambiguous") return parseQuery("")
  return parseQuery(path.slice(mark + 1))
}

function differenceOf(
  {
    ending,
    response,
  }: {
    readonly ending: Pick<RouteTrace["ending"], "status" | "reason" | "rule">
    readonly response: RouteTrace["response"]
  },
  decision: Decision,
): string | undefined {
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
