import { isBound, type Scope } from "../evaluate/scope.ts"
import { emptyRoleSet, roleSetOf } from "../evaluate/roles.ts"
import type { RoleSet } from "../evaluate/environment.ts"
import type { Plan, PlannedRoute } from "../plan/plan.ts"
import type { Decision } from "./decision.ts"
import { allowance, refusal } from "./outcomes.ts"
import { routeScope } from "./questions.ts"
import { fixedTerms } from "./terms.ts"

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
function simpleRoute(route: PlannedRoute, scope: Scope): SimpleRoute | undefined {
  const asksMore = [route.denies, route.requires, route.transport, route.response].some(
    (rules) => rules.length > 0,
  )
  if (asksMore || route.loads.some(({ needed }) => needed)) return undefined
  if (route.audits.some(({ when, guardrail }) => when !== undefined || guardrail !== undefined))
    return undefined
  if (route.timeouts.some(({ guardrail }) => guardrail !== undefined)) return undefined
  if (!route.allows.every(({ grant }) => !grant.when && grant.roles.every((role) => isPlain(role, scope))))
    return undefined
  const terms = fixedTerms(
    route.audits.map(({ level }) => level),
    route.timeouts.map(({ milliseconds }) => milliseconds),
  )
  const noRole = refusal(route, { reason: "no-role" })
  return {
    allows: route.allows.map((allow) => ({
      ...whoOf(allow.grant.roles, scope),
      decision: allowance(route, allow, terms, []),
    })),
    withoutSubject: noRole(401, terms),
    others: noRole(403, terms),
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
  return {
    who: "roles",
    roles: none.map((_, element) => sets.reduce((bits, set) => bits | set[element]!, 0)),
  }
}

/** How a route is decided, by its place in `SimpleRoutes.kinds`. */
export const notSimple = 0
/** One `allow` of roles, in a policy of at most 32: one mask. */
export const oneMask = 1
/** One `allow` after the other. */
const inTurn = 2

/** Which routes are simple, by place, as plain data. */
export interface SimpleTables {
  readonly kinds: readonly number[]
  /** Of `oneMask`, else 0. */
  readonly masks: readonly number[]
}

export function simpleTables(plan: Plan): SimpleTables {
  const simple = plan.routes.map((route) => simpleRoute(route, routeScope(plan, route)))
  const kinds = simple.map((route) => {
    if (!route) return notSimple
    const isMask = plan.roles.length <= 32 && route.allows.length === 1 && route.allows[0]?.who === "roles"
    return isMask ? oneMask : inTurn
  })
  const masks = simple.map((route, place) => (kinds[place] === oneMask ? route!.allows[0]!.roles[0]! : 0))
  return { kinds, masks }
}

/** Simple routes laid flat, by place: what the common case needs lies in arrays (`bench decide`). */
export interface SimpleRoutes {
  readonly kinds: Uint8Array
  readonly masks: Int32Array
  /** The next three are there once the route was made ready. */
  readonly allowed: readonly (Decision | undefined)[]
  readonly others: readonly (Decision | undefined)[]
  readonly routes: readonly (SimpleRoute | undefined)[]
  readonly makeReady: (place: number) => void
}

export function simpleRoutes(
  tables: SimpleTables,
  plan: Pick<Plan, "roles" | "settings">,
  routeAt: (place: number) => PlannedRoute,
): SimpleRoutes {
  const length = tables.kinds.length
  const allowed = Array.from<Decision | undefined>({ length })
  const others = Array.from<Decision | undefined>({ length })
  const routes = Array.from<SimpleRoute | undefined>({ length })
  const makeReady = (place: number): void => {
    const planned = routeAt(place)
    const route = simpleRoute(planned, routeScope(plan, planned))
    routes[place] = route
    allowed[place] = route?.allows[0]?.decision
    others[place] = route?.others
  }
  return {
    kinds: Uint8Array.from(tables.kinds),
    masks: Int32Array.from(tables.masks),
    allowed,
    others,
    routes,
    makeReady,
  }
}

/** `assigned` is undefined where there is no subject. */
export function decideInTurn(
  { allows, withoutSubject, others }: SimpleRoute,
  assigned: RoleSet | undefined,
): Decision {
  for (const { who, roles, decision } of allows) {
    if (who === "anyone") return decision
    if (assigned === undefined) continue
    if (who === "authenticated" || roles.some((bits, element) => (bits & assigned[element]!) !== 0))
      return decision
  }
  return assigned === undefined ? withoutSubject : others
}
