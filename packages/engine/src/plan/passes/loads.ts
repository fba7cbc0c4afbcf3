import type { Load } from "../../model/policy.ts"
import { readsOf } from "../../values/parts.ts"
import type { PlannedRole } from "../plan.ts"
import { addCondition, type Needs } from "./needs.ts"

/**
 * Marks the loads that some rule in force needs: it reads their name, names a role relative to them,
 * or is a load by one that is needed. What a route loads is thus known before any request.
 */
export function markNeeded(
  loads: readonly Load[],
  needs: Needs,
  roles: readonly PlannedRole[],
): readonly (Load & { readonly needed: boolean })[] {
  addRoles(needs, roles, loads)
  const names = needs.resources
  const needed = new Set<string>()
  for (const load of loads.toReversed()) {
    if (!names.has(load.name)) continue
    needed.add(load.name)
    for (const read of load.by.flatMap(readsOf)) if (read.root === "resource") names.add(read.name)
  }
  return loads.map((load) => ({ ...load, needed: needed.has(load.name) }))
}

/** What the roles read that are asked about. A role that is found on the way joins the set, and is met in its turn. */
function addRoles(needs: Needs, roles: readonly PlannedRole[], loads: readonly Load[]): void {
  for (const name of needs.roles) {
    const place = roles.findIndex((role) => role.name === name)
    for (const role of roles) {
      const { of, when } = role
      if (!when || !role.reaches.includes(place)) continue
      if (of && !loads.some((load) => load.name === of.name && load.type === of.type)) continue
      if (of) needs.resources.add(of.name)
      if (role.name === name) addCondition(needs, when)
      else needs.roles.add(role.name)
    }
  }
}
