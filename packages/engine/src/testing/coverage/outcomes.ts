import type { PlannedRole } from "../../plan/plan.ts"
import type { Expression, Read } from "../../values/expression.ts"
import type { Type } from "../../values/type.ts"

/** What a condition can come to. */
export type Outcome = "true" | "false" | "unknown"

const both = ["true", "false"] as const
const all = ["true", "false", "unknown"] as const

/**
 * The outcomes that a condition can have where everything is as it is declared. Unknown takes an operand that is optional, of a
 * shape that is not declared, or read as a type that its text need not have; `has` of what is always there is never false.
 */
export function outcomesOf(expression: Expression, roles: readonly PlannedRole[]): readonly Outcome[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.some((operand) => mayBeUnknown(operand, roles)) ? all : both
    case "not":
      return outcomesOf(expression.operand, roles)
    case "has":
      return mayBeMissing(expression.operand) ? both : ["true"]
    case "literal":
      return expression.value === true ? ["true"] : expression.value === false ? ["false"] : both
    case "between":
      return both
    default:
      return mayBeUnknown(expression, roles) ? all : both
  }
}

function mayBeUnknown(expression: Expression, roles: readonly PlannedRole[]): boolean {
  const operand = (part: Expression, type?: Type): boolean => operandMayFail(part, type, roles)
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands.some((part) => mayBeUnknown(part, roles))
    case "not":
      return mayBeUnknown(expression.operand, roles)
    case "any":
    case "every":
      return operand(expression.list) || mayBeUnknown(expression.condition, roles)
    case "compare":
      return operand(expression.left, expression.type) || operand(expression.right, expression.type)
    case "in-list":
      return operand(expression.item, expression.type) || operand(expression.list)
    case "in-range":
      return [expression.item, expression.low, expression.high].some((part) => operand(part, expression.type))
    case "in-cidrs":
      return operand(expression.item, { kind: "ip" })
    case "like":
      return operand(expression.operand, { kind: "string" })
    case "starts-with":
    case "ends-with":
      return operand(expression.left, { kind: "string" }) || operand(expression.right, { kind: "string" })
    case "contains":
      return operand(expression.left) || operand(expression.right)
    case "within":
      return operand(expression.operand, { kind: "instant" })
    case "is":
      return roleMayBeUnknown(expression.role, roles, new Set())
    case "read":
      return operand(expression, { kind: "bool" })
    case "has":
    case "between":
    case "literal":
    case "size":
      return false
  }
}

function operandMayFail(part: Expression, type: Type | undefined, roles: readonly PlannedRole[]): boolean {
  if (part.kind === "read") return mayBeMissing(part) || (type !== undefined && !alwaysReads(part.type, type))
  if (part.kind === "size") return operandMayFail(part.operand, undefined, roles)
  return part.kind === "literal" ? false : mayBeUnknown(part, roles)
}

function mayBeMissing({ mayBeMissing: isDeclaredSo, root, members }: Read): boolean {
  return isDeclaredSo === true || (root === "body" && members.length === 0)
}

/** A value of the one type is always one of the other. */
function alwaysReads(own: Type, wanted: Type): boolean {
  if (own.kind === wanted.kind || wanted.kind === "json") return true
  if (own.kind === "int") return wanted.kind === "number"
  return wanted.kind === "string" && (own.kind === "uuid" || own.kind === "url")
}

function roleMayBeUnknown(name: string, roles: readonly PlannedRole[], above: ReadonlySet<string>): boolean {
  if (above.has(name)) return false
  const place = roles.findIndex((role) => role.name === name)
  const sources = roles.filter((role) => role.when !== undefined && role.reaches.includes(place))
  return sources.some(({ when }) => when !== undefined && mayBeUnknown(when, roles))
}
