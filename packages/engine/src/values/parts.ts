import type { Expression, Read } from "./expression.ts"

/** Calls `visit` with the expression and all inside it, outer first. Makes no lists: a plan walks every condition of every route (`bench compile`). */
export function visitParts(expression: Expression, visit: (part: Expression) => unknown): void {
  visit(expression)
  eachOperand(expression, (operand) => visitParts(operand, visit))
}

/** Calls `visit` with the expressions right inside it, in the order in which they are written. */
export function eachOperand(expression: Expression, visit: (operand: Expression) => void): void {
  switch (expression.kind) {
    case "and":
    case "or":
      for (const operand of expression.operands) visit(operand)
      return
    case "not":
    case "has":
    case "like":
    case "within":
    case "size":
      return visit(expression.operand)
    case "any":
    case "every":
      visit(expression.list)
      return visit(expression.condition)
    case "compare":
    case "starts-with":
    case "ends-with":
    case "contains":
      visit(expression.left)
      return visit(expression.right)
    case "in-list":
      visit(expression.item)
      return visit(expression.list)
    case "in-range":
      visit(expression.item)
      visit(expression.low)
      return visit(expression.high)
    case "in-cidrs":
      return visit(expression.item)
    case "is":
    case "between":
    case "read":
    case "literal":
      return
  }
}

export function readsOf(expression: Expression): readonly Read[] {
  const reads: Read[] = []
  visitParts(expression, (part) => part.kind === "read" && reads.push(part))
  return reads
}

/** Roles that `subject is R` asks for. */
export function rolesAskedBy(expression: Expression): readonly string[] {
  const roles: string[] = []
  visitParts(expression, (part) => part.kind === "is" && roles.push(part.role))
  return roles
}
