import type { Grant, RoleName } from "../model/policy.ts"
import { and } from "../values/kleene.ts"
import { anyTruth, compileExpression, compileHolds, type Condition } from "./expression.ts"
import type { Scope } from "./scope.ts"

/** Whether any of the roles is held. */
export function compileHoldsAny(roles: readonly RoleName[], scope: Scope): Condition {
  const holds = roles.map((role) => compileHolds(role, scope))
  return holds.length === 1 ? holds[0]! : (environment) => anyTruth(holds, environment)
}

/** WHO and `when` together, as Kleene's `and`. */
export function compileGrant(grant: Grant, scope: Scope): Condition {
  const who = compileHoldsAny(grant.roles, scope)
  if (!grant.when) return who
  const when = compileExpression(grant.when, scope) as Condition
  return (environment) => {
    const held = who(environment)
    return held === false ? false : and(held, when(environment))
  }
}
