import type * as ast from "../syntax/ast.ts"
import type { Expression } from "../values/expression.ts"
import { likeTokens } from "../values/text.ts"
import type { Type } from "../values/type.ts"
import { commonType, isList, isScalar, isText, shallow, aType } from "./fit.ts"
import { checkOperand, neverFit, settle, type Node } from "./operators.ts"
import { complain, typed, type Place, type Typed } from "./place.ts"
import { reportPattern } from "./types.ts"

const bool: Type = { kind: "bool" }

type Part = Node<"starts-with" | "ends-with" | "contains">

export function checkLike(place: Place, node: Node<"like">): Typed {
  const value = checkOperand(place, node.operand, "`like`")
  if (likeTokens(node.pattern.value) === undefined) {
    if (place.call === undefined) reportPattern(place.checking, node.pattern.span)
    return typed(value.expression, bool, [{ ...value, broken: true }])
  }
  if (value.broken) return value
  if (!isText(value.type)) return needsText(place, node.operand, value, "`like`")
  return typed(
    { kind: "like", operand: settleText(value), pattern: node.pattern.value, span: node.span },
    bool,
  )
}

export function checkPart(place: Place, node: Part): Typed {
  const operator = node.kind === "starts-with" ? "`starts with`" : "`ends with`"
  const left = checkOperand(place, node.left, operator)
  const right = checkOperand(place, node.right, operator)
  if (left.broken || right.broken) return typed(left.expression, bool, [left, right])
  if (!isText(left.type)) return needsText(place, node.left, left, operator)
  if (!isText(right.type)) return needsText(place, node.right, right, operator)
  const kind = node.kind === "starts-with" ? "starts-with" : "ends-with"
  return typed({ kind, left: settleText(left), right: settleText(right), span: node.span }, bool)
}

function needsText(place: Place, node: ast.Expression, value: Typed, operator: string): Typed {
  return complain(place, "E203", node.span, `${operator} needs text`, {
    labels: [{ span: node.span, text: aType(value.type) }],
  })
}

function settleText(value: Typed): Expression {
  const { expression } = value
  return expression.kind === "read" && value.type.kind === "json"
    ? { ...expression, type: { kind: "string" } }
    : expression
}

export function checkContains(place: Place, node: Part): Typed {
  const left = checkOperand(place, node.left, "`contains`")
  const right = checkOperand(place, node.right, "`contains`")
  if (left.broken || right.broken) return typed(left.expression, bool, [left, right])
  if (!isList(left.type) && !isText(left.type)) {
    return complain(place, "E203", node.left.span, "`contains` asks a list or a text", {
      labels: [{ span: node.left.span, text: aType(left.type) }],
    })
  }
  const element: Type = isList(left.type)
    ? left.type.element
    : left.type.kind === "json"
      ? { kind: "json" }
      : { kind: "string" }
  const type = commonType(element, right.type)
  if (type === undefined || !isScalar(type))
    return neverFit(place, node.span, { ...left, type: element }, right, node.left.span, node.right.span)
  const settled = settle(place, right, type, element)
  if (settled === undefined) return typed(left.expression, bool, [{ ...left, broken: true }])
  return typed(
    { kind: "contains", left: left.expression, right: settled, type: shallow(type), span: node.span },
    bool,
  )
}
