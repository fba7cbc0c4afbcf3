import { printable } from "../../text/printable.ts"
import type { CoverageReport, FileCoverage, Share } from "./report.ts"

const mostLines = 50

/** Coverage as a table, and below it the lines that tests leave open. */
export function renderCoverageText(report: CoverageReport, isColored = false): string {
  const rows = [
    ["", "covered", "of", "%"],
    row("rules", report.rules),
    row("conditions", report.conditions),
    row("route × role", report.cells),
    row("all", report.total),
    ...report.files.filter(({ units }) => units.length > 0).map((file) => row(file.path, file.total)),
  ]
  const open = report.files.flatMap(openLines)
  const shown = open.slice(0, mostLines)
  const more = open.length - shown.length
  return [
    ...table(rows).map((line, place) => (place === 0 && isColored ? dim(line) : line)),
    ...(shown.length === 0 ? [] : ["", ...shown]),
    ...(more > 0 ? [`${more} more`] : []),
    "",
  ].join("\n")
}

function row(name: string, { covered, possible, percent }: Share): readonly string[] {
  return [printable(name), String(covered), String(possible), percent.toFixed(2)]
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((cells) => [...(cells[column] ?? "")].length)),
  )
  const pad = (text: string, column: number): string => {
    const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - [...text].length))
    return column === 0 ? `${text}${space}` : `${space}${text}`
  }
  return rows.map((cells) => cells.map(pad).join("  ").trimEnd())
}

const dim = (line: string): string => `\u001b[2m${line}\u001b[0m`

/** `orders.edict:57  …`, a line for each thing that is missing. */
function openLines({ path, lines }: FileCoverage): readonly string[] {
  return lines.flatMap(({ line, missing }) => missing.map((what) => printable(`${path}:${line}  ${what}`)))
}

/** What is said where less than `minimum` percent is covered; undefined: it is enough. */
export function coverageShortfall(report: CoverageReport, minimum: number): string | undefined {
  const { percent, covered, possible } = report.total
  if (covered * 100 >= minimum * possible) return undefined
  const wanted = Math.ceil((minimum / 100) * possible - 1e-9)
  const lacking = Math.max(1, wanted - covered)
  const first = report.files.flatMap(openLines).slice(0, 3)
  return [
    `coverage is ${percent.toFixed(2)} %, and ${minimum} % are asked for: ${lacking} more of ${possible} outcomes`,
    ...first.map((line) => `  ${line}`),
  ].join("\n")
}
