import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { syntaxCodes } from "../../src/diagnostics/codes/syntax.ts"
import type { SyntaxCode } from "../../src/diagnostics/codes/syntax.ts"
import { renderHuman } from "../../src/diagnostics/human.ts"
import { maxFileLength, maxStringLength, maxTokens } from "../../src/syntax/limits.ts"
import { parse } from "../../src/syntax/parse.ts"

const codes = Object.keys(syntaxCodes) as SyntaxCode[]
const place = (relative: string): string => fileURLToPath(new URL(`../../../../${relative}`, import.meta.url))
const fixture = (code: string, name: string): string =>
  place(`packages/engine/test/fixtures/diagnostics/${code}/${name}`)
const read = (file: string): string => readFileSync(file, "utf8")

/** Texts too long to keep: made here, and only the rendered text is a file. */
const generated: ReadonlyMap<string, { readonly bad: () => string; readonly good: () => string }> = new Map([
  [
    "E040",
    { bad: () => "#".repeat(maxFileLength + 1), good: () => `package a\n${"#".repeat(maxFileLength - 10)}` },
  ],
  ["E041", { bad: () => "a ".repeat(maxTokens + 1), good: () => `package a\n${"role a ".repeat(1000)}` }],
  [
    "E043",
    {
      bad: () => `package a\nimport role a from "${"a".repeat(maxStringLength)}"\n`,
      good: () => `package a\nimport role a from "${"a".repeat(maxStringLength - 2)}"\n`,
    },
  ],
])

const badText = (code: SyntaxCode): string => generated.get(code)?.bad() ?? read(fixture(code, "bad.edict"))
const goodText = (code: SyntaxCode): string =>
  generated.get(code)?.good() ?? read(fixture(code, "good.edict"))

describe.each(codes)("%s", (code) => {
  test("is reported once, as its golden text says", () => {
    const source = { path: "bad.edict", text: badText(code) }
    const { diagnostics } = parse(source)
    const rendered = renderHuman(diagnostics, { sources: generated.has(code) ? [] : [source] })
    const golden = fixture(code, "bad.txt")
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(golden, rendered)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
    expect(rendered).toBe(read(golden))
  })

  test("is not reported of its twin", () => {
    expect(parse({ path: "good.edict", text: goodText(code) }).diagnostics).toEqual([])
  })

  test("has a page with its title", () => {
    const page = place(`docs/diagnostics/${code}.md`)
    expect(existsSync(page)).toBe(true)
    expect(read(page)).toContain(`# ${code} ${syntaxCodes[code].title}`)
  })
})

test("diagnostics of the language are lower case, without a period, with no words of a host language", () => {
  for (const code of codes) {
    for (const { message } of parse({ path: "bad.edict", text: badText(code) }).diagnostics) {
      expect(message).toMatch(/^[^\p{Lu}].*[^.]$/u)
      expect(message).not.toMatch(/undefined|null|\[object|token|NaN/)
    }
  }
})
