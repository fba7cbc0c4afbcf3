import { printable, renderExplanation, renderHuman } from "@edict/engine"
import { differenceLines, type CaseResult, type Mismatch } from "@edict/engine/testing"
import { shownPath } from "../policy.ts"
import { colorsOf, count, type Terminal } from "../terminal.ts"
import { faultsOf, hasFailed, type TestedFile, type TestRun } from "./run-all.ts"

/** A line for each file; what failed in full. */
export function renderText(run: TestRun, terminal: Terminal): string {
  const color = colorsOf(terminal, "output")
  const { diagnostics, sources } = faultsOf(run)
  const faults = diagnostics.length === 0 ? "" : renderHuman(diagnostics, { sources, color })
  const pathOf = (file: string): string =>
    shownPath(
      run.policies.find(({ read }) => hasFile(read.files.sources, file))?.read.files.root ?? ".",
      file,
      terminal,
    )
  return faults + run.files.map((file) => renderFile(file, { color, pathOf })).join("")
}

const hasFile = (sources: readonly { readonly path: string }[], file: string): boolean =>
  sources.some(({ path }) => path === file)

interface Layout {
  readonly color: boolean
  readonly pathOf: (file: string) => string
}

const paint = ({ color }: Layout, code: number, text: string): string =>
  color ? `\u001b[${code}m${text}\u001b[0m` : text

function renderFile(file: TestedFile, layout: Layout): string {
  const { source, results, milliseconds, diagnostics } = file
  const failed = results.filter(({ mismatches }) => mismatches.length > 0)
  const mark = hasFailed(file) ? paint(layout, 31, "✗") : paint(layout, 32, "✓")
  const passed = `${results.length - failed.length} passed`
  const told =
    diagnostics.length > 0
      ? `${count(diagnostics.length, "fault")}, not run`
      : failed.length === 0
        ? passed
        : `${failed.length} failed, ${passed}`
  const head = `${mark} ${printable(source.path)}  ${told}  ${paint(layout, 2, `${Math.round(milliseconds)} ms`)}\n`
  return head + failed.map((result) => renderCase(result, file, layout)).join("")
}

function renderCase(
  { test, mismatches, explanation }: CaseResult,
  { source }: TestedFile,
  layout: Layout,
): string {
  const place = `${source.path}:${test.span.line}`
  const rows = [
    "",
    `  ${paint(layout, 31, "✗")} ${printable(test.name)}  ${paint(layout, 2, printable(place))}`,
    ...mismatches
      .flatMap((mismatch) => mismatchLines(mismatch, test.repeat))
      .map((row) => `    ${colored(row, layout)}`),
    ...(explanation === undefined
      ? []
      : renderExplanation(explanation, layout)
          .trimEnd()
          .split("\n")
          .map((row) => (row === "" ? "" : `    ${row}`))),
    "",
  ]
  return `${rows.join("\n")}\n`
}

function colored(row: string, layout: Layout): string {
  if (row.startsWith("- ")) return paint(layout, 32, row)
  return row.startsWith("+ ") ? paint(layout, 31, row) : row
}

/** What was expected, and what came, in words. */
export function mismatchLines(mismatch: Mismatch, repeat: number): readonly string[] {
  switch (mismatch.kind) {
    case "status": {
      const which = repeat === 1 ? "" : ` of request ${mismatch.place} of ${repeat}`
      const expected = mismatch.expected === "allow" ? "allow" : `status ${mismatch.expected}`
      return [`expected ${expected}${which}, received ${mismatch.received}`]
    }
    case "header": {
      const expected = mismatch.expected === null ? "no" : "another"
      return [
        `expected ${expected} \`${mismatch.name}\``,
        ...differenceLines({
          field: mismatch.name,
          expected: mismatch.expected ?? undefined,
          received: mismatch.received,
        }),
      ]
    }
    case "body":
      return ["the body differs: - expected, + received", ...mismatch.differences.flatMap(differenceLines)]
  }
}
