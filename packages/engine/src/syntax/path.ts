import type { Name, PathNode, PathPart, PathSegment, TypeNode } from "./ast.ts"
import type { Span } from "../text/span.ts"
import { isWordStart, wordEnd } from "./cursor.ts"
import { braceEnd } from "./path-end.ts"
import type { Problem } from "./problem.ts"
import { quoted } from "./problem.ts"
import type { Token } from "./tokens.ts"

export interface ReadPath {
  readonly path: PathNode
  readonly problems: readonly Problem[]
}

/** Reads the type in a parameter's braces: the text between `start` and `end` of the file. */
export type ReadType = (
  start: number,
  end: number,
  span: Span,
) => { type: TypeNode | undefined; problems: readonly Problem[] }

interface Context {
  readonly file: string
  readonly token: Token
  readonly readType: ReadType
  readonly problems: Problem[]
}

/**
 * Splits a PATH token into segments, texts and parameters.
 *
 * Always returns a path; what does not read is reported at its place and left out or kept as text.
 */
export function readPath(file: string, token: Token, readType: ReadType): ReadPath {
  const context: Context = { file, token, readType, problems: [] }
  const text = token.image
  const segments: PathSegment[] = []
  const trailingSlash = text.length > 1 && text.endsWith("/")
  const pieces = text === "/" ? [] : splitSegments(text, trailingSlash)
  for (const [index, [start, end]] of pieces.entries()) {
    const segment = readSegment(context, start, end)
    if (segment === undefined) continue
    segments.push(segment)
    const rest = segment.parts.find((part) => part.kind === "rest")
    const isLast = index === pieces.length - 1 && !trailingSlash
    if (rest !== undefined && (!isLast || segment.parts.length > 1)) {
      report(
        context,
        "E024",
        rest.span,
        "`**` takes whole segments up to the end of the path",
        "only the last segment may be `**` or `{name**}`, and nothing else stands in it",
      )
    }
  }
  const span = spanIn(context, 0, text.length)
  return { path: { span, text, segments, trailingSlash }, problems: context.problems }
}

/** Where each segment begins and ends; a slash inside braces separates nothing. */
function splitSegments(text: string, trailingSlash: boolean): (readonly [number, number])[] {
  const pieces: (readonly [number, number])[] = []
  const last = trailingSlash ? text.length - 1 : text.length
  let start = 1
  for (let at = 1; at < last; at++) {
    if (text[at] === "{") at = Math.max(at, braceEnd(text, at))
    if (text[at] !== "/") continue
    pieces.push([start, at])
    start = at + 1
  }
  pieces.push([start, last])
  return pieces
}

function readSegment(context: Context, start: number, end: number): PathSegment | undefined {
  const text = context.token.image.slice(start, end)
  if (text === "") {
    const span = spanIn(context, start - 1, Math.min(end + 1, context.token.image.length))
    report(context, "E020", span, "`//` in a path", "no request reaches an empty segment; write one `/`")
    return undefined
  }
  if (text === "." || text === "..") {
    const span = spanIn(context, start, end)
    report(
      context,
      "E021",
      span,
      `the segment ${quoted(text)} in a path`,
      "requests with dot segments are refused; write the path that is meant",
    )
    return undefined
  }
  const parts = text === "**" ? [wholeRest(context, start, end)] : readParts(context, start, end)
  return { span: spanIn(context, start, end), parts }
}

const wholeRest = (context: Context, start: number, end: number): PathPart => ({
  kind: "rest",
  name: undefined,
  span: spanIn(context, start, end),
})

function readParts(context: Context, start: number, end: number): PathPart[] {
  const image = context.token.image
  const parts: PathPart[] = []
  let at = start
  while (at < end) {
    const open = image.indexOf("{", at)
    const textEnd = open < 0 || open >= end ? end : open
    if (textEnd > at) parts.push(readText(context, at, textEnd))
    if (textEnd === end) break
    const close = braceEnd(image, textEnd)
    if (close < 0 || close >= end) {
      const help = "a parameter is written `{name}` or `{name: type}`; a block's `{` takes a blank before it"
      report(context, "E022", spanIn(context, textEnd, end), "this `{` in a path is not closed", help)
      break
    }
    const parameter = readParameter(context, textEnd, close + 1)
    const previous = parts.at(-1)
    if (previous !== undefined && previous.kind !== "text") {
      report(
        context,
        "E025",
        spanIn(context, textEnd, close + 1),
        "two parameters touch",
        "put text between them, so that it is clear where the first ends",
      )
    }
    parts.push(parameter)
    at = close + 1
  }
  return parts
}

// An escape stands for a byte that no path holds as it is (`/%3Cid%3E`), written as the canonical form of a request
// has it: in capitals, no character that needs no escape, and nothing that makes a request ambiguous.
const forbidden =
  /%(?:00|2[DEF]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5[CF]|7E)|%(?![0-9A-F]{2})|[^A-Za-z0-9\-._~!$&'+=:@%]/u

function readText(context: Context, start: number, end: number): PathPart {
  const text = context.token.image.slice(start, end)
  const span = spanIn(context, start, end)
  const found = forbidden.exec(text)
  if (found !== null) {
    const character = found[0]
    const at = start + found.index
    report(
      context,
      "E023",
      spanIn(context, at, at + character.length),
      `${quoted(character)} in a path`,
      helpFor(character),
    )
  }
  return { kind: "text", text, span }
}

function helpFor(character: string): string {
  if (character.startsWith("%"))
    return "an escape is `%` and two digits or capitals, of a character that takes one; a parameter takes any value"
  if (character === "*")
    return "write `{name}` for one segment, `**` as the last segment for any number of them"
  return "a path holds letters, digits and `-._~!$&'+=:@`; a parameter takes any value"
}

function readParameter(context: Context, start: number, end: number): PathPart {
  const image = context.token.image
  const span = spanIn(context, start, end)
  const nameStart = skipBlanks(image, start + 1)
  const nameEnd = isWordStart(image.charCodeAt(nameStart)) ? wordEnd(image, nameStart) : nameStart
  const name: Name = { text: image.slice(nameStart, nameEnd), span: spanIn(context, nameStart, nameEnd) }
  const after = skipBlanks(image, nameEnd)
  if (nameEnd > nameStart && after === end - 1) return { kind: "parameter", name, type: undefined, span }
  if (nameEnd > nameStart && image.startsWith("**", after) && skipBlanks(image, after + 2) === end - 1) {
    return { kind: "rest", name, span }
  }
  if (nameEnd > nameStart && image[after] === ":") {
    const from = context.token.startOffset + after + 1
    const { type, problems } = context.readType(
      from,
      context.token.startOffset + end - 1,
      spanIn(context, after + 1, end - 1),
    )
    context.problems.push(...problems)
    return { kind: "parameter", name, type, span }
  }
  const help =
    "a parameter is written `{name}`, `{name: type}` or `{name**}`; a block's `{` takes a blank before it"
  report(context, "E022", span, `${quoted(image.slice(start, end))} is no parameter`, help)
  return { kind: "parameter", name, type: undefined, span }
}

function skipBlanks(text: string, start: number): number {
  let at = start
  while (text[at] === " " || text[at] === "\t") at++
  return at
}

/** A path lies on one line, so a place in it is a column further. */
function spanIn({ file, token }: Context, start: number, end: number): Span {
  return {
    file,
    start: token.startOffset + start,
    end: token.startOffset + end,
    line: token.startLine,
    column: token.startColumn + start,
  }
}

function report(context: Context, code: Problem["code"], span: Span, message: string, help: string): void {
  context.problems.push({ code, span, message, help })
}
