import { likeTokens } from "../values/text.ts"
import { typeText } from "../values/type-text.ts"
import type { Type } from "../values/type.ts"
import { canonicalText, isDotSegment } from "./canonical.ts"
import { longestOf } from "./mixed.ts"
import type { Template, TemplateParameter, TemplateSegment } from "./template.ts"

/** One segment of a template as it was parsed: text and parameters in order. */
export interface SegmentSource {
  readonly parts: readonly PartSource[]
}

export type PartSource =
  | { readonly kind: "text"; readonly text: string }
  /** Without a type it is a `string`. */
  | { readonly kind: "parameter"; readonly name: string; readonly type?: Type | undefined }
  | { readonly kind: "rest"; readonly name?: string | undefined }

/** What is wrong with a template, and where: the places of the segment, and of the part in it. */
export interface TemplateProblem {
  readonly kind: "problem"
  readonly message: string
  readonly segment: number
  readonly part: number
}

/**
 * A template from its parsed parts; the first problem where they make none.
 *
 * Text is put into canonical form, so that `/%7Eann` is `/~ann`. A text that no canonical path holds (`;`, `..`, a bad
 * escape) is a problem: the route could never be reached.
 */
export function buildTemplate(
  text: string,
  sources: readonly SegmentSource[],
  trailingSlash: boolean = text.length > 1 && text.endsWith("/"),
): Template | TemplateProblem {
  const parameters: TemplateParameter[] = []
  const segments: TemplateSegment[] = []
  for (const [place, source] of sources.entries()) {
    const isLast = place === sources.length - 1
    const segment = buildSegment(source.parts, parameters, isLast && !trailingSlash)
    if ("message" in segment) return { kind: "problem", segment: place, ...segment }
    segments.push(segment)
  }
  return { text, segments, trailingSlash: trailingSlash && segments.length > 0, parameters }
}

interface Flaw {
  readonly message: string
  readonly part: number
}

function buildSegment(
  parts: readonly PartSource[],
  parameters: TemplateParameter[],
  mayBeRest: boolean,
): TemplateSegment | Flaw {
  const [first] = parts
  if (first === undefined) return { message: "a segment holds at least one character", part: 0 }
  if (first.kind === "rest" && parts.length === 1) return buildRest(first, parameters, mayBeRest)
  const built: (string | number)[] = []
  for (const [place, part] of parts.entries()) {
    const made =
      part.kind === "text" ? buildText(part.text) : buildParameter(part, parameters, parts.length > 1)
    if (typeof made === "object") return { message: made.message, part: place }
    built.push(made)
  }
  const [only] = built
  if (built.length > 1 || only === undefined) return { kind: "mixed", parts: built }
  if (typeof only === "number")
    return { kind: takesAnyText(parameters[only]?.type) ? "parameter" : "typed", parameter: only }
  return isDotSegment(only)
    ? { message: `no canonical path has a segment \`${only}\``, part: 0 }
    : { kind: "literal", text: only }
}

function buildRest(
  rest: Extract<PartSource, { kind: "rest" }>,
  parameters: TemplateParameter[],
  mayBeRest: boolean,
): TemplateSegment | Flaw {
  if (!mayBeRest) return { message: "`**` takes all that is left, so nothing may follow it", part: 0 }
  if (rest.name === undefined) return { kind: "rest", parameter: -1 }
  const place = addParameter(rest.name, { kind: "string" }, parameters)
  return typeof place === "number" ? { kind: "rest", parameter: place } : { message: place.message, part: 0 }
}

type Mishap = Pick<Flaw, "message">

function buildText(text: string): string | Mishap {
  const canonical = canonicalText(text)
  if (canonical.kind === "ambiguous")
    return { message: `\`${text}\` fits no canonical path: it has ${canonical.why}` }
  if (text === "") return { message: "a segment holds at least one character" }
  return text.includes("/") ? { message: `\`${text}\` is more than one segment` } : canonical.path
}

function buildParameter(
  part: Exclude<PartSource, { kind: "text" }>,
  parameters: TemplateParameter[],
  hasNeighbours: boolean,
): number | Mishap {
  if (part.kind === "rest") return { message: "`**` stands alone in its segment" }
  const type = part.type ?? { kind: "string" }
  const flaw = typeFlaw(type, hasNeighbours)
  return flaw === undefined ? addParameter(part.name, type, parameters) : { message: flaw }
}

function typeFlaw(type: Type, hasNeighbours: boolean): string | undefined {
  switch (type.kind) {
    case "set":
    case "list":
    case "record":
    case "json":
    case "cidr":
      return `a parameter is one text, which is no \`${typeText(type)}\``
    case "string":
      if (type.like !== undefined && likeTokens(type.like) === undefined) {
        return "`\\` stands before `*`, `?` or `\\` only"
      }
      return undefined
    default:
      return hasNeighbours && longestOf(type) === undefined
        ? `a parameter of type \`${typeText(type)}\` needs a segment of its own`
        : undefined
  }
}

function addParameter(name: string, type: Type, parameters: TemplateParameter[]): number | Mishap {
  if (parameters.some((known) => known.name === name))
    return { message: `\`${name}\` is bound twice in one path` }
  return parameters.push({ name, type }) - 1
}

/** A `string` without bounds takes every segment: it is no more specific than a parameter without a type. */
function takesAnyText(type: Type | undefined): boolean {
  return (
    type?.kind === "string" && type.max === undefined && type.like === undefined && type.values === undefined
  )
}

/** A template as it is written in a policy, from its parts and not as somebody once wrote it. */
export function templateText(template: Template): string {
  const segments = template.segments.map((segment) => `/${segmentText(template, segment)}`)
  return (segments.join("") || "/") + (template.trailingSlash ? "/" : "")
}

function segmentText(template: Template, segment: TemplateSegment): string {
  switch (segment.kind) {
    case "literal":
      return segment.text
    case "mixed":
      return segment.parts
        .map((part) => (typeof part === "string" ? part : parameterText(template.parameters[part])))
        .join("")
    case "typed":
    case "parameter":
      return parameterText(template.parameters[segment.parameter])
    case "rest": {
      const name = template.parameters[segment.parameter]?.name
      return name === undefined ? "**" : `{${name}**}`
    }
  }
}

function parameterText(parameter: TemplateParameter | undefined): string {
  if (parameter === undefined) return "{}"
  return takesAnyText(parameter.type)
    ? `{${parameter.name}}`
    : `{${parameter.name}: ${typeText(parameter.type)}}`
}
