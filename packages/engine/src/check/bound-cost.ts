import type { Expression } from "../values/expression.ts"

// `any a in body.l: a in body.m` looks at the second list once for each element of the first. Each list
// and text that takes part in such a nest is held to a length, so that all its steps together stay
// below about a million whatever a caller sends; a longer one makes its atom unknown, which never opens.

/** Elements that each of `depth` nested walks may have. */
const mostByDepth: readonly (number | undefined)[] = [undefined, undefined, 1_000, 100]
const mostBelow = 30

const mostAt = (depth: number): number | undefined =>
  depth < mostByDepth.length ? mostByDepth[depth] : mostBelow

/** The condition with a bound on every read that a nest of walks goes through. */
export function boundCost(expression: Expression): Expression {
  return depthOf(expression) > 1 ? bound(expression, 0) : expression
}

/** How many walks stand within one another here, this one included. */
function depthOf(expression: Expression): number {
  let below = 0
  for (const part of partsOf(expression)) below = Math.max(below, depthOf(part))
  return isWalk(expression) ? below + 1 : below
}

/** Takes time with the length of its operand; `is` with that of another condition. */
function isWalk({ kind }: Expression): boolean {
  return (
    kind === "any" ||
    kind === "every" ||
    kind === "in-list" ||
    kind === "contains" ||
    kind === "like" ||
    kind === "is"
  )
}

const nothing: readonly Expression[] = []

const isLeaf = ({ kind }: Expression): boolean => kind === "read" || kind === "literal"

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands
    case "not":
      return [expression.operand]
    case "any":
    case "every":
      return [expression.condition]
    case "compare":
      return isLeaf(expression.left) && isLeaf(expression.right)
        ? nothing
        : [expression.left, expression.right]
    default:
      return nothing
  }
}

function bound(expression: Expression, above: number): Expression {
  const most = mostAt(above + depthOf(expression))
  switch (expression.kind) {
    case "and":
    case "or":
      return { ...expression, operands: expression.operands.map((operand) => bound(operand, above)) }
    case "not":
      return { ...expression, operand: bound(expression.operand, above) }
    case "compare":
      return { ...expression, left: bound(expression.left, above), right: bound(expression.right, above) }
    case "any":
    case "every":
      return {
        ...expression,
        list: hold(expression.list, most),
        condition: bound(expression.condition, above + 1),
      }
    case "in-list":
      return { ...expression, list: hold(expression.list, most) }
    case "contains":
      return { ...expression, left: hold(expression.left, most) }
    case "like":
      return { ...expression, operand: hold(expression.operand, most) }
    default:
      return expression
  }
}

/** Lists that a policy writes out are as short as their author made them. */
function hold(operand: Expression, most: number | undefined): Expression {
  return operand.kind === "read" && most !== undefined ? { ...operand, most } : operand
}
