import type { Span } from "./span.ts"

/** One file of text as it was given: a policy, a test file, a schema. */
export interface Source {
  /** The name that diagnostics and audit lines print. */
  readonly path: string
  readonly text: string
}

/** Where each line of a text begins, in UTF-16 units: the first at 0. */
export type LineStarts = readonly number[]

/** A line and a column, both from 1; columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where the lines of `text` begin; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineStarts(text: string): LineStarts {
  const starts = [0]
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit === 10 || (unit === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1)
  }
  return starts
}

/** The position of an offset; one past the end is the position after the last character. */
export function positionAt(starts: LineStarts, offset: number): Position {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}

/** The text of a line, from 1, without what ends it; empty where there is no such line. */
export function lineAt(text: string, starts: LineStarts, line: number): string {
  const start = starts[line - 1]
  if (start === undefined) return ""
  const next = starts[line] ?? text.length
  let end = next
  while (end > start && (text[end - 1] === "\n" || text[end - 1] === "\r")) end -= 1
  return text.slice(start, end)
}

/** The span from `start` up to, not including, `end`. */
export function spanOf(file: string, starts: LineStarts, start: number, end: number): Span {
  return { file, start, end, ...positionAt(starts, start) }
}
