import { printable } from "../../text/printable.ts"
import type { AccessMatrix, MatrixCell } from "./matrix.ts"

/** A matrix as CSV (RFC 4180). No cell begins as a formula does, whatever a policy says. */
export function renderMatrixCsv({ columns, rows }: AccessMatrix): string {
  const head = ["verb", "path", ...columns.map(({ name }) => name), "notes", "name", "documentation"]
  const lines = rows.map(({ verb, path, cells, notes, name, documentation }) => [
    verb,
    path,
    ...cells.map(cellWords),
    notes.join("; "),
    name ?? "",
    (documentation ?? "").replaceAll("\n", " "),
  ])
  return [head, ...lines].map((line) => `${line.map(field).join(",")}\r\n`).join("")
}

function cellWords(cell: MatrixCell): string {
  return cell.kind === "when" ? `when ${cell.conditions.join("; ")}` : cell.kind
}

/** What spreadsheets take for the beginning of a formula, in any width. */
const formula = /^[\s'"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/

function field(text: string): string {
  const shown = printable(text)
  const safe = formula.test(shown) ? `'${shown}` : shown
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
