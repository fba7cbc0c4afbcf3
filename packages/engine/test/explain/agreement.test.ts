import { expect, it } from "vitest"
import { compilePlan } from "../../src/decide/compile.ts"
import { explain } from "../../src/explain/explain.ts"
import { renderExplanation } from "../../src/explain/layout.ts"
import { stepNames } from "../../src/explain/trace.ts"
import { makeCorpus } from "../differential/corpus.ts"

const seed = Number(process.env["EDICT_SEED"] ?? 7)

it("comes to the end that decide comes to, on generated policies and requests", () => {
  const { cases } = makeCorpus({ seed, policies: 60, requestsEach: 35 })
  const reasons = new Map<string, number>()
  let nearestToldOf = 0
  for (const { generated, plan, requests } of cases) {
    const compiled = compilePlan(plan, { codegen: true })
    for (const request of requests) {
      // Throws where the steps come to another end.
      const explanation = explain(compiled, request, generated.files)
      const { steps, decision, why, nearest } = explanation
      expect(steps.map(({ name }) => name)).toEqual(stepNames)
      const ended = steps.filter(({ outcome }) => outcome === "ended")
      expect(ended).toHaveLength(decision.decision === "allow" ? 0 : 1)
      expect(renderExplanation(explanation)).toContain(`${decision.decision} ${decision.status}`)
      expect(why).toMatch(
        decision.decision === "allow"
          ? /^(allowed|answered with 204) by /
          : new RegExp(`^refused .*${decision.status}`),
      )
      expect(nearest?.unmet).not.toEqual([])
      if (nearest !== undefined) nearestToldOf++
      reasons.set(decision.reason, (reasons.get(decision.reason) ?? 0) + 1)
    }
  }
  console.log(`explain: seed ${seed}, ${JSON.stringify(Object.fromEntries(reasons))}`)
  expect(nearestToldOf).toBeGreaterThan(600)
  expect([...reasons.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1_900)
  expect([...reasons.keys()].sort()).toEqual(
    expect.arrayContaining([
      "allowed",
      "denied",
      "insecure-transport",
      "no-role",
      "not-allowed",
      "nothing-loaded",
      "requirement",
    ]),
  )
}, 120_000)

it("would not tell of another end than the decision's", () => {
  const { cases } = makeCorpus({ seed, policies: 20, requestsEach: 20 })
  const lying = cases.flatMap(({ plan, requests, generated }) => {
    const compiled = compilePlan(plan)
    const opposite = {
      ...compiled,
      decide: (request: (typeof requests)[number]) => ({ ...compiled.decide(request), status: 299 }),
    }
    return requests
      .filter((request) => compiled.match(request).kind === "route")
      .map((request) => () => explain(opposite, request, generated.files))
  })
  expect(lying.length).toBeGreaterThan(50)
  for (const told of lying) expect(told).toThrow(/^the explanation is not the decision/)
})
