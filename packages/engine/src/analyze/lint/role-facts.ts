import type { RoleName } from "../../model/policy.ts"
import type { Plan } from "../../plan/plan.ts"

/** What can be said of roles before anybody calls. */
export interface RoleFacts {
  /** Whether whoever holds `held` surely meets a WHO of `named`: `support` is met by `admin`, `anyone` by all. */
  readonly meets: (held: RoleName, named: RoleName) => boolean
  /** Whether nobody without a subject can hold it. */
  readonly needsSubject: (role: RoleName) => boolean
  /** Held while a condition is true, or relative to a thing; never assigned. */
  readonly isConditional: (role: RoleName) => boolean
}

export function makeRoleFacts({ roles }: Pick<Plan, "roles">): RoleFacts {
  const byName = new Map(roles.map((role) => [role.name, role]))
  const reached = new Map(
    roles.map(({ name, reaches }) => [name, new Set(reaches.map((at) => roles[at]?.name ?? ""))]),
  )
  const open = openRoles({ roles })
  const needsSubject = (role: RoleName): boolean =>
    role === "authenticated" || (role !== "anyone" && !open.has(role))
  return {
    meets: (held, named) =>
      named === "anyone" ||
      held === named ||
      (named === "authenticated" && needsSubject(held)) ||
      reached.get(held)?.has(named) === true,
    needsSubject,
    isConditional: (role) => byName.get(role)?.when !== undefined,
  }
}

/** Roles that a caller without a subject may come to hold: by a condition that reads none, or as what such a role includes. */
function openRoles({ roles }: Pick<Plan, "roles">): ReadonlySet<RoleName> {
  const open = new Set<RoleName>()
  const pending = roles.filter(({ when, readsSubject }) => when !== undefined && !readsSubject)
  for (const role of pending) {
    for (const at of role.reaches) {
      const included = roles[at]
      if (included === undefined || open.has(included.name)) continue
      open.add(included.name)
      // What a role with a condition includes in turn is not among `reaches`.
      if (included !== role) pending.push(included)
    }
  }
  return open
}
