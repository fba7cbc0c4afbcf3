import type { Load } from "../../model/policy.ts"
import type { PlannedRole } from "../plan.ts"
import { asks, readsOf, type Asks } from "./expressions.ts"

/**
 * Marks the loads that some rule in force needs: it reads their name, names a role relative to them,
 * or is a load by one that is needed. What a route loads is thus known before any request.
 */
export function markNeeded(
  loads: readonly Load[],
  rules: readonly Asks[],
  roles: readonly PlannedRole[],
): readonly (Load & { readonly needed: boolean })[] {
  const names = resourcesRead(rules, roles, loads)
  const needed = new Set<string>()
  for (const load of [...loads].reverse()) {
    if (!names.has(load.name)) continue
    needed.add(load.name)
    for (const read of readsOf(load.by)) if (read.root === "resource") names.add(read.name)
  }
  return loads.map((load) => ({ ...load, needed: needed.has(load.name) }))
}

function resourcesRead(
  rules: readonly Asks[],
  roles: readonly PlannedRole[],
  loads: readonly Load[],
): Set<string> {
  const names = new Set<string>()
  const asked = new Set<string>()
  const read = ({ expressions, roles: named }: Asks): void => {
    for (const found of readsOf(expressions)) if (found.root === "resource") names.add(found.name)
    for (const name of named) readRole(name)
  }
  const readRole = (name: string): void => {
    if (asked.has(name)) return
    asked.add(name)
    const place = roles.findIndex((role) => role.name === name)
    for (const role of roles) {
      const { of, when } = role
      if (!when || !role.reaches.includes(place)) continue
      if (of && !loads.some((load) => load.name === of.name && load.type === of.type)) continue
      if (of) names.add(of.name)
      if (role.name === name) read(asks([when], []))
      else readRole(role.name)
    }
  }
  rules.forEach(read)
  return names
}
