import type { Type } from "../values/type.ts"
import type { Template, TemplateSegment } from "./template.ts"

/** Whether two segments, each of its template, take the same texts by the same words: the parameters' names aside. */
export function sameSegment(
  left: Template,
  leftSegment: TemplateSegment,
  right: Template,
  rightSegment: TemplateSegment,
): boolean {
  const sameParameter = (one: number, other: number): boolean =>
    sameText(left.parameters[one]?.type, right.parameters[other]?.type)
  if (leftSegment.kind === "literal")
    return rightSegment.kind === "literal" && leftSegment.text === rightSegment.text
  if (leftSegment.kind === "typed") {
    return rightSegment.kind === "typed" && sameParameter(leftSegment.parameter, rightSegment.parameter)
  }
  if (leftSegment.kind !== "mixed") return leftSegment.kind === rightSegment.kind
  if (rightSegment.kind !== "mixed" || leftSegment.parts.length !== rightSegment.parts.length) return false
  return leftSegment.parts.every((part, place) => {
    const other = rightSegment.parts[place]
    if (typeof part === "number" && typeof other === "number") return sameParameter(part, other)
    return part === other
  })
}

/** Types of parameters: scalars only. */
function sameText(left: Type | undefined, right: Type | undefined): boolean {
  if (left === undefined || right === undefined || left.kind !== right.kind) return false
  if (left.kind === "int" || left.kind === "number") {
    return right.kind === left.kind && left.min === right.min && left.max === right.max
  }
  if (left.kind !== "string" || right.kind !== "string") return true
  return left.max === right.max && left.like === right.like && sameValues(left.values, right.values)
}

/** In any order. */
function sameValues(left: readonly string[] | undefined, right: readonly string[] | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return left.every((value) => right.includes(value)) && right.every((value) => left.includes(value))
}
