import type { Span } from "../text/span.ts"
import { printable } from "../text/printable.ts"
import { cellsOf, type Cell } from "./cells.ts"
import type { Paint } from "./paint.ts"
import type { Places } from "./places.ts"

/** A stretch to underline, and what to say behind it. */
export interface Mark {
  readonly span: Span
  readonly text: string | undefined
  readonly primary: boolean
}

/** Longer lines are shown around what is marked. */
const longestLine = 120

/** How wide the line numbers of these marks are. */
export function gutterOf(marks: readonly Mark[]): number {
  return String(Math.max(...marks.map((mark) => mark.span.line))).length
}

/** The lines of one file that carry marks, each followed by a line for each of its marks. */
export function snippet(marks: readonly Mark[], places: Places, gutter: number, paint: Paint): string[] {
  const bar = paint("frame", `${" ".repeat(gutter)} |`)
  const rows: string[] = []
  let previous: number | undefined
  for (const line of [...new Set(marks.map((mark) => mark.span.line))].sort((a, b) => a - b)) {
    const text = places.lineOf(marks[0]?.span.file ?? "", line)
    if (text === undefined) continue
    if (previous === undefined) rows.push(bar)
    else if (line > previous + 1) rows.push(paint("frame", "..."))
    previous = line
    const here = marks.filter((mark) => mark.span.line === line).sort(byPrimaryThenColumn)
    const view = viewOf(text, here[0]?.span.column ?? 1)
    rows.push(`${paint("frame", `${String(line).padStart(gutter)} |`)} ${view.shown}`.trimEnd())
    for (const mark of here) rows.push(`${bar} ${underline(mark, view, text.length, paint)}`)
  }
  return rows
}

function byPrimaryThenColumn(left: Mark, right: Mark): number {
  if (left.primary !== right.primary) return left.primary ? -1 : 1
  return left.span.column - right.span.column
}

interface View {
  readonly shown: string
  readonly cells: readonly Cell[]
  /** Columns that stand before the first cell. */
  readonly indent: number
}

/** What is shown of a line: all of it, or as much as fits around the column of its first mark. */
function viewOf(line: string, column: number): View {
  // Of a line without end, such as one of a generated file, only what is near the mark is looked at.
  const near = Math.max(0, column - 1 - longestLine)
  const cells = cellsOf(line.slice(near, near + 4 * longestLine), near)
  const isWhole = near === 0 && line.length <= 4 * longestLine
  if (isWhole && columnsOf(cells) <= longestLine) return { shown: shownOf(cells), cells, indent: 0 }
  const marked = cells.findIndex((cell) => cell.offset >= column - 1)
  const first = Math.max(0, (marked === -1 ? cells.length : marked) - longestLine / 4)
  let last = first
  for (let room = longestLine; last < cells.length && room > 0; last += 1) room -= cells[last]?.width ?? 0
  const inside = cells.slice(first, last)
  const before = near + first > 0 ? "…" : ""
  const after = near + 4 * longestLine < line.length || last < cells.length ? "…" : ""
  return { shown: before + shownOf(inside) + after, cells: inside, indent: before.length }
}

function shownOf(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.shown).join("")
}

function columnsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0)
}

/** Carets under the mark's part of its first line; at least one, so that an empty span is seen too. */
function underline(mark: Mark, view: View, lineLength: number, paint: Paint): string {
  const from = mark.span.column - 1
  const to = Math.min(from + (mark.span.end - mark.span.start), lineLength)
  const before = view.indent + columnsOf(view.cells.filter((cell) => cell.offset < from))
  const under = columnsOf(view.cells.filter((cell) => cell.offset >= from && cell.offset < to))
  const sign = (mark.primary ? "^" : "-").repeat(Math.max(under, 1))
  const text = mark.text === undefined ? "" : ` ${printable(mark.text)}`
  return `${" ".repeat(before)}${paint(mark.primary ? "primary" : "secondary", sign + text)}`
}
