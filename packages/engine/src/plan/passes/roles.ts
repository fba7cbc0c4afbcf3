import type { Role } from "../../model/policy.ts"
import type { PlannedRole } from "../plan.ts"

/**
 * Works out, for each role, every role that its holders have too.
 *
 * The walk ends at a role with a condition: what that one gives hangs on where and by whom it is
 * held, which no role set can say; whoever asks goes on from it.
 */
export function planRoles(roles: readonly Role[]): readonly PlannedRole[] {
  const places = new Map(roles.map((role, place) => [role.name, place]))
  return roles.map(({ name, aliases, of, when, readsSubject }, place) => {
    const reached = new Set([place])
    // A set may grow while it is walked: what is added is walked as well.
    for (const at of reached) {
      if (at !== place && roles[at]!.when) continue
      for (const included of roles[at]!.includes) {
        const next = places.get(included)
        if (next !== undefined) reached.add(next)
      }
    }
    return { name, aliases, reaches: [...reached].sort((a, b) => a - b), of, when, readsSubject }
  })
}
