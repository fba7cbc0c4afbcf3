import type { Grant, Role, RoleName } from "../model/policy.ts"
import { and, or } from "../values/kleene.ts"
import { memberOf } from "../values/member.ts"
import type { Truth } from "../values/type.ts"
import { truthOf } from "./condition.ts"
import type { Facts } from "./facts.ts"

/** Whether the caller holds a role here: its own condition and assignment, or a role that includes it. */
export function holds(name: RoleName, facts: Facts): Truth {
  if (name === "anyone") return true
  if (name === "authenticated") return facts.subject !== undefined
  const role = facts.policy.roles.find((candidate) => candidate.name === name)
  if (role === undefined || !isPossible(role, facts)) return false
  const includers = facts.policy.roles.filter(({ includes }) => includes.includes(name))
  return [
    holdsItself(role, facts),
    ...includers.map((includer) => holds(includer.name, facts)),
  ].reduce<Truth>(or, false)
}

/** A relative role needs its thing bound; a condition that reads the subject needs one. */
export function isPossible(role: Role, facts: Facts): boolean {
  const { of } = role
  if (of !== undefined && !facts.bindings.some(({ name, type }) => name === of.name && type === of.type))
    return false
  return !role.readsSubject || facts.subject !== undefined
}

export function holdsItself(role: Role, facts: Facts): Truth {
  if (role.when !== undefined) return truthOf(role.when, facts)
  // A relative role is never assigned.
  if (role.of !== undefined) return false
  const assigned = memberOf(facts.subject, "roles")
  if (!Array.isArray(assigned)) return false
  return [role.name, ...role.aliases].some((name) => assigned.includes(name))
}

/** Whether any of the roles is held. */
export function holdsAny(names: readonly RoleName[], facts: Facts): Truth {
  return names.map((name) => holds(name, facts)).reduce<Truth>(or, false)
}

/** WHO, and when. */
export function grantTruth(grant: Grant, facts: Facts): Truth {
  return and(holdsAny(grant.roles, facts), truthOf(grant.when, facts))
}

/** Unknown never opens: what is granted must be true. */
export function isMet(grant: Grant, facts: Facts): boolean {
  return grantTruth(grant, facts) === true
}

/** `unless` nobody is no exception. */
export function isExcepted(unless: Grant | undefined, facts: Facts): boolean {
  return unless !== undefined && isMet(unless, facts)
}
