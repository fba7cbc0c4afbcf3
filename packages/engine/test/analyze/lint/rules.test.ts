import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { rules } from "../../../src/analyze/lint/rules.ts"
import type { LintRule } from "../../../src/analyze/lint/rule.ts"
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts"
import { lint, lintFix } from "../../../src/lint.ts"

const place = (relative: string): string =>
  fileURLToPath(new URL(`../../../../../${relative}`, import.meta.url))
const fixtures = "packages/engine/test/fixtures/lint"
const read = (path: string): string => readFileSync(place(path), "utf8")
const schemas = new Map([["openapi.yaml", read("packages/engine/test/fixtures/diagnostics/openapi.yaml")]])

/** The rule alone, told even where it is off; what does not compile fails the test. */
function findingsOf(rule: LintRule, text: string): readonly Diagnostic[] {
  const severities = new Map([[rule.name, rule.severity === "off" ? "warning" : rule.severity]] as const)
  const { diagnostics } = lint([{ path: "policy.edict", text }], { rules: [rule], severities, schemas })
  const errors = diagnostics.filter(({ code }) => code !== rule.name)
  if (errors.length > 0)
    throw new Error(errors.map(({ span, message }) => `${span.line} ${message}`).join("\n"))
  return diagnostics
}

interface Told {
  readonly line: number
  readonly column: number
  readonly length: number
  readonly said: string
}

/** `# ^^^^ warning message` speaks of the line above, in its own columns. */
function annotations(text: string): readonly Told[] {
  const found: Told[] = []
  let line = 0
  for (const [index, content] of text.split("\n").entries()) {
    const match = /^#( *)(\^+) ((?:error|warning|note) .+)$/.exec(content)
    if (match === null) line = index + 1
    else {
      const [, space = "", carets = "", said = ""] = match
      found.push({ line, column: space.length + 2, length: carets.length, said })
    }
  }
  return found
}

/** A finding that begins in the first column is marked from the second on, one that goes on below to the end of its line. */
function told({ span, severity, message }: Diagnostic, text: string): Told {
  const column = Math.max(2, span.column)
  const rest = text.slice(span.start, span.end).split("\n", 1)[0] ?? ""
  const length = rest.length - (column - span.column)
  return { line: span.line, column, length, said: `${severity} ${message}` }
}

/** The text of every `edict` block below the heading. */
function blocksBelow(page: string, heading: string): readonly string[] {
  const [, after = ""] = page.split(`\n## ${heading}\n`)
  const [section = ""] = after.split("\n## ")
  return [...section.matchAll(/^```edict\n(.*?)^```$/gms)].map(([, text = ""]) => text)
}

describe.each(rules.map((rule) => ({ name: rule.name, rule })))("$name", ({ name, rule }) => {
  test("finds what its fixture marks, and nothing else", () => {
    const text = read(`${fixtures}/${name}/bad.edict`)
    const expected = annotations(text)
    expect(expected).not.toEqual([])
    expect(findingsOf(rule, text).map((finding) => told(finding, text))).toEqual(expected)
  })

  test("finds nothing in the twin", () => {
    expect(findingsOf(rule, read(`${fixtures}/${name}/good.edict`))).toEqual([])
  })

  test("puts what its safe fixes leave", () => {
    const text = read(`${fixtures}/${name}/bad.edict`).replaceAll(/^# *\^+ (?:error|warning|note) .*\n/gm, "")
    const isFixed = findingsOf(rule, text).some(({ fixes }) => fixes.some(({ safe }) => safe))
    const golden = `${fixtures}/${name}/fixed.edict`
    expect(existsSync(place(golden))).toBe(isFixed)
    const { sources, refused } = lintFix([{ path: "policy.edict", text }], { rules: [rule], schemas })
    expect(refused).toEqual([])
    expect(sources[0]?.text).toBe(isFixed ? read(golden) : text)
  })

  test("has a page whose examples are so", () => {
    const page = read(`docs/rules/${name}.md`)
    expect(page.split("\n", 1)).toEqual([`# ${name}: ${rule.title}`])
    const severity = rule.severity === "off" ? "off, unless the configuration names it" : rule.severity
    expect(page).toContain(`\nSeverity: ${severity}.`)
    expect(page).toContain(rule.owasp === undefined ? "" : `OWASP: ${rule.owasp}.`)
    const avoid = blocksBelow(page, "Avoid")
    const prefer = blocksBelow(page, "Prefer")
    expect([avoid.length > 0, prefer.length > 0, page.includes("\n## Why\n")]).toEqual([true, true, true])
    for (const text of avoid) expect(findingsOf(rule, text)).not.toEqual([])
    for (const text of prefer) expect(findingsOf(rule, text)).toEqual([])
  })

  test("says it in the words of all messages", () => {
    expect(name).toMatch(/^[a-z]+(?:-[a-z]+)+$/)
    expect(rule.title).toMatch(/^[^\p{Lu}\n][^\n]*[^.\n]$/u)
    for (const { message } of findingsOf(rule, read(`${fixtures}/${name}/bad.edict`))) {
      expect(message).toMatch(/^[^\p{Lu}].*[^.]$/u)
      expect(message).not.toMatch(/undefined|null|\[object|NaN/)
    }
  })
})

test("every rule stands once, in the order of names, in a file of its name", () => {
  const names = rules.map(({ name }) => name)
  expect(names).toEqual([...new Set(names)].toSorted())
  expect(readdirSync(place("packages/engine/src/analyze/lint/rules")).toSorted()).toEqual(
    names.map((name) => `${name}.ts`),
  )
  for (const name of names) expect(existsSync(place(`${fixtures}/${name}`))).toBe(true)
})

test("the index has a row for every rule", () => {
  const rows = rules.map(
    ({ name, severity, title, owasp }) =>
      `| [${name}](${name}.md) | ${severity} | ${title} | ${owasp ?? ""} |\n`,
  )
  const head =
    "# Lint rules\n\nWhat `edict lint` looks for ([linting](../guides/lint.md)). `edict help RULE` prints a page.\n\n" +
    "| rule | severity | finds | OWASP API Security Top 10 (2023) |\n|---|---|---|---|\n"
  const index = head + rows.join("")
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(place("docs/rules/README.md"), index)
  expect(read("docs/rules/README.md")).toBe(index)
})
