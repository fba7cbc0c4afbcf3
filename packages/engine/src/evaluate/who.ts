import type { Grant, RoleName } from "../model/policy.ts"
import { and } from "../values/kleene.ts"
import type { Expression } from "../values/expression.ts"
import type { Environment } from "./environment.ts"
import { anyTruth, compileExpression, compileHolds, type Condition } from "./expression.ts"
import type { Scope } from "./scope.ts"

/** Whether any of the roles is held. */
export function compileHoldsAny(roles: readonly RoleName[], scope: Scope): Condition {
  const holds = roles.map((role) => compileHolds(role, scope))
  return holds.length === 1 ? holds[0]! : (environment) => anyTruth(holds, environment)
}

/** WHO and `when` together, as Kleene's `and`. */
function compileGrant(grant: Grant, scope: Scope): Condition {
  const who = compileHoldsAny(grant.roles, scope)
  if (!grant.when) return who
  const when = compileExpression(grant.when, scope) as Condition
  return (environment) => {
    const held = who(environment)
    return held === false ? false : and(held, when(environment))
  }
}

type Test = (environment: Environment) => boolean

/** Whether the grant is met: by what is unknown it is not. */
export function compileMet(grant: Grant, scope: Scope): Test {
  const met = compileGrant(grant, scope)
  return (environment) => met(environment) === true
}

/** `when E unless WHO`: applies unless it is known not to, as what is unknown never opens. */
export function compileApplies(
  { when, unless }: { readonly when: Expression | undefined; readonly unless: Grant | undefined },
  scope: Scope,
): Test {
  const isTrue = when && compileExpression(when, scope)
  const isExcepted = unless && compileMet(unless, scope)
  return (environment) => isTrue?.(environment) !== false && isExcepted?.(environment) !== true
}
