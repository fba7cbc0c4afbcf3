import { coerceText } from "../values/coerce.ts"
import type { Type } from "../values/type.ts"
import { fixedLength, matchSegment } from "./match.ts"
import { canMeet } from "./meet.ts"
import { sameSegment } from "./same.ts"
import { tailBelow, tailCovers, tailOf, tailsMeet, type Tail } from "./tail.ts"
import type { Template, TemplateSegment } from "./template.ts"

/**
 * Whether what tightens in an api block of this path holds for a route: whether the route's template starts with the path.
 *
 * Segment by segment, a literal covers the same literal, a parameter covers any parameter, typed or
 * not, a typed or mixed segment and `**` only an identical one, names aside.
 */
export function governs(scopePath: Template, route: Template): boolean {
  const length = scopePath.segments.length
  if (route.segments.length < length) return false
  if (scopePath.trailingSlash && route.segments.length === length && !route.trailingSlash) return false
  return scopePath.segments.every((segment, index) => {
    const other = route.segments[index]
    if (other === undefined) return false
    if (segment.kind === "parameter") return other.kind === "parameter" || other.kind === "typed"
    return sameSegment(scopePath, segment, route, other)
  })
}

/** Of the paths that fit a route's template: whether all, none or some of them are meant. `always` and `never` are certain. */
export type Coverage = "always" | "never" | "sometimes"

/** Whether paths of the route fit the target's template. */
export const templateCovers = (target: Template, route: Template): Coverage =>
  coverage(target, tailOf(target), route)

/** Whether paths of the route are under the guardrail's path. */
export const prefixCovers = (guardrail: Template, route: Template): Coverage =>
  coverage(guardrail, tailBelow(guardrail), route)

function coverage(outer: Template, outerTail: Tail, route: Template): Coverage {
  const outerLength = fixedLength(outer)
  const routeLength = fixedLength(route)
  if (!tailsMeet(outerTail, outerLength, tailOf(route), routeLength)) return "never"
  let isAlways = tailCovers(outerTail, outerLength, tailOf(route), routeLength)
  for (let index = 0; index < Math.min(outerLength, routeLength); index += 1) {
    const segment = outer.segments[index]
    const other = route.segments[index]
    if (segment === undefined || other === undefined) continue
    if (!canMeet(outer, segment, route, other)) return "never"
    isAlways &&= segmentCovers(outer, segment, route, other)
  }
  return isAlways ? "always" : "sometimes"
}

/** True only where every text of the second segment surely fits the first. */
function segmentCovers(
  outer: Template,
  segment: TemplateSegment,
  route: Template,
  other: TemplateSegment,
): boolean {
  if (segment.kind === "parameter" || sameSegment(outer, segment, route, other)) return true
  if (other.kind === "literal") return matchSegment(outer, segment, other.text)
  if (segment.kind !== "typed" || other.kind !== "typed") return false
  const wide = outer.parameters[segment.parameter]?.type
  const narrow = route.parameters[other.parameter]?.type
  return wide !== undefined && narrow !== undefined && typeCovers(wide, narrow)
}

function typeCovers(wide: Type, narrow: Type): boolean {
  if (narrow.kind === "string" && narrow.values !== undefined) {
    return narrow.values.every((value) => coerceText(value, wide) !== undefined)
  }
  if (wide.kind === "string") return isLengthOnly(wide) && longest(narrow) <= (wide.max ?? 0)
  if (wide.kind === "number" && narrow.kind === "int") return isWithin(wide, narrow)
  if (wide.kind !== narrow.kind) return false
  return wide.kind === "int" || wide.kind === "number" ? isWithin(wide, narrow) : true
}

const isLengthOnly = (type: Extract<Type, { kind: "string" }>): boolean =>
  type.like === undefined && type.values === undefined

function longest(type: Type): number {
  if (type.kind === "uuid") return 36
  if (type.kind === "int") return 17
  return type.kind === "string" ? (type.max ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
}

interface Bounds {
  readonly min?: number
  readonly max?: number
}

function isWithin(wide: Bounds, narrow: Type): boolean {
  const { min, max } = narrow as Bounds
  const isAbove = wide.min === undefined || (min !== undefined && min >= wide.min)
  return isAbove && (wide.max === undefined || (max !== undefined && max <= wide.max))
}
