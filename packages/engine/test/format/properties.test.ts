import { describe, expect, it } from "vitest"
import { generatePolicy } from "../generate/policy.ts"
import { run } from "../fuzz/format.fuzz.ts"
import { soundPolicies } from "../syntax/policies.ts"
import { seeded } from "../syntax/random.ts"
import { faultOf, planFault, planOf } from "./judge.ts"
import { onOneLine, relayout } from "./relayout.ts"

describe.each(soundPolicies)("$path", ({ text }) => {
  it("keeps tree and comments, and twice is as once", () => {
    expect(faultOf(text)).toBeUndefined()
    expect(faultOf(onOneLine(text))).toBeUndefined()
  })
  it("in twenty other layouts", () => {
    const random = seeded(text.length)
    for (let round = 0; round < 20; round++) expect(faultOf(relayout(text, random))).toBeUndefined()
  })
})

it("generated policies keep trees, comments and plans", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seeded(seed)
    const files = generatePolicy(seed).files.map((file) => ({
      ...file,
      text: relayout(file.text, random, 0.7),
    }))
    for (const { text } of files) expect([seed, faultOf(text)]).toEqual([seed, undefined])
    expect([seed, planOf(files) === undefined]).toEqual([seed, false])
    expect([seed, planFault(files)]).toEqual([seed, undefined])
  }
})

it("a run of the fuzzer finds nothing", () => {
  const { failures, inputs } = run({ seed: 20_260_101, count: 150 })
  expect(failures).toEqual([])
  expect(inputs).toBeGreaterThanOrEqual(150)
})
