import type { Truth } from "./type.ts"

// Kleene's three-valued logic; `undefined` is *unknown*.

/** False if either is false, else unknown if either is unknown, else true. */
export const and = (left: Truth, right: Truth): Truth => {
  if (left === false || right === false) return false
  return left === undefined || right === undefined ? undefined : true
}

/** True if either is true, else unknown if either is unknown, else false. */
export const or = (left: Truth, right: Truth): Truth => {
  if (left === true || right === true) return true
  return left === undefined || right === undefined ? undefined : false
}

/** Unknown stays unknown. */
export const not = (value: Truth): Truth => (value === undefined ? undefined : !value)

/** `or` over what `condition` says of each item: false where there is none. Stops at the first that is true. */
export function anyOf<Item>(items: Iterable<Item>, condition: (item: Item) => Truth): Truth {
  let result: Truth = false
  for (const item of items) {
    const truth = condition(item)
    if (truth === true) return true
    if (truth === undefined) result = undefined
  }
  return result
}

/** `and` over what `condition` says of each item: true where there is none. Stops at the first that is false. */
export function everyOf<Item>(items: Iterable<Item>, condition: (item: Item) => Truth): Truth {
  let result: Truth = true
  for (const item of items) {
    const truth = condition(item)
    if (truth === false) return false
    if (truth === undefined) result = undefined
  }
  return result
}
