import { coerceText } from "../values/coerce.ts"
import { matchMixed } from "./mixed.ts"
import { decode } from "./segment.ts"
import type { Template, TemplateSegment } from "./template.ts"

/**
 * Whether a canonical path fits a template: the decoded values of its parameters by place, or undefined.
 *
 * Segments compare byte by byte and with case; a trailing slash is matched only by a template that ends in
 * one, or by `**`. A typed parameter takes only texts of its type. `**` takes what is left, `/` between segments and after
 * the last included; its value is empty where nothing is left.
 */
export function matchTemplate(template: Template, path: string): readonly string[] | undefined {
  const { segments, hasTrailingSlash } = splitPath(path)
  const fixed = fixedLength(template)
  if (fixed === template.segments.length) {
    if (segments.length !== fixed || hasTrailingSlash !== template.trailingSlash) return undefined
  } else if (segments.length < fixed) return undefined
  return matchFixed(template, fixed, segments, hasTrailingSlash)
}

/**
 * Whether a canonical path is the template's or lies below it, segment by segment: `/admin` is over `/admin`,
 * `/admin/` and `/admin/users`, not over `/administrators`. A template that ends in `/` is not over the path without it.
 */
export function matchPrefix(template: Template, path: string): readonly string[] | undefined {
  const { segments, hasTrailingSlash } = splitPath(path)
  const fixed = fixedLength(template)
  if (segments.length < fixed) return undefined
  if (template.trailingSlash && segments.length === fixed && !hasTrailingSlash) return undefined
  return matchFixed(template, fixed, segments, hasTrailingSlash)
}

/** Whether one segment of a canonical path fits a segment of the template. `**` takes any. */
export function matchSegment(template: Template, segment: TemplateSegment, text: string): boolean {
  return fill(template, segment, text, [])
}

/** Segments without those of `**`, which is always the last. */
export function fixedLength(template: Template): number {
  const { segments } = template
  return segments.at(-1)?.kind === "rest" ? segments.length - 1 : segments.length
}

interface SplitPath {
  readonly segments: readonly string[]
  readonly hasTrailingSlash: boolean
}

/** `/` has no segments and no trailing slash. */
function splitPath(path: string): SplitPath {
  if (path === "/") return { segments: [], hasTrailingSlash: false }
  const segments = path.slice(1).split("/")
  const hasTrailingSlash = segments.at(-1) === ""
  return { segments: hasTrailingSlash ? segments.slice(0, -1) : segments, hasTrailingSlash }
}

function matchFixed(
  template: Template,
  fixed: number,
  segments: readonly string[],
  hasTrailingSlash: boolean,
): readonly string[] | undefined {
  const values: string[] = []
  for (let index = 0; index < fixed; index += 1) {
    const segment = template.segments[index]
    const text = segments[index]
    if (segment === undefined || text === undefined || !fill(template, segment, text, values))
      return undefined
  }
  const rest = template.segments[fixed]
  if (rest?.kind !== "rest" || rest.parameter < 0) return values
  const left = segments.slice(fixed)
  values[rest.parameter] = decode(left.join("/")) + (hasTrailingSlash && left.length > 0 ? "/" : "")
  return values
}

/** Puts what the segment's parameters take into `values`. */
function fill(template: Template, segment: TemplateSegment, text: string, values: string[]): boolean {
  if (segment.kind === "literal") return segment.text === text
  // The empty segment is a trailing slash: no parameter takes it.
  if (text === "") return false
  switch (segment.kind) {
    case "parameter":
      values[segment.parameter] = decode(text)
      return true
    case "typed": {
      const value = decode(text)
      const type = template.parameters[segment.parameter]?.type
      if (type === undefined || coerceText(value, type) === undefined) return false
      values[segment.parameter] = value
      return true
    }
    case "mixed":
      return matchMixed(template.parameters, segment.parts, text, values)
    case "rest":
      return true
  }
}
