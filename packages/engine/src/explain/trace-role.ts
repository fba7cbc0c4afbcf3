import { conditionalSources } from "../evaluate/expression.ts"
import { hasRole } from "../evaluate/roles.ts"
import { isBound } from "../evaluate/scope.ts"
import type { Grant, RoleName } from "../model/policy.ts"
import type { PlannedRole } from "../plan/plan.ts"
import { and, or } from "../values/kleene.ts"
import { memberOf } from "../values/member.ts"
import type { Truth } from "../values/type.ts"
import type { TracedRole, Tracing } from "./context.ts"
import { traceCondition } from "./trace-expression.ts"
import { type ConditionTrace, type GrantTrace, type RoleTrace, verdictOf } from "./trace.ts"

/** Whether the caller holds a role here, and through what. */
export function traceRole(name: RoleName, tracing: Tracing): TracedRole {
  const { environment, scope } = tracing
  const { subject } = environment
  if (name === "anyone") return told(name, true, "everybody is `anyone`")
  if (name === "authenticated") {
    const why = subject === undefined ? "the caller has no subject" : "the caller has a subject"
    return told(name, subject !== undefined, why)
  }
  const place = scope.placeOf.get(name)
  const role = place === undefined ? undefined : scope.roles[place]
  if (place === undefined || role === undefined) return told(name, false, `no role \`${name}\` is declared`)
  if (!isBound(role, scope)) {
    const { name: thing = "", type = "" } = role.of ?? {}
    return told(name, false, `no \`${thing}\` of type \`${type}\` is at hand here`)
  }
  const sources = conditionalSources(place, scope)
  if (sources.length > 0 && role.readsSubject && subject === undefined) {
    return told(name, false, "it is for callers with a subject")
  }
  if (hasRole(environment.assigned, place)) return told(name, true, assignedWhy(role, tracing))
  return traceConditional(role, sources, tracing)
}

const told = (
  name: string,
  truth: Truth,
  why: string,
  conditions: readonly ConditionTrace[] = [],
): TracedRole => ({
  truth,
  trace: { name, held: verdictOf(truth), why, conditions },
})

function assignedWhy({ name, aliases }: PlannedRole, { environment, scope }: Tracing): string {
  const given = environment.subject && memberOf(environment.subject, "roles")
  const names = Array.isArray(given) ? given.filter((role) => typeof role === "string") : []
  const own = names.find((role) => role === name || aliases.includes(role))
  if (own !== undefined) return own === name ? "it is assigned" : `it is assigned as \`${own}\``
  const place = scope.placeOf.get(name) ?? -1
  const through = names.find((role) =>
    scope.roles.some(
      (other) => (other.name === role || other.aliases.includes(role)) && other.reaches.includes(place),
    ),
  )
  return through === undefined ? "it is assigned" : `\`${through}\` is assigned, which includes it`
}

/** A role with a condition is held while that is true; so are the roles that it includes. */
function traceConditional(role: PlannedRole, sources: readonly PlannedRole[], tracing: Tracing): TracedRole {
  let truth: Truth = false
  const conditions: ConditionTrace[] = []
  const whys: string[] = []
  for (const source of sources) {
    if (source === role && source.when) {
      const own = traceCondition(source.when, tracing)
      truth = or(truth, own.truth)
      conditions.push(own.trace)
      whys.push(`its condition is ${verdictOf(own.truth)}`)
      continue
    }
    const through = traceRole(source.name, tracing)
    truth = or(truth, through.truth)
    conditions.push(...through.trace.conditions)
    whys.push(`\`${source.name}\`, which includes it, ${heldWord[through.trace.held]}: ${through.trace.why}`)
  }
  return told(role.name, truth, whys.length === 0 ? "it is not assigned" : whys.join("; "), conditions)
}

const heldWord = { true: "is held", false: "is not held", unknown: "is perhaps held" } as const

/** Any of the roles is held, as `or` over them. */
export function traceRoles(
  names: readonly RoleName[],
  tracing: Tracing,
): { readonly truth: Truth; readonly traces: readonly RoleTrace[] } {
  const traced = names.map((name) => traceRole(name, tracing))
  const truth = traced.reduce<Truth>((sum, role) => or(sum, role.truth), false)
  return { truth, traces: traced.map(({ trace }) => trace) }
}

export function traceGrant(
  grant: Grant,
  tracing: Tracing,
): { readonly truth: Truth; readonly trace: GrantTrace } {
  const who = traceRoles(grant.roles, tracing)
  const when = grant.when && traceCondition(grant.when, tracing)
  const truth = when === undefined ? who.truth : and(who.truth, when.truth)
  return { truth, trace: { roles: who.traces, when: when?.trace, met: verdictOf(truth) } }
}
