import type { PlannedRole } from "../plan/plan.ts"
import type { RoleSet } from "./environment.ts"

const bitsPerElement = 32

export function emptyRoleSet(roles: readonly PlannedRole[]): number[] {
  return Array.from({ length: Math.max(1, Math.ceil(roles.length / bitsPerElement)) }, () => 0)
}

export function hasRole(set: RoleSet, place: number): boolean {
  return ((set[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0
}

function addRole(set: number[], place: number): void {
  const element = place >>> 5
  set[element] = (set[element] ?? 0) | (1 << (place & 31))
}

/** The set of one role alone. */
export function roleSetOf(roles: readonly PlannedRole[], place: number): RoleSet {
  const set = emptyRoleSet(roles)
  addRole(set, place)
  return set
}

/**
 * Makes the function that reads assigned role names into the set of roles held: their own, and all
 * that these include. Names that are not declared, and roles with a condition, are dropped: nobody can be assigned them.
 */
export function assignedRoles(roles: readonly PlannedRole[]): (names: unknown) => RoleSet {
  const none = Object.freeze(emptyRoleSet(roles))
  const byName = new Map<unknown, RoleSet>()
  roles.forEach((role) => {
    if (role.of || role.when) return
    const set = emptyRoleSet(roles)
    for (const place of role.reaches) addRole(set, place)
    for (const name of [role.name, ...role.aliases]) byName.set(name, set)
  })
  return (names) => {
    if (!Array.isArray(names) || names.length === 0) return none
    if (names.length === 1) return byName.get(names[0]) ?? none
    const union = emptyRoleSet(roles)
    for (const name of names) {
      const set = byName.get(name)
      if (set) for (let element = 0; element < union.length; element++) union[element]! |= set[element]!
    }
    return union
  }
}
