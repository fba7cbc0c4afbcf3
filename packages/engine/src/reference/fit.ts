import type { Role, RoleName, Route } from "../model/policy.ts"
import { readsOf, rolesAskedBy } from "../values/parts.ts"
import type { Facts } from "./facts.ts"
import { holds, holdsItself, isPossible } from "./condition.ts"

/**
 * The who step: whether the caller may yet turn out to be named by an `allow`, whatever is loaded.
 * Roles that do not depend on a loaded thing are decided now.
 */
export function someAllowMayFit(route: Route, facts: Facts): boolean {
  return route.allows.some(({ grant }) => grant.roles.some((name) => mayHold(name, facts, true)))
}

/** Whether a caller is told that nothing is there: what depends on it could fit every caller with a subject, and none without. */
export function someAllowCouldFit(route: Route, facts: Facts): boolean {
  const hasSubject = facts.subject !== undefined
  return route.allows.some(({ grant }) => grant.roles.some((name) => mayHold(name, facts, hasSubject)))
}

function mayHold(name: RoleName, facts: Facts, whereUndecided: boolean): boolean {
  const role = facts.policy.roles.find((candidate) => candidate.name === name)
  if (role === undefined) return holds(name, facts) === true
  if (!isPossible(role, facts)) return false
  if (whereUndecided && isUndecided(role, facts)) return true
  if (isDecidedlyHeld(role, facts)) return true
  return includersOf(name, facts).some((includer) => mayHold(includer.name, facts, whereUndecided))
}

/** Held whatever is loaded: of what hangs on a loaded thing, only what is true without one. */
function isDecidedlyHeld(role: Role, facts: Facts): boolean {
  if (!isUndecided(role, facts)) return holdsItself(role, facts) === true
  const nothingLoaded = { ...facts, bindings: [], resources: undefined }
  return role.of === undefined && holdsItself(role, nothingLoaded) === true
}

/** The role's own condition hangs on a loaded thing: it reads one, or asks for a role that does. */
function isUndecided(role: Role, facts: Facts): boolean {
  if (role.when === undefined) return false
  if (role.of !== undefined || readsOf(role.when).some(({ root }) => root === "resource")) return true
  return rolesAskedBy(role.when).some((name) => hangsOnLoads(name, facts))
}

function hangsOnLoads(name: RoleName, facts: Facts): boolean {
  const role = facts.policy.roles.find((candidate) => candidate.name === name)
  if (role === undefined || !isPossible(role, facts)) return false
  return (
    isUndecided(role, facts) ||
    includersOf(name, facts).some((includer) => hangsOnLoads(includer.name, facts))
  )
}

function includersOf(name: RoleName, facts: Facts): readonly Role[] {
  return facts.policy.roles.filter(({ includes }) => includes.includes(name))
}
