import { pendingOf, routeScope, unbound } from "../decide/questions.ts"
import type { Reason } from "../decide/decision.ts"
import type { CompiledPlan, Matched } from "../decide/compile.ts"
import type { Request } from "../decide/decision.ts"
import { keyHeadersOf } from "../plan/key-headers.ts"
import type { PlannedRoute } from "../plan/plan.ts"
import type { Span } from "../text/span.ts"
import { memberOf } from "../values/member.ts"
import type { Tracing } from "./context.ts"
import { traceRole, traceRoles } from "./trace-role.ts"
import { traceAllow, traceDeny, traceRequire, traceResponse } from "./trace-rule.ts"
import type { RoleTrace, RuleTrace } from "./trace.ts"

/** What the route's rules say of the request, each asked; which of them count is for `steps.ts`. */
export interface RouteTrace {
  readonly tracing: Tracing
  readonly tls: readonly RuleTrace[]
  /** Whether some `allow` could still fit before anything is loaded, by role. */
  readonly canFit: boolean
  readonly fitting: readonly RoleTrace[]
  /** Loads that some rule needs and that were not given. */
  readonly missing: readonly string[]
  /** What a caller gets where nothing is loaded. */
  readonly missingStatus: number
  readonly denies: readonly RuleTrace[]
  readonly allows: readonly RuleTrace[]
  readonly requires: readonly RuleTrace[]
  readonly response: readonly RuleTrace[]
  readonly ending: Ending
}

/** How the route decides, worked out from the traces alone. */
export interface Ending {
  readonly step: "tls" | "who" | "load" | "deny" | "allow" | "require" | undefined
  readonly status: number
  readonly reason: Reason
  readonly rule: string | undefined
}

export function traceRoute(
  compiled: CompiledPlan,
  match: Matched,
  request: Request,
  textOf: (span: Span) => string,
): RouteTrace {
  const { plan } = compiled
  const { route } = match
  const tracing = tracingOf(compiled, match, request, textOf)
  const { environment } = tracing
  const roles = [...new Set(route.allows.flatMap(({ grant }) => grant.roles))]
  const { subject, resources } = environment
  const hasSubject = subject !== undefined
  const missing = route.loads
    .filter(({ needed, name }) => needed && (memberOf(resources, name) ?? undefined) === undefined)
    .map(({ name }) => name)
  const before = fitOf(roles, true, tracing)
  const conceals = route.concealExistence && route.loads.some(({ needed }) => needed)
  const missingStatus = missingStatusOf(fitOf(roles, false, tracing).fits, hasSubject, conceals)
  const traced = {
    tracing,
    tls: route.transport.map((rule) => traceRequire(rule, plan, tracing)),
    canFit: before.fits,
    fitting: before.traces,
    missing,
    missingStatus,
    denies: route.denies.map((rule) => traceDeny(rule, plan, tracing)),
    allows: route.allows.map((rule) => traceAllow(rule, tracing)),
    requires: route.requires.map((rule) => traceRequire(rule, plan, tracing)),
    response: route.response.map((rule) => traceResponse(rule, plan, tracing)),
  }
  const without = hasSubject ? 403 : 401
  return {
    ...traced,
    ending: endingOf(route, traced, { without, plain: conceals ? missingStatus : without }),
  }
}

/** What tracing the rules of a request's route needs to know. */
export function tracingOf(
  compiled: CompiledPlan,
  match: Matched,
  request: Request,
  textOf: Tracing["textOf"],
): Tracing {
  const { plan } = compiled
  return {
    environment: compiled.environmentOf(match, request),
    scope: routeScope(plan, match.route),
    textOf,
    keyHeaders: keyHeadersOf(plan),
    holds: traceRole,
  }
}

/** Statuses of refusals that name none: `plain` under `conceal existence` as if nothing had been loaded. */
interface Statuses {
  readonly without: number
  readonly plain: number
}

/** The first step that refuses, in the order of the way. */
function endingOf(
  route: PlannedRoute,
  { tls, canFit, missing, missingStatus, denies, allows, requires }: Omit<RouteTrace, "ending">,
  { without, plain }: Statuses,
): Ending {
  const insecure = lowest(tls, false, (place) => route.transport[place]?.else?.status ?? 403)
  if (insecure) return refused("tls", "insecure-transport", insecure.status, insecure.rule.id)
  if (!canFit) return refused("who", "no-role", plain)
  if (missing.length > 0) return refused("load", "nothing-loaded", missingStatus)
  const denied = lowest(denies, true, (place) => route.denies[place]?.else?.status ?? without)
  if (denied) {
    const status = route.denies[denied.place]?.else?.status ?? plain
    return refused("deny", "denied", status, denied.rule.id)
  }
  const allow = allows.find(({ fires }) => fires)
  if (!allow) return refused("allow", "not-allowed", plain)
  const failed = lowest(requires, false, (place) => {
    const rule = route.requires[place]
    return rule?.else?.status ?? (rule?.what.kind === "mfa" ? 401 : without)
  })
  if (failed) return refused("require", "requirement", failed.status, failed.rule.id)
  return { step: undefined, reason: "allowed", status: 200, rule: allow.id }
}

function refused(step: Ending["step"], reason: Reason, status: number, rule?: string): Ending {
  return { step, reason, status, rule }
}

/** Of the rules that fire (or fail to), the one of the lowest status; of equal ones the first in the source. */
function lowest(
  rules: readonly RuleTrace[],
  firing: boolean,
  statusOf: (place: number) => number,
): { readonly rule: RuleTrace; readonly place: number; readonly status: number } | undefined {
  return rules
    .map((rule, place) => ({ rule, place, status: statusOf(place) }))
    .filter(({ rule }) => rule.fires === firing)
    .reduce<{ rule: RuleTrace; place: number; status: number } | undefined>(
      (best, next) => (best !== undefined && best.status <= next.status ? best : next),
      undefined,
    )
}

function missingStatusOf(couldFit: boolean, hasSubject: boolean, conceals: boolean): number {
  if (couldFit) return 404
  if (!hasSubject) return 401
  return conceals ? 404 : 403
}

/** Roles that hang on what is loaded later could fit every caller with a subject, some also those without. */
function fitOf(
  roles: readonly string[],
  beforeLoad: boolean,
  tracing: Tracing,
): { readonly fits: boolean; readonly traces: readonly RoleTrace[] } {
  const pending = roles.map((role) => pendingOf(role, tracing.scope))
  const held = traceRoles(roles, { ...tracing, scope: unbound(tracing.scope) })
  const hasSubject = tracing.environment.subject !== undefined
  const waits = (place: number): boolean => {
    const role = pending[place]
    if (role === undefined || !role.isPending) return false
    return hasSubject || (beforeLoad && role.withoutSubject)
  }
  const traces = held.traces.map((trace, place) => {
    if (!pending[place]?.isPending || trace.held === "true") return trace
    if (waits(place))
      return { ...trace, held: "unknown" as const, why: "it hangs on what is loaded", conditions: [] }
    return { ...trace, why: "it is for callers with a subject", conditions: [] }
  })
  return { fits: held.truth === true || roles.some((_, place) => waits(place)), traces }
}
