import { cellsOf } from "../diagnostics/cells.ts"
import { printable } from "../text/printable.ts"
import type { Span } from "../text/span.ts"
import type { ConditionTrace, OperandTrace } from "./trace.ts"

type Part = ConditionTrace | OperandTrace
export type Paint = (style: "good" | "bad" | "quiet" | "strong", text: string) => string

/** A line of source, and where it stands. */
export interface Quoted {
  readonly text: string
  readonly span: Span
}

interface Mark {
  readonly column: number
  readonly text: string
  readonly verdict: ConditionTrace["verdict"] | undefined
}

/**
 * Rows that stand under a quoted line: a bar under each operand and operator, and what it came to at the bar's end. `elsewhere`
 * are parts that were not written in this line, such as what a define stands for.
 */
export function layOperands(
  quoted: Quoted,
  parts: readonly Part[],
  paint: Paint,
): { readonly rows: readonly string[]; readonly elsewhere: readonly Part[] } {
  const marks: Mark[] = []
  const elsewhere: Part[] = []
  const place = placeIn(quoted)
  const visit = (part: Part, from: number): number => {
    const column = place(part, from)
    if (column === undefined) {
      elsewhere.push(part)
      return from
    }
    const end = column + part.text.length
    if (part.kind === "operand") {
      marks.push({ column, text: operandText(part, quoted.text.slice(column, end)), verdict: undefined })
      return end
    }
    if (part.form === "any" || part.form === "every") {
      const [list, ...elements] = part.parts
      if (list !== undefined) visit(list, column)
      elsewhere.push(...elements)
    } else {
      let cursor = column
      for (const inner of part.parts) cursor = visit(inner, cursor)
    }
    const isTold = part.form === "read" && part.verdict !== "unknown"
    if (!isTold) marks.push(verdictMark(part, column, quoted.text, place))
    return end
  }
  for (const part of parts) visit(part, 0)
  return { rows: rowsOf(marks, quoted.text, paint), elsewhere }
}

/** Where a part begins in the line. Exact where the line stands as it was written; where it was put together from several, by its text. */
function placeIn({ text, span }: Quoted): (part: Part, from: number) => number | undefined {
  const isExact = span.end - span.start === text.length
  return (part, from) => {
    const { file, start, end } = part.span
    if (file !== span.file || start < span.start || end > span.end) return undefined
    const column = isExact ? start - span.start : text.indexOf(written(part), from)
    return column === -1 || column + 1 > text.length ? undefined : column
  }
}

/** Operands go by their whole name, whatever they are called where they stand. */
const written = (part: Part): string => part.source ?? part.text

function verdictMark(
  part: ConditionTrace,
  column: number,
  line: string,
  place: ReturnType<typeof placeIn>,
): Mark {
  const why = part.why !== undefined && tellsWhy.has(part.form) ? ` (${part.why})` : ""
  return {
    column: operatorColumn(part, column, line, place),
    text: `${part.verdict}${why}`,
    verdict: part.verdict,
  }
}

/** Forms whose operands do not show why. */
const tellsWhy: ReadonlySet<ConditionTrace["form"]> = new Set(["is", "within", "between"])

const infix: ReadonlySet<ConditionTrace["form"]> = new Set([
  "and",
  "or",
  "compare",
  "in-list",
  "in-cidrs",
  "in-range",
  "like",
  "starts-with",
  "ends-with",
  "contains",
  "within",
])

/** Under the operator, where it stands behind an operand; else under the condition's beginning. */
function operatorColumn(
  part: ConditionTrace,
  column: number,
  line: string,
  place: ReturnType<typeof placeIn>,
): number {
  const begins = (inner: Part): number => place(inner, column) ?? Infinity
  const joins = part.form === "and" || part.form === "or"
  // `size(x)` stands behind the `x` that it measures, and begins before it.
  const parts = joins ? part.parts : part.parts.toSorted((one, other) => begins(one) - begins(other))
  const [first, second] = parts
  if (!infix.has(part.form) || first === undefined) return column
  const begin = place(first, column)
  // A literal stands first: it has no value to show, and the operator is the word before the operand.
  const isBehind = begin !== undefined && !joins && /[^(\s]/.test(line.slice(column, begin))
  if (isBehind) return Math.max(column, line.lastIndexOf(" ", begin - 2) + 1)
  if (begin !== undefined) {
    const behind = begin + written(first).length
    const gap = /^[\s)]*/.exec(line.slice(behind))?.[0].length ?? 0
    return behind + gap < line.length ? behind + gap : column
  }
  const next = second && place(second, column)
  const word = next === undefined ? -1 : line.lastIndexOf(` ${part.form} `, next)
  return word < column ? column : word + 1
}

const longestValue = 48

function operandText(operand: OperandTrace, source: string): string {
  const value = valueText(operand)
  return source.startsWith(operand.text) ? value : `${operand.text} = ${value}`
}

/** A value as it is told beside its operand. */
export function valueText({ value, state }: OperandTrace): string {
  if (state === "missing") return "missing"
  const json = JSON.stringify(value) ?? "nothing"
  const shown = json.length <= longestValue ? json : `${json.slice(0, longestValue - 1)}…`
  return `${shown}${state === "default" ? " (its default)" : state === "ill-typed" ? " (not of its type)" : ""}`
}

const styles = { true: "good", false: "bad", unknown: "strong" } as const

/** From the right: a text stands in the first row in which nothing to its right is in its way. */
function rowsOf(marks: readonly Mark[], line: string, paint: Paint): readonly string[] {
  if (marks.length === 0) return []
  const shown = marks.map((mark) => ({
    ...mark,
    column: widthOf(line.slice(0, mark.column)),
    text: printable(mark.text),
  }))
  let waiting: readonly Mark[] = shown.sort((one, other) => one.column - other.column)
  const rows = [
    rowOf([...new Set(waiting.map(({ column }) => column))].map((column) => ({ column, text: "|" }))),
  ]
  while (waiting.length > 0) {
    const { row, later } = nextRow(waiting, paint)
    rows.push(rowOf(row))
    waiting = later
  }
  return rows
}

/** What still waits keeps its bar, if nothing has been written over it. */
function nextRow(
  waiting: readonly Mark[],
  paint: Paint,
): { readonly row: readonly Cell[]; readonly later: readonly Mark[] } {
  let limit = Infinity
  const row: Cell[] = []
  const later: Mark[] = []
  for (const mark of waiting.toReversed()) {
    const fits = mark.column + widthOf(mark.text) < limit
    if (fits) row.push(paintedCell(mark, paint))
    else later.push(mark)
    if (!fits && mark.column < limit) row.push({ column: mark.column, text: "|" })
    limit = mark.column
  }
  return { row: row.toReversed(), later: later.toReversed() }
}

interface Cell {
  readonly column: number
  readonly text: string
  readonly painted?: string
}

function paintedCell({ column, text, verdict }: Mark, paint: Paint): Cell {
  return { column, text, painted: verdict === undefined ? text : paint(styles[verdict], text) }
}

function rowOf(cells: readonly Cell[]): string {
  let row = ""
  let width = 0
  for (const { column, text, painted } of cells) {
    row += " ".repeat(Math.max(0, column - width)) + (painted ?? text)
    width = column + widthOf(text)
  }
  return row
}

function widthOf(text: string): number {
  return cellsOf(text, 0).reduce((sum, cell) => sum + cell.width, 0)
}
