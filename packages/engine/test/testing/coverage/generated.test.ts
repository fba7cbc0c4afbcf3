import { expect, it } from "vitest"
import { compilePlan } from "../../../src/decide/compile.ts"
import { explain } from "../../../src/explain/explain.ts"
import type { ConditionTrace, OperandTrace, RuleTrace } from "../../../src/explain/trace.ts"
import { conditionKey, fired, idle, ruleKey, unitsOf } from "../../../src/testing/coverage/units.ts"
import { makeCorpus } from "../../differential/corpus.ts"

const seed = Number(process.env["EDICT_SEED"] ?? 11)

function conditionsOf(parts: readonly (ConditionTrace | OperandTrace)[]): readonly ConditionTrace[] {
  return parts.flatMap((part) => (part.kind === "operand" ? [] : [part, ...conditionsOf(part.parts)]))
}

function askedBy({ who, conditions, unless }: RuleTrace): readonly ConditionTrace[] {
  const roles = [...who, ...(unless?.roles ?? [])].flatMap((role) => role.conditions)
  return conditionsOf([...conditions, ...roles, ...(unless?.when === undefined ? [] : [unless.when])])
}

it("knows every rule and condition that requests ask, and no rule does what it is said not to be able to", () => {
  const { cases } = makeCorpus({ seed, policies: 60, requestsEach: 25 })
  const kinds = new Map<string, number>()
  const faults: string[] = []
  for (const { plan, requests, generated } of cases) {
    const compiled = compilePlan(plan)
    const units = unitsOf(plan)
    for (const request of requests) {
      const { steps } = explain(compiled, request, generated.files)
      const rules = steps
        .flatMap((step) => step.rules)
        .filter(({ kind }) => kind !== "body" && kind !== "cors")
      for (const rule of rules.filter(({ isElsewhere }) => isElsewhere !== true)) {
        const unit = units.get(ruleKey(rule.id))
        kinds.set(rule.kind, (kinds.get(rule.kind) ?? 0) + 1)
        if (unit?.rule !== rule.kind) faults.push(`${rule.kind} ${rule.text}`)
        if (unit?.outcomes.includes(rule.fires ? fired : idle) === false)
          faults.push(`${rule.fires ? fired : idle}: ${rule.text}`)
        for (const condition of askedBy(rule).filter(({ form }) => form !== "not")) {
          kinds.set(condition.form, (kinds.get(condition.form) ?? 0) + 1)
          // What stands inside `and` and `or` is told by its comparisons.
          const isInner = condition.form === "and" || condition.form === "or"
          if (!isInner && !units.has(conditionKey(condition.span))) faults.push(`condition ${condition.text}`)
        }
      }
    }
  }
  expect(faults.slice(0, 5)).toEqual([])
  const forms =
    "allow deny require limit audit show hide mask each and or compare in-list in-cidrs has like is".split(
      " ",
    )
  expect(forms.filter((form) => (kinds.get(form) ?? 0) < 20)).toEqual([])
}, 60_000)
