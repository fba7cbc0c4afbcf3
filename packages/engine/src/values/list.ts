import { coerce } from "./coerce.ts"
import { equals } from "./compare.ts"
import { codePointLength, isWellFormed } from "./text.ts"
import type { Truth, Type, Value } from "./type.ts"

/**
 * Whether an item is in a list: `any ==` over its elements, each read as `type`.
 *
 * Unknown where the item is missing or the list is none. An element that is ill-typed makes only its own comparison
 * unknown: the whole is true if another is equal, else unknown. Nothing is in an empty list.
 */
export function inList(item: Value | undefined, list: unknown, type: Type): Truth {
  const elements = listOf(list)
  if (item === undefined || elements === undefined) return undefined
  let result: Truth = false
  for (let index = 0; index < elements.length; index += 1) {
    const same = equals(item, elementOf(elements, index, type))
    if (same === true) return true
    if (same === undefined) result = undefined
  }
  return result
}

/**
 * A text in a text, or an element (read as `type`) in a list, by what `left` is. `left` is raw, `right` in the form of
 * `type`. Every text contains the empty text.
 */
export function contains(left: unknown, right: Value | undefined, type: Type): Truth {
  if (typeof left !== "string") return inList(right, left, type)
  return typeof right === "string" && isWellFormed(left) ? left.includes(right) : undefined
}

/** Elements of a list, code points of a text; unknown of anything else. */
export function sizeOf(raw: unknown): number | undefined {
  if (typeof raw === "string") return isWellFormed(raw) ? codePointLength(raw) : undefined
  return listOf(raw)?.length
}

const anything: Type = { kind: "list", element: { kind: "json" } }

function listOf(raw: unknown): readonly unknown[] | undefined {
  const list = coerce(raw, anything)
  return Array.isArray(list) ? list : undefined
}

/** An element that throws when it is read is missing. */
function elementOf(elements: readonly unknown[], index: number, type: Type): Value | undefined {
  try {
    return coerce(elements[index], type)
  } catch {
    return undefined
  }
}
