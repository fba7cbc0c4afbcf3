import type { CompareOperator } from "./expression.ts"
import { compareText } from "./text.ts"
import type { Address, Truth, Value } from "./type.ts"

/** The operator with its sides exchanged. */
export const mirrored: Readonly<Record<CompareOperator, CompareOperator>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
}

/**
 * Two values of one type, each in the form of its type.
 *
 * Unknown where either is missing. Numbers, texts (by code points) and addresses of one family have an
 * order; `<` and its like are unknown of anything else, and false of addresses of different families.
 */
export function compare(operator: CompareOperator, left: Value | undefined, right: Value | undefined): Truth {
  if (operator === "==") return equals(left, right)
  if (operator === "!=") {
    const same = equals(left, right)
    return same === undefined ? undefined : !same
  }
  if (left === undefined || right === undefined) return undefined
  if (isAddress(left) && isAddress(right) && left.version !== right.version) return false
  const order = orderOf(left, right)
  if (order === undefined) return undefined
  if (operator === "<") return order < 0
  if (operator === "<=") return order <= 0
  return operator === ">" ? order > 0 : order >= 0
}

/**
 * Unknown where either is missing. Scalars of different kinds, which only `json` can hold, are not equal.
 * Lists, sets and records are not compared: unknown.
 */
export function equals(left: Value | undefined, right: Value | undefined): Truth {
  if (left === undefined || right === undefined) return undefined
  if (typeof left !== "object" && typeof right !== "object") return left === right
  if (isAddress(left) && isAddress(right)) return left.version === right.version && left.bits === right.bits
  return undefined
}

/** Both ends belong to the range. Unknown as `<=` is, and false as soon as one end says so. */
export function inRange(item: Value | undefined, low: Value | undefined, high: Value | undefined): Truth {
  const above = compare("<=", low, item)
  const below = compare("<=", item, high)
  if (above === false || below === false) return false
  return above === undefined || below === undefined ? undefined : true
}

function orderOf(left: Value, right: Value): number | undefined {
  if (typeof left === "number" && typeof right === "number") return left - right
  if (typeof left === "string" && typeof right === "string") return compareText(left, right)
  if (!isAddress(left) || !isAddress(right)) return undefined
  if (left.bits === right.bits) return 0
  return left.bits < right.bits ? -1 : 1
}

/** Only `parseAddress` makes values that hold a bigint; JSON has none. */
function isAddress(value: Value): value is Address {
  if (typeof value !== "object") return false
  try {
    return "bits" in value && typeof value.bits === "bigint"
  } catch {
    return false
  }
}
