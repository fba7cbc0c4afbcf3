import type { Template } from "./template.ts"

/**
 * What may follow the segments that a template names: nothing, a slash, anything (`**`), or anything but
 * nothing (below a path that ends in a slash).
 */
export type Tail = "end" | "slash" | "any" | "below"

export function tailOf(template: Template): Tail {
  if (template.segments.at(-1)?.kind === "rest") return "any"
  return template.trailingSlash ? "slash" : "end"
}

/** The tail of a guardrail's path, which also takes all that lies below it. */
export const tailBelow = (template: Template): Tail => (template.trailingSlash ? "below" : "any")

const takesMore = (tail: Tail): boolean => tail === "any" || tail === "below"

/** Whether some path has the segments and tails of both, as far as their number says. */
export function tailsMeet(left: Tail, leftLength: number, right: Tail, rightLength: number): boolean {
  if (leftLength < rightLength) return takesMore(left)
  if (leftLength > rightLength) return takesMore(right)
  if (left === right) return true
  if (left === "any" || right === "any") return true
  // `end` meets neither `slash` nor `below`, which meet each other.
  return left !== "end" && right !== "end"
}

/** Whether every path of the second tail is one of the first. */
export function tailCovers(outer: Tail, outerLength: number, inner: Tail, innerLength: number): boolean {
  if (innerLength < outerLength) return false
  if (innerLength > outerLength) return takesMore(outer)
  if (outer === "any" || outer === inner) return true
  return outer === "below" && inner === "slash"
}
