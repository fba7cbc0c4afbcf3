import type { Role } from "../../model/policy.ts"
import type { PlannedRole } from "../plan.ts"

/**
 * Works out, for each role, every role that its holders have too.
 *
 * A relative role gives what it includes only where its thing is bound, which no role set can say:
 * the walk ends there, and whoever asks goes on from it where it is bound.
 */
export function planRoles(roles: readonly Role[]): readonly PlannedRole[] {
  const places = new Map(roles.map((role, place) => [role.name, place]))
  return roles.map(({ name, aliases, of, when, readsSubject }, place) => {
    const reached = new Set([place])
    // A set may grow while it is walked: what is added is walked as well.
    for (const at of reached) {
      if (at !== place && roles[at]!.of) continue
      for (const included of roles[at]!.includes) {
        const next = places.get(included)
        if (next !== undefined) reached.add(next)
      }
    }
    return { name, aliases, reaches: [...reached].sort((a, b) => a - b), of, when, readsSubject }
  })
}
