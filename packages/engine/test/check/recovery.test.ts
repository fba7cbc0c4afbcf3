import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { check } from "../../src/check/check.ts"
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts"
import { parse } from "../../src/syntax/parse.ts"
import { mutate, mutators, type Mutator } from "../syntax/mutators.ts"
import { pick, seeded } from "../syntax/random.ts"
import { checkMutators } from "./mutators.ts"

const folder = fileURLToPath(new URL("../fixtures/check/", import.meta.url))
const read = (file: string): string => readFileSync(folder + file, "utf8")

interface Example {
  readonly text: string
  readonly schemas: ReadonlyMap<string, string>
  /** What it has anyway: constructs of a later version, and its own faults. */
  readonly before: ReadonlySet<string>
}

const examples: readonly Example[] = [
  "orders",
  ...["bank", "health", "openstack", "public", "repo", "saas"].map((name) => `examples/${name}`),
].map((name) => {
  const schemas = new Map(["openapi.yaml", "schemas.yaml"].map((file) => [file, read(`${name}.yaml`)]))
  const text = read(`${name}.edict`)
  return { text, schemas, before: new Set(run(text, schemas).map(keyOf)) }
})

function run(text: string, schemas: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const parsed = parse({ path: "policy.edict", text })
  return [
    ...parsed.diagnostics,
    ...check([parsed.value], { schemas, faults: parsed.diagnostics }).diagnostics,
  ]
}

function keyOf({ code, span }: Diagnostic): string {
  return `${span.line} ${code}`
}

const names = ({ span, related }: Diagnostic, line: number): boolean =>
  span.line === line || related.some((one) => one.span.line === line)

interface Outcome {
  readonly mutator: string
  readonly isNamed: boolean
  readonly isAlone: boolean
}

function outcomesOf(chosen: readonly Mutator[], trials: number): readonly Outcome[] {
  return chosen.flatMap((mutator) =>
    Array.from({ length: trials }, (_, seed) => {
      const random = seeded(seed * 104_729 + 3)
      const able = examples.filter(({ text }) => mutate(text, [mutator], seeded(1)) !== undefined)
      const example = pick(random, able)
      const mutated = example && mutate(example.text, [mutator], random)
      if (example === undefined || mutated === undefined) return []
      const fresh = run(mutated.text, example.schemas).filter((one) => !example.before.has(keyOf(one)))
      const line = mutated.faults[0]?.line ?? 0
      return [
        { mutator: mutator.name, isNamed: fresh.some((one) => names(one, line)), isAlone: fresh.length <= 1 },
      ]
    }).flat(),
  )
}

describe("one fault that only the checker sees", () => {
  const outcomes = outcomesOf(checkMutators, 16)

  test.each(checkMutators.map(({ name }) => name))("%s: applies, and is mostly named", (name) => {
    const own = outcomes.filter(({ mutator }) => mutator === name)
    expect(own.length).toBeGreaterThanOrEqual(8)
    expect(own.filter(({ isNamed }) => isNamed).length).toBeGreaterThanOrEqual(own.length * 0.75)
  })

  test("95 % are named on their line, and 90 % by one diagnostic", () => {
    const share = (is: (outcome: Outcome) => boolean): number => outcomes.filter(is).length / outcomes.length
    expect(share(({ isNamed }) => isNamed)).toBeGreaterThanOrEqual(0.95)
    expect(share(({ isAlone }) => isAlone)).toBeGreaterThanOrEqual(0.9)
  })
})

describe("one fault of syntax, with the checker behind the parser", () => {
  const outcomes = outcomesOf(
    mutators.filter(({ phase }) => phase === "syntax"),
    10,
  )

  test("95 % are named on their line, and 90 % by one diagnostic", () => {
    const share = (is: (outcome: Outcome) => boolean): number => outcomes.filter(is).length / outcomes.length
    expect(share(({ isNamed }) => isNamed)).toBeGreaterThanOrEqual(0.95)
    expect(share(({ isAlone }) => isAlone)).toBeGreaterThanOrEqual(0.9)
  })
})

describe("whatever the text", () => {
  const all = [...mutators, ...checkMutators]

  test("with ten faults at once, nothing throws and diagnostics stay in order", () => {
    for (let seed = 0; seed < 150; seed++) {
      const random = seeded(seed * 31 + 7)
      const example = pick(random, examples)
      if (example === undefined) continue
      let { text } = example
      for (let count = 0; count < 10; count++) text = mutate(text, [pick(random, all)!], random)?.text ?? text
      const { value, diagnostics } = parse({ path: "policy.edict", text })
      const found = check([value], { schemas: example.schemas, faults: diagnostics }).diagnostics
      const starts = found.map(({ span }) => span.start)
      expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    }
  })

  test("cut anywhere, nothing throws", () => {
    for (const { text, schemas } of examples) {
      for (let end = 0; end < text.length; end += 97) {
        const { value } = parse({ path: "policy.edict", text: text.slice(0, end) })
        expect(() => check([value], { schemas })).not.toThrow()
      }
    }
  })
})
