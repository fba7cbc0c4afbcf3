import { printable, renderExplanation, renderGithub, terminalJson } from "@edict/engine"
import type { CaseResult } from "@edict/engine/testing"
import { escapeXml } from "../junit.ts"
import { mismatchLines } from "./render-text.ts"
import { faultsOf, type TestedFile, type TestRun } from "./run-all.ts"

/** Everything, for programs. */
export function renderTestsJson(run: TestRun): string {
  const files = run.files.map(({ source, diagnostics, results, milliseconds }) => ({
    file: source.path,
    milliseconds,
    diagnostics,
    cases: results.map(({ test, mismatches, explanation, milliseconds: took }) => ({
      name: test.name,
      kind: test.kind,
      line: test.span.line,
      actor: test.actor.name,
      passed: mismatches.length === 0,
      milliseconds: took,
      mismatches,
      explanation,
    })),
  }))
  const diagnostics = run.invalid.flatMap(({ read }) => read.shownDiagnostics)
  return `${terminalJson({ files, diagnostics })}\n`
}

/** A suite for each file, a case for each cell and test. */
export function renderTestsJunit(run: TestRun): string {
  const all = run.files.flatMap(({ results }) => results)
  const failures = all.filter(({ mismatches }) => mismatches.length > 0).length
  const errors = faultsOf(run).diagnostics.length
  const counts = `tests="${all.length + errors}" failures="${failures}" errors="${errors}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="edict test" ${counts}>`,
    ...run.invalid.flatMap(({ read }) => suite("policy", [], read.shownDiagnostics, 0)),
    ...run.files.flatMap((file) =>
      suite(file.source.path, file.results, file.diagnostics, file.milliseconds, file),
    ),
    "</testsuites>",
    "",
  ].join("\n")
}

function suite(
  name: string,
  results: readonly CaseResult[],
  diagnostics: TestedFile["diagnostics"],
  milliseconds: number,
  file?: TestedFile,
): readonly string[] {
  const failures = results.filter(({ mismatches }) => mismatches.length > 0).length
  const counts = `tests="${results.length + diagnostics.length}" failures="${failures}" errors="${diagnostics.length}"`
  return [
    `  <testsuite name="${escapeXml(name)}" ${counts} time="${seconds(milliseconds)}">`,
    ...diagnostics.map(
      ({ code, message, span }) =>
        `    <testcase classname="${escapeXml(name)}" name="${escapeXml(`${span.file}:${span.line}`)}"><error type="${code}" message="${escapeXml(message)}"/></testcase>`,
    ),
    ...results.map((result) => testcase(name, result, file)),
    "  </testsuite>",
  ]
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3)

function testcase(
  suiteName: string,
  { test, mismatches, explanation, milliseconds }: CaseResult,
  file?: TestedFile,
): string {
  const where = file === undefined ? "" : ` file="${escapeXml(file.source.path)}" line="${test.span.line}"`
  const head = `    <testcase classname="${escapeXml(suiteName)}" name="${escapeXml(test.name)}"${where} time="${seconds(milliseconds)}"`
  if (mismatches.length === 0) return `${head}/>`
  const lines = mismatches.flatMap((mismatch) => mismatchLines(mismatch, test.repeat))
  const told = explanation === undefined ? "" : `\n\n${renderExplanation(explanation)}`
  return `${head}><failure type="${mismatches[0]?.kind ?? ""}" message="${escapeXml(lines[0] ?? "")}">${escapeXml(lines.join("\n") + told)}</failure></testcase>`
}

/** Workflow commands: an annotation for each case that failed. */
export function renderTestsGithub(run: TestRun): string {
  const { diagnostics, sources } = faultsOf(run)
  const failed = run.files.flatMap(({ source, results }) =>
    results
      .filter(({ mismatches }) => mismatches.length > 0)
      .map(({ test, mismatches, explanation }) => {
        const lines = mismatches.flatMap((mismatch) => mismatchLines(mismatch, test.repeat))
        const message = [test.name, ...lines, ...(explanation === undefined ? [] : [explanation.why])].map(
          printable,
        )
        const { line, column } = test.span
        const place = `file=${property(source.path)},line=${line},col=${column},title=edict test`
        return `::error ${place}::${message.join("\n").replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")}\n`
      }),
  )
  return renderGithub(diagnostics, sources) + failed.join("")
}

const property = (text: string): string =>
  printable(text).replaceAll("%", "%25").replaceAll(":", "%3A").replaceAll(",", "%2C")
