import { beforeAll, describe, expect, test } from "vitest"
import { compilePlan } from "../../src/decide/compile.ts"
import type { Plan } from "../../src/plan/plan.ts"
import { buildAndImport, firstBuiltDisagreement } from "./built.ts"
import { firstDisagreement, makeCorpus, type Corpus } from "./corpus.ts"
import { table } from "./counts.ts"
import { planFaults } from "./plan-faults.ts"
import { required } from "./required.ts"
import { sourceFaults, withRewrittenSource } from "./source-faults.ts"

const seed = Number(process.env["EDICT_SEED"] ?? 1)
let corpus: Corpus

beforeAll(() => {
  corpus = makeCorpus({ seed, policies: 480, requestsEach: 50 })
  console.log(`differential: seed ${seed}, ${corpus.cases.length} policies\n${table(corpus.counts)}`)
}, 120_000)

const backends = [
  { name: "generated code", codegen: true },
  { name: "closures", codegen: false },
]

describe("24,000 generated pairs", () => {
  test("are pairs: hardly a generated policy is refused, and of those each says why", () => {
    const refused = corpus.refused.map(({ generated, diagnostics }) => ({
      seed: generated.seed,
      why: diagnostics.map(({ message }) => message),
    }))
    if (refused.length > 0)
      console.log(`${refused.length} generated policies were refused`, refused.slice(0, 5))
    expect(refused.length).toBeLessThan(5)
    expect(corpus.counts.get("pairs")).toBeGreaterThan(23_700)
  })

  test("are allowed in at least 30 of 100", () => {
    expect(corpus.counts.get("decision allow")).toBeGreaterThan(7_200)
  })

  test("meet every construct at least 100 times", () => {
    const rare = required.filter((construct) => (corpus.counts.get(construct) ?? 0) < 100)
    expect(rare).toEqual([])
  })

  test.each(backends)("are decided by $name as by the reference", ({ codegen }) => {
    expect(firstDisagreement(corpus.cases, (plan) => compilePlan(plan, { codegen }))).toBeUndefined()
  })
})

describe("built as modules", () => {
  test("the 24,000 pairs are decided as by the reference", async () => {
    expect(await firstBuiltDisagreement(corpus.cases)).toBeUndefined()
  }, 120_000)

  test("plans are read back as they were written", async () => {
    const plans = corpus.cases.slice(0, 100).map(({ plan }) => plan)
    const built = await buildAndImport(plans)
    for (const plan of plans) expect(asJson(built(plan).plan)).toBe(asJson(plan))
  })

  test.each(planFaults)("a mistake in the plan is caught: $name", async ({ plant }) => {
    expect(await firstBuiltDisagreement(corpus.cases, plant)).toBeDefined()
  })

  test.each(sourceFaults)("a mistake in code is caught: $name", async ({ rewrite }) => {
    expect(await firstBuiltDisagreement(corpus.cases, undefined, rewrite)).toBeDefined()
  })
})

/** Without the names of members that are not there, and in one order. */
function asJson(plan: Plan): string {
  return JSON.stringify(plan, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  )
}

describe.each(backends)("planted in the plan of $name", ({ codegen }) => {
  test.each(planFaults)("is caught: $name", ({ plant }) => {
    expect(firstDisagreement(corpus.cases, (plan) => compilePlan(plant(plan), { codegen }))).toBeDefined()
  })
})

describe("planted in generated code", () => {
  test.each(sourceFaults)("is caught: $name", ({ rewrite }) => {
    const found = withRewrittenSource(rewrite, () =>
      firstDisagreement(corpus.cases, (plan) => compilePlan(plan, { codegen: true })),
    )
    expect(found).toBeDefined()
  })

  test("nothing is caught where nothing is planted", () => {
    const found = withRewrittenSource(
      (source) => source,
      () => firstDisagreement(corpus.cases.slice(0, 50), (plan) => compilePlan(plan, { codegen: true })),
    )
    expect(found).toBeUndefined()
  })
})
