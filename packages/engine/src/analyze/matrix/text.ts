import { printable } from "../../text/printable.ts"
import type { AccessMatrix, MatrixRow } from "./matrix.ts"
import { letterOf, numbered, type NumberedMatrix } from "./numbered.ts"
import { gridRow, widthOf, wrapped } from "./text-grid.ts"

export interface MatrixTextOptions {
  /** Columns of the terminal; no line is longer. */
  readonly width?: number | undefined
  readonly color?: boolean | undefined
}

const narrowest = 40
const widestCell = 14

/**
 * A matrix as text: a line a route, and below the conditions that its cells name by number. Callers that do not fit
 * beside each other stand in further tables below the first.
 */
export function renderMatrixText(matrix: AccessMatrix, options: MatrixTextOptions = {}): string {
  const width = Math.max(options.width ?? 100, narrowest)
  const names = numbered(matrix)
  const paint = options.color === true ? colored : plain
  const title = `${printable(matrix.package)}: who may do what`
  if (matrix.rows.length === 0) return `${title}\n\nno routes\n`
  return [
    paint("strong", title),
    ...tables(matrix, names, width, paint).flatMap((table) => ["", ...table]),
    "",
    ...legend(names, width, paint),
    ...conditionalRoles(matrix, width, paint),
    "",
  ].join("\n")
}

type Style = "strong" | "good" | "perhaps" | "quiet"
type Paint = (style: Style, text: string) => string

const ansi: Readonly<Record<Style, number>> = { strong: 1, good: 32, perhaps: 33, quiet: 2 }
const plain: Paint = (_, text) => text
const colored: Paint = (style, text) => (text === "" ? "" : `\u001b[${ansi[style]}m${text}\u001b[0m`)

interface Column {
  readonly head: string
  readonly width: number
  readonly wordsOf: (row: MatrixRow) => string
}

function tables(
  matrix: AccessMatrix,
  names: NumberedMatrix,
  width: number,
  paint: Paint,
): readonly (readonly string[])[] {
  const routeOf = ({ verb, path }: MatrixRow): string =>
    `${printable(verb).padEnd(verbWidth)} ${printable(path)}`
  const verbWidth = Math.max(...matrix.rows.map(({ verb }) => verb.length))
  const routeWidth = Math.min(
    Math.max(5, ...matrix.rows.map((row) => widthOf(routeOf(row)))),
    Math.floor(width * 0.45),
  )
  const column = (head: string, wordsOf: Column["wordsOf"]): Column => {
    const texts = [head, ...matrix.rows.map(wordsOf)]
    return { head, wordsOf, width: Math.min(widestCell, Math.max(...texts.map(widthOf))) }
  }
  const columns = matrix.columns.map(({ name }, place) =>
    column(printable(name), ({ cells }) => {
      const cell = cells[place]
      return cell === undefined ? "" : names.cellWords(cell)
    }),
  )
  const noting = names.notes.length > 0 ? [column("notes", names.noteWords)] : []
  return panels([...columns, ...noting], width - routeWidth).map((panel) => {
    const widths = [routeWidth, ...panel.map((one) => one.width)]
    const rows = matrix.rows.flatMap((row) =>
      gridRow([routeOf(row), ...panel.map(({ wordsOf }) => wordsOf(row))], widths, (line, place) =>
        place === 0 ? line : paint(styleOf(line), line),
      ),
    )
    const head = gridRow(["route", ...panel.map((one) => one.head)], widths, (line) => paint("strong", line))
    return [...head, ...rows]
  })
}

/** Columns that fit beside each other, two spaces apart. */
function panels(columns: readonly Column[], room: number): readonly (readonly Column[])[] {
  const found: Column[][] = []
  let left = 0
  for (const column of columns) {
    const taken = column.width + 2
    if (found.length === 0 || taken > left) {
      found.push([])
      left = room
    }
    found.at(-1)?.push(column)
    left -= taken
  }
  return found
}

function styleOf(words: string): Style {
  if (words === "yes") return "good"
  return words === "no" || !/^(?:if )?\d/.test(words) ? "quiet" : "perhaps"
}

function legend({ conditions, notes }: NumberedMatrix, width: number, paint: Paint): readonly string[] {
  const list = (texts: readonly string[], nameOf: (place: number) => string): readonly string[] => {
    const names = texts.map((_, place) => nameOf(place))
    const widest = Math.max(0, ...names.map(({ length }) => length))
    return texts.flatMap((text, place) => item(`  ${(names[place] ?? "").padStart(widest)}  `, text, width))
  }
  return [
    `${paint("good", "yes")} always, by the rules   ${paint("quiet", "no")} never`,
    ...(conditions.length === 0
      ? []
      : [
          ...wrapped("if: all of these are so. What is missing meets no condition, however it is put", width),
          ...list(conditions, (place) => String(place + 1)),
        ]),
    ...(notes.length === 0 ? [] : ["", "notes", ...list(notes, letterOf)]),
  ]
}

function item(head: string, text: string, width: number): readonly string[] {
  const lines = wrapped(printable(text), width - head.length)
  return lines.map((line, place) => (place === 0 ? head : " ".repeat(head.length)) + line)
}

function conditionalRoles(
  { conditionalRoles: roles }: AccessMatrix,
  width: number,
  paint: Paint,
): readonly string[] {
  if (roles.length === 0) return []
  const told = roles.flatMap(({ name, of, condition }) =>
    item("  ", `${name}${of === undefined ? "" : ` of ${of}`}: ${condition}`, width),
  )
  return ["", paint("strong", "roles held by condition"), ...told]
}
