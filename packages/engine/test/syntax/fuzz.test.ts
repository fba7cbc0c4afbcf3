import { expect, test } from "vitest"
import { run } from "../fuzz/text.fuzz.ts"

test("random and mutated policies neither throw nor hang", () => {
  const report = run({ phase: "parse", seed: 1, count: 1500 })
  expect(report.failures).toEqual([])
  expect(report.inputs).toBe(1500)
})
