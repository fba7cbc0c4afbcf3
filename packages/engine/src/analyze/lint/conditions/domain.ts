import type { CompareOperator } from "../../../values/expression.ts"
import { dayOf } from "../../../values/calendar.ts"
import type { Type } from "../../../values/type.ts"

// Sets of values of one operand. What has an order is a union of intervals, all else a set of values or what is left of one.

export type Domain =
  | { readonly kind: "intervals"; readonly isWhole: boolean; readonly parts: readonly Interval[] }
  | { readonly kind: "values"; readonly isRest: boolean; readonly values: ReadonlySet<string> }

/** Open ends leave the bound itself out. */
interface Interval {
  readonly low: number
  readonly high: number
  readonly lowOpen: boolean
  readonly highOpen: boolean
}

const everything: Interval = {
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  lowOpen: true,
  highOpen: true,
}

const lastMinute = 24 * 60 - 1

/** All values of a type; undefined for types whose values this does not follow. */
export function domainOf(type: Type): Domain | undefined {
  switch (type.kind) {
    case "int":
    case "number": {
      const { min, max, kind } = type
      const low = min === undefined ? {} : { low: min, lowOpen: false }
      const high = max === undefined ? {} : { high: max, highOpen: false }
      return { kind: "intervals", isWhole: kind === "int", parts: [{ ...everything, ...low, ...high }] }
    }
    case "date":
      return { kind: "intervals", isWhole: true, parts: [everything] }
    case "time":
      return {
        kind: "intervals",
        isWhole: true,
        parts: [{ low: 0, high: lastMinute, lowOpen: false, highOpen: false }],
      }
    case "instant":
    case "duration":
      return { kind: "intervals", isWhole: false, parts: [everything] }
    case "bool":
      return { kind: "values", isRest: false, values: new Set(["true", "false"]) }
    case "string":
      // Its order is not followed, nor is what `like` leaves of it.
      return type.values
        ? { kind: "values", isRest: false, values: new Set(type.values) }
        : { kind: "values", isRest: true, values: new Set() }
    case "uuid":
      return { kind: "values", isRest: true, values: new Set() }
    default:
      return undefined
  }
}

/** The values that stand in a relation to a written one; undefined where the relation is not followed. */
export function related(operator: CompareOperator, written: unknown, within: Domain): Domain | undefined {
  if (within.kind === "values") {
    if (operator !== "==" && operator !== "!=") return undefined
    return { kind: "values", isRest: operator === "!=", values: new Set([String(written)]) }
  }
  const bound = numberOf(written)
  if (bound === undefined) return undefined
  const { isWhole } = within
  const below = (open: boolean): Interval => ({ ...everything, high: bound, highOpen: open })
  const above = (open: boolean): Interval => ({ ...everything, low: bound, lowOpen: open })
  const parts = {
    "==": [{ low: bound, high: bound, lowOpen: false, highOpen: false }],
    "!=": [below(true), above(true)],
    "<": [below(true)],
    "<=": [below(false)],
    ">": [above(true)],
    ">=": [above(false)],
  }[operator]
  return { kind: "intervals", isWhole, parts }
}

function numberOf(written: unknown): number | undefined {
  return typeof written === "number" ? written : typeof written === "string" ? dayOf(written) : undefined
}

export function unionOf(left: Domain, right: Domain): Domain | undefined {
  if (left.kind === "intervals" && right.kind === "intervals")
    return { ...left, parts: [...left.parts, ...right.parts] }
  if (left.kind === "values" && right.kind === "values" && !left.isRest && !right.isRest)
    return { ...left, values: new Set([...left.values, ...right.values]) }
  return undefined
}

/** What is in both. INVARIANT: both are of one type. */
export function intersectionOf(left: Domain, right: Domain): Domain {
  if (left.kind === "intervals" && right.kind === "intervals") {
    const parts = left.parts.flatMap((one) => right.parts.map((other) => overlap(one, other)))
    return { ...left, parts: parts.filter((part) => !isEmptyInterval(part, left.isWhole)) }
  }
  if (left.kind === "intervals" || right.kind === "intervals") return left
  if (left.isRest && right.isRest) return { ...left, values: new Set([...left.values, ...right.values]) }
  const [kept, by] = left.isRest ? [right, left] : [left, right]
  return { ...kept, values: new Set([...kept.values].filter((value) => by.values.has(value) !== by.isRest)) }
}

export function isEmpty(domain: Domain): boolean {
  if (domain.kind === "intervals") return domain.parts.length === 0
  return !domain.isRest && domain.values.size === 0
}

/** All but these. */
export function complementOf(domain: Domain): Domain {
  if (domain.kind === "values") return { ...domain, isRest: !domain.isRest }
  const { isWhole } = domain
  const outside = domain.parts.map((part): Domain => {
    const below = { ...everything, high: part.low, highOpen: !part.lowOpen }
    const above = { ...everything, low: part.high, lowOpen: !part.highOpen }
    return {
      kind: "intervals",
      isWhole,
      parts: [below, above].filter((one) => !isEmptyInterval(one, isWhole)),
    }
  })
  return outside.reduce(intersectionOf, { kind: "intervals", isWhole, parts: [everything] })
}

function overlap(one: Interval, other: Interval): Interval {
  const low = Math.max(one.low, other.low)
  const high = Math.min(one.high, other.high)
  const isOpen = (
    bound: number,
    at: (part: Interval) => number,
    open: (part: Interval) => boolean,
  ): boolean => [one, other].some((part) => at(part) === bound && open(part))
  return {
    low,
    high,
    lowOpen: isOpen(
      low,
      (part) => part.low,
      (part) => part.lowOpen,
    ),
    highOpen: isOpen(
      high,
      (part) => part.high,
      (part) => part.highOpen,
    ),
  }
}

function isEmptyInterval({ low, high, lowOpen, highOpen }: Interval, isWhole: boolean): boolean {
  if (!isWhole || !Number.isFinite(low) || !Number.isFinite(high))
    return low > high || (low === high && (lowOpen || highOpen))
  const first = lowOpen ? Math.floor(low) + 1 : Math.ceil(low)
  const last = highOpen ? Math.ceil(high) - 1 : Math.floor(high)
  return first > last
}
