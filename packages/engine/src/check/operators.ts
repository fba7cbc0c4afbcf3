import type * as ast from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"
import { parseAddress, parseCidr } from "../values/address.ts"
import { coerce } from "../values/coerce.ts"
import type { Expression } from "../values/expression.ts"
import { likeTokens } from "../values/text.ts"
import type { Type } from "../values/type.ts"
import { isZone } from "../values/zone.ts"
import { nearest } from "../diagnostics/suggest.ts"
import { quoted, suggestion } from "./checking.ts"
import { asOperand, checkExpression } from "./expression.ts"
import { commonType, isList, isOrdered, isScalar, isText, shallow, typeName } from "./fit.ts"
import { complain, typed, type Place, type Typed } from "./place.ts"
import { reportPattern } from "./types.ts"

type Node<Kind extends ast.Expression["kind"]> = Extract<ast.Expression, { kind: Kind }>

type Part = Node<"starts-with" | "ends-with" | "contains">

const bool: Type = { kind: "bool" }

function operand(place: Place, node: ast.Expression, operator: string): Typed {
  return asOperand(place, checkExpression(place, node), node, operator)
}

export function checkCompare(place: Place, node: Node<"compare">): Typed {
  const { operator, span } = node
  const left = operand(place, node.left, `\`${operator}\``)
  const right = operand(place, node.right, `\`${operator}\``)
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
      `${quoted(operator)} does not compare a ${typeName(whole ?? type)} as a whole`,
      { help },
    )
  }
  if (!isEquality && !isOrdered(type)) {
    return complain(place, "E203", span, `${quoted(operator)} needs values that have an order`, {
      labels: [{ span, text: `a ${typeName(type)} has none` }],
    })
  }
  const sides = settleBoth(place, left, right, type, isEquality)
  if (sides === undefined) return typed(left.expression, bool, [{ ...left, broken: true }])
  return typed(
    { kind: "compare", operator, left: sides[0], right: sides[1], type: shallow(type), span },
    bool,
  )
}

function neverFit(
  place: Place,
  span: Span,
  left: Typed,
  right: Typed,
  leftSpan: Span,
  rightSpan: Span,
): Typed {
  return complain(place, "E201", span, "these operands can never fit", {
    labels: [
      { span: leftSpan, text: `a ${typeName(left.type)}` },
      { span: rightSpan, text: `a ${typeName(right.type)}` },
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
      `${quoted(typeof wrong === "string" ? JSON.stringify(wrong) : String(wrong))} is never a ${typeName(elementType)}`,
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

export function checkIn(place: Place, node: Node<"in">): Typed {
  const { negated, span } = node
  const item = operand(place, node.item, "`in`")
  const list = operand(place, node.list, "`in`")
  if (item.broken || list.broken) return typed(item.expression, bool, [item, list])
  const cidrs = cidrsOf(node.list)
  if (cidrs !== undefined) return inBlocks(place, node, item, cidrs)
  if (list.type.kind !== "json" && !isList(list.type)) {
    const isTextIn = isText(list.type) && isText(item.type)
    return complain(
      place,
      "E203",
      node.list.span,
      "`in` asks for a list, a set, a range or a block of addresses",
      {
        labels: [{ span: node.list.span, text: `a ${typeName(list.type)}` }],
        help: isTextIn ? "for a text within a text, write `contains`" : undefined,
      },
    )
  }
  const element: Type = isList(list.type) ? list.type.element : { kind: "json" }
  const type = commonType(item.type, element)
  if (type === undefined || !isScalar(type))
    return neverFit(place, span, item, { ...list, type: element }, node.item.span, node.list.span)
  const settledItem = settle(place, item, type, element)
  const listType: Type = { kind: "list", element: type }
  const bounds: Type = { kind: "list", element: item.type.kind === type.kind ? item.type : type }
  const settledList = settle(place, list, listType, bounds)
  if (settledItem === undefined || settledList === undefined)
    return typed(item.expression, bool, [{ ...item, broken: true }])
  return typed(
    { kind: "in-list", item: settledItem, list: settledList, type: shallow(type), negated, span },
    bool,
  )
}

/** The blocks that are written, if the list is one or more of them; single addresses among them are blocks of one. */
function cidrsOf(node: ast.Expression): readonly ast.AddressLiteral[] | undefined {
  if (node.kind === "group") return cidrsOf(node.inner)
  if (node.kind === "cidr") return [node]
  if (node.kind !== "list-literal") return undefined
  const addresses = node.items.flatMap((item) => (item.kind === "ip" || item.kind === "cidr" ? [item] : []))
  return addresses.length === node.items.length && addresses.some((item) => item.kind === "cidr")
    ? addresses
    : undefined
}

function inBlocks(place: Place, node: Node<"in">, item: Typed, blocks: readonly ast.AddressLiteral[]): Typed {
  const type: Type = { kind: "ip" }
  if (commonType(item.type, type) === undefined) {
    return complain(place, "E201", node.span, "only an address is in a block of addresses", {
      labels: [{ span: node.item.span, text: `a ${typeName(item.type)}` }],
    })
  }
  const texts: string[] = []
  for (const block of blocks) {
    const text =
      block.kind === "cidr"
        ? block.text
        : `${block.text}/${parseAddress(block.text)?.version === 6 ? 128 : 32}`
    if (parseCidr(text) === undefined) return reportBlock(place, block)
    texts.push(text)
  }
  const settled = settle(place, item, type)
  if (settled === undefined) return typed(item.expression, bool, [{ ...item, broken: true }])
  return typed(
    { kind: "in-cidrs", item: settled, cidrs: texts, negated: node.negated, span: node.span },
    bool,
  )
}

function reportBlock(place: Place, block: ast.AddressLiteral): Typed {
  return complain(place, "E212", block.span, `${quoted(block.text)} is no block of addresses`, {
    help: "write the first address of the block and its length, such as `10.0.0.0/8`",
  })
}

export function checkInRange(place: Place, node: Node<"in-range">): Typed {
  const { negated, span } = node
  const parts = [node.item, node.low, node.high].map((part) => operand(place, part, "`in`"))
  const [item, low, high] = parts
  if (!item || !low || !high || parts.some((part) => part.broken))
    return typed({ kind: "literal", value: false, type: bool, span }, bool, parts)
  const ends = commonType(low.type, high.type)
  const type = ends && commonType(item.type, ends)
  if (ends === undefined) return neverFit(place, span, low, high, node.low.span, node.high.span)
  if (type === undefined)
    return neverFit(place, span, item, { ...low, type: ends }, node.item.span, node.low.span)
  if (!isOrdered(type)) {
    return complain(place, "E203", span, "a range needs values that have an order", {
      labels: [{ span, text: `a ${typeName(type)} has none` }],
    })
  }
  const [settledItem, settledLow, settledHigh] = parts.map((part) => settle(place, part, type))
  if (!settledItem || !settledLow || !settledHigh)
    return typed(item.expression, bool, [{ ...item, broken: true }])
  if (isEmptyRange(settledLow, settledHigh)) {
    return complain(place, "E211", span, "this range holds nothing", {
      help: "write the lower end first, and both of one family",
    })
  }
  return typed(
    {
      kind: "in-range",
      item: settledItem,
      low: settledLow,
      high: settledHigh,
      type: shallow(type),
      negated,
      span,
    },
    bool,
  )
}

function isEmptyRange(low: Expression, high: Expression): boolean {
  if (low.kind !== "literal" || high.kind !== "literal") return false
  if (low.type.kind === "ip") {
    const [first, last] = [parseAddress(String(low.value)), parseAddress(String(high.value))]
    return (
      first !== undefined && last !== undefined && (first.version !== last.version || first.bits > last.bits)
    )
  }
  if (typeof low.value === "number" && typeof high.value === "number") return low.value > high.value
  return low.type.kind === "date" && String(low.value) > String(high.value)
}

export function checkLike(place: Place, node: Node<"like">): Typed {
  const value = operand(place, node.operand, "`like`")
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
  const left = operand(place, node.left, operator)
  const right = operand(place, node.right, operator)
  if (left.broken || right.broken) return typed(left.expression, bool, [left, right])
  if (!isText(left.type)) return needsText(place, node.left, left, operator)
  if (!isText(right.type)) return needsText(place, node.right, right, operator)
  const kind = node.kind === "starts-with" ? "starts-with" : "ends-with"
  return typed({ kind, left: settleText(left), right: settleText(right), span: node.span }, bool)
}

function needsText(place: Place, node: ast.Expression, value: Typed, operator: string): Typed {
  return complain(place, "E203", node.span, `${operator} needs text`, {
    labels: [{ span: node.span, text: `a ${typeName(value.type)}` }],
  })
}

function settleText(value: Typed): Expression {
  const { expression } = value
  return expression.kind === "read" && value.type.kind === "json"
    ? { ...expression, type: { kind: "string" } }
    : expression
}

export function checkContains(place: Place, node: Part): Typed {
  const left = operand(place, node.left, "`contains`")
  const right = operand(place, node.right, "`contains`")
  if (left.broken || right.broken) return typed(left.expression, bool, [left, right])
  if (!isList(left.type) && !isText(left.type)) {
    return complain(place, "E203", node.left.span, "`contains` asks a list or a text", {
      labels: [{ span: node.left.span, text: `a ${typeName(left.type)}` }],
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

export function checkWithin(place: Place, node: Node<"within">): Typed {
  const value = operand(place, node.operand, "`within`")
  if (value.broken) return value
  const type: Type = { kind: "instant" }
  if (commonType(value.type, type) === undefined || value.expression.kind === "literal") {
    return complain(place, "E203", node.operand.span, "`within` asks how long ago an instant was", {
      labels: [{ span: node.operand.span, text: `a ${typeName(value.type)}` }],
      help:
        value.type.kind === "date" ? "a date has no time of day; declare the member as `instant`" : undefined,
    })
  }
  const settled = settle(place, value, type)
  if (settled === undefined) return typed(value.expression, bool, [{ ...value, broken: true }])
  return typed(
    { kind: "within", operand: settled, milliseconds: node.duration.milliseconds, span: node.span },
    bool,
  )
}

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

export function checkBetween(place: Place, node: Node<"between">): Typed {
  const { operand: time, span } = node
  const isClock =
    time.kind === "reference" &&
    time.root.text === "context" &&
    time.members.length === 1 &&
    time.members[0]?.text === "time"
  if (!isClock) {
    return complain(place, "E214", time.span, "`between` asks for the time of day", {
      help: "write `context.time between …`",
    })
  }
  const zone = node.zone?.value ?? "UTC"
  if (!isZone(zone)) {
    const span = node.zone?.span ?? time.span
    return complain(place, "E120", span, `unknown time zone ${quoted(zone)}`, {
      help: "write an IANA name such as `Europe/Berlin`",
      ...zoneSuggestion(span, zone),
    })
  }
  if (node.from.minutes === node.to.minutes) {
    return complain(place, "E211", span, "this window holds nothing", {
      why: "it includes its start and ends before its end, and both are the same time",
      help: "for the whole day, leave the condition out",
    })
  }
  const days = node.days && daysOf(place, node.days)
  if (days === null)
    return typed({ kind: "literal", value: false, type: bool, span }, bool, [
      { ...typed({ kind: "literal", value: false, type: bool, span }, bool), broken: true },
    ])
  place.work.seen.push({ root: "context", name: "", type: bool, span })
  return typed({ kind: "between", from: node.from.minutes, to: node.to.minutes, zone, days, span }, bool)
}

export function zoneSuggestion(span: Span, zone: string): ReturnType<typeof suggestion> {
  const zones =
    (Intl as unknown as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf?.("timeZone") ??
    []
  const meant = nearest(zone, zones)
  return meant === undefined ? {} : suggestion(span, JSON.stringify(meant))
}

/** Null where a name is no day. A range may wrap the week's end: `sat..mon`. */
function daysOf(place: Place, days: NonNullable<Node<"between">["days"]>): readonly number[] | null {
  const from = dayOf(place, days.from)
  const to = days.to ? dayOf(place, days.to) : from
  if (from === undefined || to === undefined) return null
  const list = [from]
  for (let day = from; day !== to;) {
    day = (day % 7) + 1
    list.push(day)
  }
  return list
}

function dayOf(place: Place, name: ast.Name): number | undefined {
  const index = weekdays.indexOf(name.text)
  if (index >= 0) return index + 1
  complain(place, "E121", name.span, `unknown day ${quoted(name.text)}`, {
    help: "days are `mon tue wed thu fri sat sun`",
    ...suggestion(name.span, nearest(name.text, weekdays)),
  })
  return undefined
}
