import type * as ast from "../syntax/ast.ts"
import type { Expression } from "../values/expression.ts"
import type { Type } from "../values/type.ts"
import type { Span } from "../text/span.ts"
import { nearest } from "../diagnostics/suggest.ts"
import { quoted, suggestion } from "./checking.ts"
import { commonType, isList, isOrdered, isScalar, shallow, aType } from "./fit.ts"
import { complain, typed, type Place, type Typed } from "./place.ts"

import { asOperand } from "./operand.ts"
import { coerce } from "../values/coerce.ts"

export type Node<Kind extends ast.Expression["kind"]> = Extract<ast.Expression, { kind: Kind }>

const bool: Type = { kind: "bool" }

/** An operand of an operator, which reads no role. */
export function checkOperand(place: Place, node: ast.Expression, operator: string): Typed {
  return asOperand(place, place.check(place, node), node, operator)
}

export function checkCompare(place: Place, node: Node<"compare">): Typed {
  const { operator, span } = node
  const left = checkOperand(place, node.left, `\`${operator}\``)
  const right = checkOperand(place, node.right, `\`${operator}\``)
  if (left.broken || right.broken) return typed(left.expression, bool, [left, right])
  const type = commonType(left.type, right.type)
  if (type === undefined) return neverFit(place, span, left, right, node.left.span, node.right.span)
  const isEquality = operator === "==" || operator === "!="
  const whole = [left.type, right.type].find((one) => !isScalar(one))
  if (whole || !isScalar(type)) {
    const help =
      whole?.kind === "cidr"
        ? "ask whether an address is in a block with `in`"
        : isList(whole ?? type)
          ? "ask for one element with `in`, `contains`, `any` or `every`"
          : "compare its members"
    return complain(
      place,
      "E203",
      span,
      `${quoted(operator)} does not compare ${aType(whole ?? type)} as a whole`,
      { help },
    )
  }
  if (!isEquality && !isOrdered(type)) {
    return complain(place, "E203", span, `${quoted(operator)} needs values that have an order`, {
      labels: [{ span, text: `${aType(type)} has none` }],
    })
  }
  const sides = settleBoth(place, left, right, type, isEquality)
  if (sides === undefined) return typed(left.expression, bool, [{ ...left, broken: true }])
  return typed(
    { kind: "compare", operator, left: sides[0], right: sides[1], type: shallow(type), span },
    bool,
  )
}

export function neverFit(
  place: Place,
  span: Span,
  left: Typed,
  right: Typed,
  leftSpan: Span,
  rightSpan: Span,
): Typed {
  return complain(place, "E201", span, `${aType(left.type)} and ${aType(right.type)} can never fit`, {
    labels: [
      { span: leftSpan, text: aType(left.type) },
      { span: rightSpan, text: aType(right.type) },
    ],
    why: "the condition would be unknown for every request",
  })
}

/** Both sides as the common type; undefined where a literal is no value of the other side's type. */
function settleBoth(
  place: Place,
  left: Typed,
  right: Typed,
  type: Type,
  bounded: boolean,
): readonly [Expression, Expression] | undefined {
  const one = settle(place, left, type, bounded ? right.type : undefined)
  const other = settle(place, right, type, bounded ? left.type : undefined)
  return one && other && [one, other]
}

/**
 * An operand as a type: literals are put in its form, and JSON of any kind is read as it.
 * With `declared`, a literal that the other side's declared bounds exclude is reported.
 */
export function settle(place: Place, value: Typed, type: Type, declared?: Type): Expression | undefined {
  const { expression } = value
  if (expression.kind === "read")
    return value.type.kind === "json" && type.kind !== "json"
      ? { ...expression, type: shallow(type) }
      : expression
  if (expression.kind !== "literal") return expression
  const literal = expression.value
  const wanted = declared && declared.kind === type.kind ? declared : type
  const elements = Array.isArray(literal) ? (literal as readonly unknown[]) : [literal]
  const elementType = Array.isArray(literal) && isList(wanted) ? wanted.element : wanted
  const isReady =
    value.type.kind === elementType.kind &&
    elementType.kind !== "string" &&
    elementType.kind !== "int" &&
    elementType.kind !== "number"
  const wrong =
    isReady || elementType.kind === "cidr"
      ? undefined
      : elements.find((element) => coerce(element, elementType) === undefined)
  if (wrong !== undefined) {
    const names = elementType.kind === "string" ? (elementType.values ?? []) : []
    const meant = typeof wrong === "string" ? nearest(wrong, names) : undefined
    complain(
      place,
      "E201",
      expression.span,
      `${quoted(JSON.stringify(wrong))} is never ${aType(elementType)}`,
      {
        why: "the condition would be the same for every request",
        ...(meant === undefined ? {} : suggestion(expression.span, JSON.stringify(meant))),
      },
    )
    return undefined
  }
  if (Array.isArray(literal)) return { ...expression, type: shallow(type) }
  const settled = isReady ? literal : coerce(literal, type)
  const simple = typeof settled === "object" || settled === undefined ? literal : settled
  return { ...expression, value: simple, type: shallow(type) }
}
