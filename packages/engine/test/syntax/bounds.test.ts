import { describe, expect, test } from "vitest"
import { maxDepth } from "../../src/syntax/limits.ts"
import { parse } from "../../src/syntax/parse.ts"

const codesOf = (text: string): string[] =>
  parse({ path: "a.edict", text }).diagnostics.map(({ code }) => code)
const nested = (open: string, inner: string, close: string, depth: number): string =>
  open.repeat(depth) + inner + close.repeat(depth)

describe("nesting", () => {
  const forms: readonly (readonly [string, (depth: number) => string])[] = [
    ["parentheses", (depth) => `package a\nrole r when ${nested("(", "x.y", ")", depth)}\n`],
    ["lists", (depth) => `package a\nsetting r: list of int = ${nested("[", "1", "]", depth)}\n`],
    ["not", (depth) => `package a\nrole r when ${nested("not ", "x.y", "", depth)}\n`],
    ["any", (depth) => `package a\nrole r when ${nested("any x in y: ", "x.y", "", depth)}\n`],
    ["set of", (depth) => `package a\nsetting r: ${nested("set of ", "int", "", depth)} = []\n`],
    ["records", (depth) => `package a\nsubject ${nested("{ a: ", "{ b: int }", " }", depth - 1)}\n`],
    ["apis", (depth) => `package a\n${nested("api /a { ", "", " }", depth)}\n`],
    ["each", (depth) => `package a\nresponse ${nested("{ each [*] as x ", "{ }", " }", depth - 1)}\n`],
    ["calls", (depth) => `package a\nrole r when ${nested("f(", "x", ")", depth)} == 1\n`],
  ]

  test.each(forms)(
    "%s: as deep as the bound reads, deeper is one error, far deeper no overflow",
    (_, form) => {
      expect(codesOf(form(maxDepth))).toEqual([])
      expect(codesOf(form(maxDepth + 1))).toEqual(["E042"])
      expect(codesOf(form(100_000))).toEqual(["E042"])
    },
  )
})

describe("time stays linear", () => {
  const hostile: readonly (readonly [string, string])[] = [
    ["colons between hex digits", "a:".repeat(100_000)],
    ["slashes", "/{".repeat(100_000)],
    ["open braces of a path on one line", "/{a ".repeat(100_000)],
    ["quotes", '"'.repeat(100_001)],
    ["backslashes", `"${"\\".repeat(300_000)}`],
    ["closing braces", "}\n".repeat(100_000)],
    ["unknown words, a line each", "allwo x\n".repeat(20_000)],
    ["misspelt clauses on one line", `package a\nrole r ${"wehn x ".repeat(3000)}`],
    ["digits and dots", "1.".repeat(100_000)],
    ["underscores", `1${"_".repeat(300_000)}`],
    ["dashes", "a-".repeat(100_000)],
    ["and without end", `package a\nrole r when a.b${" and a.b".repeat(20_000)}\n`],
    ["comments", "##\n".repeat(100_000)],
  ]

  test.each(hostile)("%s", (_, text) => {
    const start = performance.now()
    parse({ path: "a.edict", text })
    const once = performance.now() - start
    expect(once).toBeLessThan(4000)
  })
})

test("a file with faults on every line reports a bounded number of them", () => {
  const text = `package a\n${"alow x\n".repeat(5000)}`
  expect(codesOf(text).length).toBeLessThanOrEqual(1001)
})
