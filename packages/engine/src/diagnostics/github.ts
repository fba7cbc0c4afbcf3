import type { Source } from "../text/source.ts"
import type { Diagnostic } from "./diagnostic.ts"
import { placesIn, type Places } from "./places.ts"
import { printable } from "../text/printable.ts"

const commands = { error: "error", warning: "warning", note: "notice" } as const

/**
 * Diagnostics as workflow commands, one a line, which GitHub shows beside the changed lines.
 *
 * Text of a policy cannot start a command of its own, nor act on a terminal that shows the log: line ends and separators
 * are escaped as GitHub reads them, all else that does not print as `printable` writes it.
 */
export function renderGithub(diagnostics: readonly Diagnostic[], sources: Iterable<Source>): string {
  const places = placesIn(sources)
  return diagnostics.map((finding) => `${annotation(finding, places)}\n`).join("")
}

function annotation(finding: Diagnostic, places: Places): string {
  const { span } = finding
  const end = places.endOf(span)
  const properties: [string, string | number][] = [
    ["file", span.file],
    ["line", span.line],
  ]
  if (end !== undefined) properties.push(["endLine", end.line])
  properties.push(["col", span.column])
  // GitHub takes an end column only where the annotation stands on one line.
  if (end !== undefined && end.line === span.line) properties.push(["endColumn", end.column])
  properties.push(["title", finding.code])
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(",")
  return `::${commands[finding.severity]} ${written}::${escapeData(messageOf(finding))}`
}

function messageOf(finding: Diagnostic): string {
  const remarks = finding.labels.map((label) => label.text)
  return [finding.message, ...remarks, finding.why, finding.help]
    .filter((part) => part !== undefined)
    .join("\n")
}

function escapeData(text: string): string {
  const shown = text.replace(/[^\r\n]+/g, printable)
  return shown.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
}
