import type { Grant, Require, ResponseRule } from "../../model/policy.ts"
import type { Expression, Read } from "../../values/expression.ts"

/** The expression and all inside it, outer first. */
export function* within(expression: Expression): Generator<Expression> {
  yield expression
  for (const operand of operandsOf(expression)) yield* within(operand)
}

function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands
    case "not":
    case "has":
    case "like":
    case "within":
    case "size":
      return [expression.operand]
    case "any":
    case "every":
      return [expression.list, expression.condition]
    case "compare":
    case "starts-with":
    case "ends-with":
    case "contains":
      return [expression.left, expression.right]
    case "in-list":
      return [expression.item, expression.list]
    case "in-cidrs":
      return [expression.item]
    case "in-range":
      return [expression.item, expression.low, expression.high]
    case "is":
    case "between":
    case "read":
    case "literal":
      return []
  }
}

export function readsOf(expressions: readonly Expression[]): readonly Read[] {
  const reads: Read[] = []
  for (const expression of expressions) {
    for (const part of within(expression)) if (part.kind === "read") reads.push(part)
  }
  return reads
}

/** What a rule asks: its conditions, and the roles that it names, those of `is` included. */
export interface Asks {
  readonly expressions: readonly Expression[]
  readonly roles: readonly string[]
}

export function asks(
  expressions: readonly (Expression | undefined)[],
  grants: readonly (Grant | undefined)[],
  roles: readonly string[] = [],
): Asks {
  const said: Expression[] = []
  const named: string[] = [...roles]
  for (const expression of expressions) if (expression) said.push(expression)
  for (const grant of grants) {
    if (!grant) continue
    named.push(...grant.roles)
    if (grant.when) said.push(grant.when)
  }
  for (const expression of said) {
    for (const part of within(expression)) if (part.kind === "is") named.push(part.role)
  }
  return { expressions: said, roles: named }
}

export function conditionOf(what: Require["what"]): Expression | undefined {
  return what.kind === "tls" ? undefined : what.condition
}

export function responseAsks(rule: ResponseRule): readonly Asks[] {
  switch (rule.kind) {
    case "show":
    case "only-to":
      return [asks([], [rule.to])]
    case "hide":
    case "hash":
    case "mask":
      return [asks([rule.when], [rule.unless])]
    case "each":
      return rule.rules.flatMap(responseAsks)
  }
}
