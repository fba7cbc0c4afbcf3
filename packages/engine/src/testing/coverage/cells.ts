import type { Plan, PlannedRoute } from "../../plan/plan.ts"

/** The name of callers without credentials. */
const anonymous = "anonymous"

/**
 * Whom a route can be asked by: `anonymous`, and every role that an accepted authenticator assigns. Roles with a condition are
 * never assigned, so that nobody comes as one.
 */
export function rolesGivenOn(plan: Plan, { accept }: PlannedRoute): readonly string[] {
  const assignable = plan.roles
    .filter(({ of, when }) => of === undefined && when === undefined)
    .map(({ name }) => name)
  if (plan.authenticators.length === 0) return [anonymous, ...assignable]
  const accepted = plan.authenticators.filter(({ name }) => accept?.includes(name) === true)
  const given = assignable.filter((role) => accepted.some((authenticator) => gives(authenticator, role)))
  return [anonymous, ...given]
}

function gives({ kind, assignments }: Plan["authenticators"][number], role: string): boolean {
  if (kind === "host") return true
  const roles = assignments.find(({ target, member }) => target === "subject" && member === "roles")
  return roles !== undefined && (roles.only === undefined || roles.only.includes(role))
}

/** The roles as which a caller comes, by their declared names. */
export function callersRoles(plan: Plan, roles: readonly string[] | undefined): readonly string[] {
  if (roles === undefined) return [anonymous]
  return plan.roles
    .filter(({ name, aliases }) => [name, ...aliases].some((known) => roles.includes(known)))
    .map(({ name }) => name)
}
