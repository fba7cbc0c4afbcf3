import type { Edit, Fix } from "../../diagnostics/diagnostic.ts"
import { lineStarts, spanOf } from "../../text/source.ts"
import type { Span } from "../../text/span.ts"

/** Takes a stretch out of a text: with its lines where nothing else stands on them, with the space before it elsewhere. */
function removalOf(text: string, span: Span): Edit {
  const lineStart = text.lastIndexOf("\n", span.start - 1) + 1
  const [after = ""] = /^[ \t]*(?:#[^\n\r]*)?/.exec(text.slice(span.end)) ?? []
  const rest = span.end + after.length
  const isAlone = text.slice(lineStart, span.start).trim() === "" && isLineEnd(text, rest)
  // What stands above a comment documents what follows both.
  const first = isComment(text, span) ? lineStart : startOfDocumentation(text, lineStart)
  const [start, end] = isAlone ? [first, pastLineEnd(text, rest)] : [startOfSpace(text, span.start), span.end]
  return { span: spanOf(span.file, lineStarts(text), start, end), text: "" }
}

/** A removal. It is safe only where no comment goes with it: what its author wrote there is said nowhere else. */
export function removalFix(title: string, safe: boolean, text: string, span: Span): Fix {
  const edit = removalOf(text, span)
  const own = isComment(text, span) ? "" : withoutStrings(text.slice(span.start, span.end))
  const gone = text.slice(edit.span.start, span.start) + own + text.slice(span.end, edit.span.end)
  return { title, safe: safe && !gone.includes("#"), edits: [edit] }
}

const withoutStrings = (text: string): string => text.replace(/"(?:[^"\\]|\\.)*"/g, "")

const isComment = (text: string, span: Span): boolean => text[span.start] === "#"

/** Takes one of several names out of a list, with a comma beside it. */
export function removalFromList(text: string, spans: readonly Span[], index: number): Edit | undefined {
  const span = spans[index]
  if (span === undefined || spans.length < 2) return undefined
  const next = spans[index + 1]
  const before = spans[index - 1]
  const [start, end] = next ? [span.start, next.start] : [before?.end ?? span.start, span.end]
  // A comment between them would go too.
  if (text.slice(start, end).includes("#")) return undefined
  return { span: spanOf(span.file, lineStarts(text), start, end), text: "" }
}

const isLineEnd = (text: string, at: number): boolean =>
  at >= text.length || text[at] === "\n" || text[at] === "\r"

function pastLineEnd(text: string, at: number): number {
  if (text[at] === "\r") at += 1
  return text[at] === "\n" ? at + 1 : at
}

/** `##` lines right above document what is taken out, and would document what follows it. */
function startOfDocumentation(text: string, lineStart: number): number {
  if (lineStart === 0) return 0
  const above = text.lastIndexOf("\n", lineStart - 2) + 1
  return /^[ \t]*##/.test(text.slice(above, lineStart)) ? startOfDocumentation(text, above) : lineStart
}

function startOfSpace(text: string, start: number): number {
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start -= 1
  return start
}
