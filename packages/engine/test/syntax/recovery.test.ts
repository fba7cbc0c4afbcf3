import { describe, expect, test } from "vitest"
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts"
import { parse } from "../../src/syntax/parse.ts"
import { mutate, mutators } from "./mutators.ts"
import { soundPolicies } from "./policies.ts"
import { pick, seeded } from "./random.ts"

const syntaxMutators = mutators.filter(({ phase }) => phase === "syntax")
const trialsOfEach = 24

const names = (diagnostic: Diagnostic, line: number): boolean =>
  diagnostic.span.line === line || diagnostic.labels.some((label) => label.span.line === line)

describe("one fault in a sound policy", () => {
  test("there are forty ways to make one", () => expect(syntaxMutators).toHaveLength(40))

  const outcomes = syntaxMutators.flatMap((mutator) =>
    Array.from({ length: trialsOfEach }, (_, seed) => {
      const random = seeded(seed * 7919 + 11)
      const { path, text } = pick(random, soundPolicies)!
      const mutated = mutate(text, [mutator], random)
      if (mutated === undefined) return undefined
      const { diagnostics } = parse({ path, text: mutated.text })
      const line = mutated.faults[0]!.line
      const isNamed = diagnostics.some((diagnostic) => names(diagnostic, line))
      return { mutator: mutator.name, isNamed, isAlone: diagnostics.length <= 1 }
    }).filter((outcome) => outcome !== undefined),
  )

  test.each(syntaxMutators.map(({ name }) => name))("%s: applies, and is mostly named", (name) => {
    const own = outcomes.filter(({ mutator }) => mutator === name)
    expect(own.length).toBeGreaterThanOrEqual(trialsOfEach / 3)
    expect(own.filter(({ isNamed }) => isNamed).length).toBeGreaterThanOrEqual(own.length * 0.75)
  })

  test("95 % are named on their line, and 90 % by one diagnostic", () => {
    expect(outcomes.filter(({ isNamed }) => isNamed).length).toBeGreaterThanOrEqual(outcomes.length * 0.95)
    expect(outcomes.filter(({ isAlone }) => isAlone).length).toBeGreaterThanOrEqual(outcomes.length * 0.9)
  })
})

test("of four faults in one policy, 95 % are named in one run, without echoes in 90 % of the files", () => {
  let faults = 0
  let named = 0
  let files = 0
  let withoutEcho = 0
  for (let seed = 0; seed < 300; seed++) {
    const random = seeded(seed + 5)
    const { path, text } = pick(random, soundPolicies)!
    const chosen = Array.from({ length: 4 }, () => pick(random, syntaxMutators)!)
    const mutated = mutate(text, chosen, random)
    if (mutated === undefined) continue
    const { diagnostics } = parse({ path, text: mutated.text })
    files++
    if (diagnostics.length <= 4) withoutEcho++
    faults += 4
    named += mutated.faults.filter(({ line }) => diagnostics.some((found) => names(found, line))).length
  }
  expect(files).toBeGreaterThan(100)
  expect(named).toBeGreaterThanOrEqual(faults * 0.95)
  expect(withoutEcho).toBeGreaterThanOrEqual(files * 0.9)
})

test("a fault in one statement leaves the others as they were", () => {
  const text = "package a\napi /x {\n  GET / {\n    alow anyone whne\n    audit full\n  }\n}\nrole b\n"
  const { value, diagnostics } = parse({ path: "a.edict", text })
  expect(diagnostics.map(({ span }) => span.line)).toEqual([4])
  expect(value.declarations.map(({ kind }) => kind)).toEqual(["api", "role"])
})
