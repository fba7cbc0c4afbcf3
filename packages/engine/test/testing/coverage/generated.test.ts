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

/** Rules and conditions that a request asked and that are no units, or that did what they are said not to be able to. */
function faultsOf(rule: RuleTrace, units: ReturnType<typeof unitsOf>): readonly string[] {
  const unit = units.get(ruleKey(rule.id))
  const outcome = rule.fires ? fired : idle
  const unknown = askedBy(rule).filter(
    // What stands inside `and` and `or` is told by its comparisons.
    ({ form, span }) => !joins.has(form) && !units.has(conditionKey(span)),
  )
  return [
    ...(unit?.rule === rule.kind ? [] : [`${rule.kind} ${rule.text}`]),
    ...(unit?.outcomes.includes(outcome) === false ? [`${outcome}: ${rule.text}`] : []),
    ...unknown.map(({ text }) => `condition ${text}`),
  ]
}

const joins: ReadonlySet<string> = new Set(["and", "or", "not"])

it("knows every rule and condition that requests ask, and no rule does what it is said not to be able to", () => {
  const { cases } = makeCorpus({ seed, policies: 60, requestsEach: 25 })
  const kinds = new Map<string, number>()
  const count = (kind: string): void => void kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const faults = cases.flatMap(({ plan, requests, generated }) => {
    const compiled = compilePlan(plan)
    const units = unitsOf(plan)
    const asked = requests
      .flatMap((request) => explain(compiled, request, generated.files).steps)
      .flatMap(({ rules }) => rules)
      .filter(({ kind, isElsewhere }) => kind !== "body" && kind !== "cors" && isElsewhere !== true)
    for (const rule of asked) for (const { form } of askedBy(rule)) count(form)
    for (const { kind } of asked) count(kind)
    return asked.flatMap((rule) => faultsOf(rule, units))
  })
  expect(faults.slice(0, 5)).toEqual([])
  const forms =
    "allow deny require limit audit show hide mask each and or compare in-list in-cidrs has like is".split(
      " ",
    )
  expect(forms.filter((form) => (kinds.get(form) ?? 0) < 20)).toEqual([])
}, 60_000)
