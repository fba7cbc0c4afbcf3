import { isBound, type Scope } from "../evaluate/scope.ts"
import { emptyRoleSet, roleSetOf } from "../evaluate/roles.ts"
import type { RoleSet } from "../evaluate/environment.ts"
import type { PlannedRoute } from "../plan/plan.ts"
import type { Decision } from "./decision.ts"
import { allowance, refusal } from "./outcomes.ts"
import { summaryLevel } from "./steps.ts"

/**
 * A route that asks nothing but assigned roles: most routes of most policies. Its decisions stand
 * ready, and one pass over role bits picks one (`bench decide`: a third of the time of the general way).
 */
export interface SimpleRoute {
  readonly allows: readonly SimpleAllow[]
  readonly withoutSubject: Decision
  readonly others: Decision
}

interface SimpleAllow {
  readonly who: "anyone" | "authenticated" | "roles"
  readonly roles: RoleSet
  readonly decision: Decision
}

/** Undefined where the route asks more. */
export function simpleRoute(route: PlannedRoute, scope: Scope): SimpleRoute | undefined {
  const asksMore = [route.denies, route.requires, route.transport, route.response].some((rules) => rules.length > 0)
  if (asksMore || route.loads.some(({ needed }) => needed)) return undefined
  if (route.audits.some(({ when, guardrail }) => when !== undefined || guardrail !== undefined)) return undefined
  if (!route.allows.every(({ grant }) => !grant.when && grant.roles.every((role) => isPlain(role, scope)))) return undefined
  const levels = route.audits.map(({ level }) => level)
  const level = levels.includes("full") ? "full" : levels.length > 0 && !levels.includes("summary") ? "none" : summaryLevel
  const noRole = refusal(route, { reason: "no-role" })
  return {
    allows: route.allows.map((allow) => ({
      ...whoOf(allow.grant.roles, scope),
      decision: allowance(route, allow, level, []),
    })),
    withoutSubject: noRole(401, level),
    others: noRole(403, level),
  }
}

/** Held by assignment alone: no role with a condition gives it here. */
function isPlain(name: string, scope: Scope): boolean {
  if (name === "anyone" || name === "authenticated") return true
  const place = scope.placeOf.get(name)
  if (place === undefined || !isBound(scope.roles[place]!, scope)) return false
  return !scope.roles.some((role) => role.when && role.reaches.includes(place) && isBound(role, scope))
}

function whoOf(names: readonly string[], scope: Scope): Pick<SimpleAllow, "who" | "roles"> {
  const none = emptyRoleSet(scope.roles)
  if (names.includes("anyone")) return { who: "anyone", roles: none }
  if (names.includes("authenticated")) return { who: "authenticated", roles: none }
  const sets = names.map((name) => roleSetOf(scope.roles, scope.placeOf.get(name)!))
  return { who: "roles", roles: none.map((_, element) => sets.reduce((bits, set) => bits | set[element]!, 0)) }
}

/** `assigned` is undefined where there is no subject. */
export function decideSimple(route: SimpleRoute, assigned: RoleSet | undefined): Decision {
  const { allows } = route
  for (let index = 0; index < allows.length; index++) {
    const allow = allows[index]!
    if (allow.who === "anyone") return allow.decision
    if (assigned === undefined) continue
    if (allow.who === "authenticated" || meets(allow.roles, assigned)) return allow.decision
  }
  return assigned === undefined ? route.withoutSubject : route.others
}

function meets(wanted: RoleSet, assigned: RoleSet): boolean {
  for (let element = 0; element < wanted.length; element++) {
    if ((wanted[element]! & assigned[element]!) !== 0) return true
  }
  return false
}
