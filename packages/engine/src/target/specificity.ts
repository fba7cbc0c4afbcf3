import { fixedLength } from "./match.ts"
import { canMeet } from "./meet.ts"
import { sameSegment } from "./same.ts"
import { tailOf, tailsMeet } from "./tail.ts"
import type { Template, TemplateSegment } from "./template.ts"

/**
 * Negative where `left` is the more specific of two templates that one path fits, positive where `right`
 * is, 0 where they rank the same.
 *
 * Judged segment by segment from the left: literal, then a segment that mixes text and parameters (more literal characters first, an
 * escape counting as the three characters that it is written with), then typed parameter, parameter, `**`.
 */
export function compareSpecificity(left: Template, right: Template): number {
  const length = Math.max(left.segments.length, right.segments.length)
  for (let index = 0; index < length; index += 1) {
    const one = left.segments[index]
    const other = right.segments[index]
    const order = rankOf(one) - rankOf(other) || literalLength(other) - literalLength(one)
    if (order !== 0) return order
  }
  return 0
}

/** The same template, the parameters' names aside. */
export function sameTemplate(left: Template, right: Template): boolean {
  if (left.segments.length !== right.segments.length || left.trailingSlash !== right.trailingSlash)
    return false
  return left.segments.every((segment, index) => {
    const other = right.segments[index]
    return other !== undefined && sameSegment(left, segment, right, other)
  })
}

/**
 * Whether some canonical path fits both.
 *
 * Exact for text, `**`, `string` with its bounds, `int`, `uuid` and `bool`, in segments of their own and mixed; other types are taken
 * for any text of their shape, so that the answer may be true where no path fits both, and is never false where one does.
 */
export function canOverlap(left: Template, right: Template): boolean {
  const leftLength = fixedLength(left)
  const rightLength = fixedLength(right)
  if (!tailsMeet(tailOf(left), leftLength, tailOf(right), rightLength)) return false
  for (let index = 0; index < Math.min(leftLength, rightLength); index += 1) {
    const one = left.segments[index]
    const other = right.segments[index]
    if (one !== undefined && other !== undefined && !canMeet(left, one, right, other)) return false
  }
  return true
}

const ranks = { literal: 0, mixed: 1, typed: 2, parameter: 3, rest: 5 } as const

/** Where one template has ended, the other can only go on with `**`, which is less specific than the end. */
const rankOf = (segment: TemplateSegment | undefined): number =>
  segment === undefined ? 4 : ranks[segment.kind]

/** Of a mixed segment: literals rank before it, whatever their length. */
export function literalLength(segment: TemplateSegment | undefined): number {
  if (segment?.kind !== "mixed") return 0
  return segment.parts.reduce<number>((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0)
}
