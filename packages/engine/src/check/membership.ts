import type * as ast from "../syntax/ast.ts"
import { parseAddress, parseCidr } from "../values/address.ts"
import type { Expression } from "../values/expression.ts"
import type { Type } from "../values/type.ts"
import { quoted } from "./checking.ts"
import { commonType, isList, isOrdered, isScalar, isText, shallow, aType } from "./fit.ts"
import { checkOperand, neverFit, settle, type Node } from "./operators.ts"
import { complain, typed, type Place, type Typed } from "./place.ts"

const bool: Type = { kind: "bool" }

export function checkIn(place: Place, node: Node<"in">): Typed {
  const { negated, span } = node
  const item = checkOperand(place, node.item, "`in`")
  const list = checkOperand(place, node.list, "`in`")
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
        labels: [{ span: node.list.span, text: aType(list.type) }],
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
      labels: [{ span: node.item.span, text: aType(item.type) }],
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
  const parts = [node.item, node.low, node.high].map((part) => checkOperand(place, part, "`in`"))
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
      labels: [{ span, text: `${aType(type)} has none` }],
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
