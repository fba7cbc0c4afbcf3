import type { Expression, Literal, RecordNode, TypeNode } from "../syntax/ast.ts"
import { afterOf, block, firstOf, group, type Sketch } from "./outline.ts"

/** Names, references, strings …: each on its own line where they do not fit on one. */
export function outlineList(
  sketch: Sketch,
  items: readonly { readonly span: { readonly start: number; readonly end: number } }[],
  indent: number,
  each: (place: number) => void = () => {},
): void {
  const last = items.at(-1)
  if (last === undefined || items.length < 2) return items.forEach((_, place) => each(place))
  const breaks = items.map((item) => ({ at: firstOf(sketch, item), indent }))
  group(sketch, breaks[0]!.at, afterOf(sketch, last), breaks, () => items.forEach((_, place) => each(place)))
}

/** A condition; where it does not fit, `and` and `or` begin lines, so far in. */
export function outlineExpression(sketch: Sketch, node: Expression, indent: number): void {
  const inner = (child: Expression): void => outlineExpression(sketch, child, indent)
  switch (node.kind) {
    case "and":
    case "or":
      return outlineChain(sketch, node.operands, indent)
    case "not":
    case "like":
    case "is":
    case "within":
    case "between":
      return inner(node.operand)
    case "any":
    case "every":
      inner(node.list)
      return inner(node.condition)
    case "compare":
    case "starts-with":
    case "ends-with":
    case "contains":
      inner(node.left)
      return inner(node.right)
    case "in":
      inner(node.item)
      return inner(node.list)
    case "in-range":
      for (const child of [node.item, node.low, node.high]) inner(child)
      return
    case "group":
      return outlineGroup(sketch, node)
    case "call":
      return outlineCall(sketch, node)
    case "list-literal":
      return outlineLiteral(sketch, node)
    case "has":
    case "reference":
    case "string":
    case "number":
    case "duration":
    case "size":
    case "date":
    case "time":
    case "ip":
    case "cidr":
    case "boolean":
      return
  }
}

/** The operator stands right before its operand. */
function outlineChain(sketch: Sketch, operands: readonly Expression[], indent: number): void {
  const [first] = operands
  const last = operands.at(-1)
  if (first === undefined || last === undefined) return
  const breaks = operands.slice(1).map((operand) => ({ at: firstOf(sketch, operand) - 1, indent }))
  group(sketch, firstOf(sketch, first), afterOf(sketch, last), breaks, () => {
    for (const operand of operands) outlineExpression(sketch, operand, indent)
  })
}

function outlineGroup(sketch: Sketch, node: Extract<Expression, { kind: "group" }>): void {
  const open = firstOf(sketch, node)
  const end = afterOf(sketch, node)
  const breaks = [
    { at: open + 1, indent: 2 },
    { at: end - 1, indent: 0 },
  ]
  group(sketch, open, end, breaks, () => outlineExpression(sketch, node.inner, 0))
}

function outlineCall(sketch: Sketch, node: Extract<Expression, { kind: "call" }>): void {
  sketch.tight.add(firstOf(sketch, node) + 1)
  outlineBracketed(sketch, firstOf(sketch, node) + 1, afterOf(sketch, node), node.arguments, (place) => {
    outlineExpression(sketch, node.arguments[place]!, 0)
  })
}

/** `( … )` or `[ … ]` from `open` to before `end`, an item a line where it does not fit. */
export function outlineBracketed(
  sketch: Sketch,
  open: number,
  end: number,
  items: readonly { readonly span: { readonly start: number; readonly end: number } }[],
  each: (place: number) => void = () => {},
): void {
  if (items.length === 0) return
  const breaks = items.map((item) => ({ at: firstOf(sketch, item), indent: 2 }))
  breaks.push({ at: end - 1, indent: 0 })
  group(sketch, open, end, breaks, () => items.forEach((_, place) => each(place)))
}

export function outlineLiteral(sketch: Sketch, node: Literal): void {
  if (node.kind !== "list-literal") return
  outlineBracketed(sketch, firstOf(sketch, node), afterOf(sketch, node), node.items, (place) =>
    outlineLiteral(sketch, node.items[place]!),
  )
}

export function outlineType(sketch: Sketch, node: TypeNode): void {
  if (node.kind === "record") return outlineRecord(sketch, node)
  if (node.kind !== "named") return outlineType(sketch, node.element)
  if (node.constraint === undefined) return
  const open = firstOf(sketch, node) + 1
  sketch.tight.add(open)
  const { constraint } = node
  if (constraint.kind !== "values") return
  outlineBracketed(sketch, open, afterOf(sketch, node), constraint.values, (place) =>
    outlineLiteral(sketch, constraint.values[place]!),
  )
}

export function outlineRecord(sketch: Sketch, { members, span }: RecordNode): void {
  const items = members.map((member) => firstOf(sketch, member))
  block(sketch, afterOf(sketch, { span }) - 1, items, () => {
    for (const { type, default: value } of members) {
      outlineType(sketch, type)
      if (value !== undefined) outlineLiteral(sketch, value)
    }
  })
}
