import { expect, test } from "vitest"
import { parse } from "../../src/syntax/parse.ts"
import { run } from "../fuzz/text.fuzz.ts"

test("random and mutated policies neither throw nor hang", () => {
  const report = run({ phase: "parse", seed: 1, count: 1500 })
  expect(report.failures).toEqual([])
  expect(report.inputs).toBe(1500)
})

test.each([
  ["setting open: bool = true from ennv.OPEN", "unknown keyword `ennv`"],
  ["authenticate jwt a { keys env.KEYS }", undefined],
  ["setting open: bool = true from env.OPEN", undefined],
])("a keyword that is misspelt where a rule begins is no fall: %s", (line, message) => {
  const { diagnostics } = parse({ path: "a.edict", text: `package a\n${line}\n` })
  expect(diagnostics.map((found) => found.message)).toEqual(message === undefined ? [] : [message])
})
