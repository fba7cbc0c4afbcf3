import { cellsOf } from "../../diagnostics/cells.ts"

// Text in columns of fixed width.

export const widthOf = (text: string): number => cellsOf(text, 0).reduce((sum, { width }) => sum + width, 0)

/** Lines of at most `width` columns, broken after a space or a slash where there is one. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ""
  for (const word of text.match(/[^ /]*[ /]|[^ /]+/g) ?? []) {
    if (widthOf((line + word).trimEnd()) > width && line !== "") {
      lines.push(line)
      line = ""
    }
    line += word
    while (widthOf(line.trimEnd()) > width) {
      const head = headOf(line, width)
      lines.push(head)
      line = line.slice(head.length)
    }
  }
  return [...lines, line].map((one) => one.trimEnd()).filter((one, place) => one !== "" || place === 0)
}

/** As much of the text as fits, and at least one character. */
function headOf(text: string, width: number): string {
  let taken = 0
  let head = ""
  for (const character of text) {
    const own = widthOf(character)
    if (taken + own > width && head !== "") return head
    head += character
    taken += own
  }
  return head
}

/** Texts side by side, each wrapped to its width; `paint` colours a line of a column without changing its width. */
export function gridRow(
  texts: readonly string[],
  widths: readonly number[],
  paint: (line: string, column: number) => string = (line) => line,
): readonly string[] {
  const columns = texts.map((text, column) => wrapped(text, widths[column] ?? 1))
  const height = Math.max(...columns.map(({ length }) => length))
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((lines, column) => {
        const line = lines[row] ?? ""
        return paint(line, column) + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(line)))
      })
      .join("  ")
      .trimEnd(),
  )
}
