import type { Source } from "../text/source.ts"
import type { Span } from "../text/span.ts"
import type { Diagnostic, Related } from "./diagnostic.ts"
import { withoutSecrets } from "./hush.ts"
import { painter, type Paint } from "./paint.ts"
import { printable } from "../text/printable.ts"
import { placesIn, type Places } from "./places.ts"
import { gutterOf, snippet, type Mark } from "./snippet.ts"

/** How diagnostics are printed for people. */
export interface HumanOptions {
  /** The texts that the diagnostics speak of; of others only the place is named. */
  readonly sources: Iterable<Source>
  readonly color?: boolean | undefined
  /** The command that applies safe fixes; without one, a fix is told by its title. */
  readonly fixCommand?: string | undefined
}

/**
 * Diagnostics as text for a terminal, with the lines they speak of, each ending in a newline and one empty line between.
 *
 * Nothing of a policy reaches the terminal unescaped: what would act on it is written as an escape. What is found as a secret is
 * not shown.
 */
export function renderHuman(diagnostics: readonly Diagnostic[], options: HumanOptions): string {
  const places = placesIn(withoutSecrets(options.sources, diagnostics))
  const paint = painter(options.color === true)
  return diagnostics.map((finding) => `${renderOne(finding, places, paint, options).join("\n")}\n`).join("\n")
}

function renderOne(finding: Diagnostic, places: Places, paint: Paint, options: HumanOptions): string[] {
  const marks = marksOf(finding)
  const gutter = gutterOf([
    ...marks,
    ...finding.related.map((related) => markOf(related.span, undefined, false)),
  ])
  const indent = " ".repeat(gutter)
  const rows = [
    `${paint(finding.severity, `${finding.severity}[${finding.code}]`)} ${paint("title", printable(finding.message))}`,
    ...heading(finding.span, indent, paint),
    ...snippet(marks, places, gutter, paint),
  ]
  for (const note of notesOf(finding, options)) rows.push(`${indent} ${paint("frame", "=")} ${note}`)
  for (const related of elsewhere(finding)) {
    rows.push(
      `${paint("note", "note")}: ${printable(related.message)}`,
      ...heading(related.span, indent, paint),
      ...snippet([markOf(related.span, undefined, false)], places, gutter, paint),
    )
  }
  return rows
}

function heading(span: Span, indent: string, paint: Paint): string[] {
  return [`${indent}${paint("frame", "-->")} ${printable(span.file)}:${span.line}:${span.column}`]
}

/** The marks in the diagnostic's own file: its span, with what a label says of it, then the other labels. */
function marksOf(finding: Diagnostic): Mark[] {
  const own = finding.labels.find((label) => isSame(label.span, finding.span))
  const others = finding.labels.filter((label) => label !== own && label.span.file === finding.span.file)
  return [
    markOf(finding.span, own?.text, true),
    ...others.map((label) => markOf(label.span, label.text, false)),
  ]
}

/** What stands in other places: the related ones, and labels in other files. */
function elsewhere(finding: Diagnostic): readonly Related[] {
  const labels = finding.labels.filter((label) => label.span.file !== finding.span.file)
  return [...labels.map(({ span, text }) => ({ span, message: text })), ...finding.related]
}

function markOf(span: Span, text: string | undefined, primary: boolean): Mark {
  return { span, text, primary }
}

function isSame(left: Span, right: Span): boolean {
  return left.file === right.file && left.start === right.start && left.end === right.end
}

function notesOf(finding: Diagnostic, options: HumanOptions): string[] {
  const notes: string[] = []
  if (finding.why !== undefined) notes.push(printable(finding.why))
  if (finding.help !== undefined) notes.push(`help: ${printable(finding.help)}`)
  const page = `docs: edict help ${finding.code}`
  const byCommand = options.fixCommand !== undefined && finding.fixes.some((fix) => fix.safe)
  const told = byCommand ? [options.fixCommand ?? ""] : finding.fixes.map((fix) => printable(fix.title))
  const last = told.pop()
  for (const fix of told) notes.push(`fix: ${fix}`)
  notes.push(last === undefined ? page : `fix: ${last}     ${page}`)
  return notes
}
