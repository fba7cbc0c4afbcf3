import type { Grant, RoleName } from "../model/policy.ts"
import { and, or } from "../values/kleene.ts"
import type { Truth } from "../values/type.ts"
import { holds, truthOf } from "./condition.ts"
import type { Facts } from "./facts.ts"

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
