import type { Plan, PlannedRole } from "../plan/plan.ts"
import type { Value } from "../values/type.ts"
import type { Binding } from "./environment.ts"

/** Where a condition stands: the policy's roles and settings, and the things that are bound there. */
export interface Scope {
  readonly roles: readonly PlannedRole[]
  readonly placeOf: ReadonlyMap<string, number>
  readonly settings: Readonly<Record<string, Value>>
  readonly bindings: readonly Binding[]
}

/** The scope of a route (its loads are bound), or of a row (the loads and the row). */
export function evaluationScope(plan: Pick<Plan, "roles" | "settings">, bindings: readonly Binding[]): Scope {
  return { roles: plan.roles, placeOf: placesOf(plan.roles), settings: plan.settings, bindings }
}

const places = new WeakMap<readonly PlannedRole[], ReadonlyMap<string, number>>()

function placesOf(roles: readonly PlannedRole[]): ReadonlyMap<string, number> {
  const known = places.get(roles)
  if (known) return known
  const made = new Map(roles.map((role, place) => [role.name, place]))
  places.set(roles, made)
  return made
}

/** A relative role counts only where a thing of its name and type is bound. */
export function isBound(role: PlannedRole, scope: Scope): boolean {
  const of = role.of
  return of === undefined || scope.bindings.some(({ name, type }) => name === of.name && type === of.type)
}
