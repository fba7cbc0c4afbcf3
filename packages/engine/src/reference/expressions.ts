import type { Expression, Read } from "../values/expression.ts"

/** The expression and every expression in it. */
export function partsOf(expression: Expression): readonly Expression[] {
  return [expression, ...operandsOf(expression).flatMap(partsOf)]
}

export function readsOf(expression: Expression): readonly Read[] {
  return partsOf(expression).filter((part) => part.kind === "read")
}

/** Roles that `subject is R` asks for. */
export function rolesAskedBy(expression: Expression): readonly string[] {
  return partsOf(expression).flatMap((part) => (part.kind === "is" ? [part.role] : []))
}

export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands
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
    case "in-range":
      return [expression.item, expression.low, expression.high]
    case "in-cidrs":
      return [expression.item]
    case "not":
    case "has":
    case "like":
    case "within":
    case "size":
      return [expression.operand]
    case "is":
    case "between":
    case "read":
    case "literal":
      return []
  }
}
