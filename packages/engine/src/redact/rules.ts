import type { Environment } from "../evaluate/environment.ts"
import { underGuardrail, type GuardrailParameters } from "../evaluate/guardrail.ts"
import { evaluationScope, type Scope } from "../evaluate/scope.ts"
import { compileApplies, compileMet } from "../evaluate/who.ts"
import type { Plan } from "../plan/plan.ts"
import {
  positionsOf,
  readingOf,
  type Action,
  type FieldStep,
  type NumberSource,
  type Position,
  type Rule,
} from "./position.ts"

/** The rules that start at one thing: the body, or a row. */
export interface RuleGroup {
  /** Beginnings of the paths of the rules that hold; the same array whenever the same rules hold. */
  readonly starts: (environment: Environment, guardrails: GuardrailParameters) => readonly Position[]
}

interface CompiledRule {
  readonly holds: (environment: Environment, guardrails: GuardrailParameters) => boolean
  readonly starts: readonly Position[]
}

type Binding = Scope["bindings"][number]

const remembered = 1024

/** Where rules are compiled. */
export interface Place {
  readonly plan: Plan
  readonly bindings: readonly Binding[]
  readonly ids: NumberSource
  /** They start at a body that is an array: paths that show begin at its elements unless they say `[*]` themselves. */
  readonly isArrayBody: boolean
  /** What leads there is of member names and `[*]` only. */
  readonly isPlain: boolean
}

/** Compiles the rules that start at one thing. Which of them hold is asked anew for every request and row. */
export function compileGroup(rules: readonly Rule[], place: Place): RuleGroup {
  const scope = evaluationScope(place.plan, place.bindings)
  const compiled = rules.flatMap((rule) => compileRule(rule, scope, place))
  const made = new Map<string, readonly Position[]>()
  const starts: RuleGroup["starts"] = (environment, guardrails) => {
    let key = ""
    for (const { holds } of compiled) key += holds(environment, guardrails) ? "1" : "0"
    const known = made.get(key)
    if (known !== undefined) return known
    if (made.size >= remembered) made.clear()
    const positions = compiled.flatMap((rule, index) => (key[index] === "1" ? rule.starts : []))
    made.set(key, positions)
    return positions
  }
  return { starts }
}

/** Whether any `show` is among the rules, however deep in `each`. */
export function hasShow(rules: readonly Rule[]): boolean {
  return rules.some((rule) => rule.kind === "show" || (rule.kind === "each" && hasShow(rule.rules)))
}

function compileRule(rule: Rule, scope: Scope, place: Place): readonly CompiledRule[] {
  const holdsIf = (holds: (environment: Environment) => boolean): CompiledRule["holds"] => {
    const says = underGuardrail(rule.guardrail, holds)
    return (environment, guardrails) => says(environment, guardrails) === true
  }
  switch (rule.kind) {
    case "show":
      return [
        {
          holds: holdsIf(rule.to === undefined ? () => true : compileMet(rule.to, scope)),
          starts: begin({ kind: "show" }, rule.fields, place),
        },
      ]
    case "hide":
      return [{ holds: holdsIf(compileApplies(rule, scope)), starts: begin(removing, rule.fields, place) }]
    case "hash":
      return [{ holds: holdsIf(compileApplies(rule, scope)), starts: begin(hashing, rule.fields, place) }]
    case "mask":
      return [
        {
          holds: holdsIf(compileApplies(rule, scope)),
          starts: begin({ kind: "mark", mark: rule.how }, rule.fields, place),
        },
      ]
    case "only-to": {
      const met = compileMet(rule.to, scope)
      return [
        {
          holds: holdsIf((environment) => !met(environment)),
          starts: begin(removing, [{ steps: [] }], place),
        },
      ]
    }
    case "each":
      return compileEach(
        rule,
        place,
        holdsIf(() => true),
      )
  }
}

const removing: Action = { kind: "mark", mark: { kind: "removed" } }
const hashing: Action = { kind: "mark", mark: { kind: "hash" } }

function begin(
  action: Action,
  fields: readonly { readonly steps: readonly FieldStep[] }[],
  { ids, isArrayBody, isPlain }: Place,
): readonly Position[] {
  return fields.map(({ steps }) => {
    const isMoved = isArrayBody && readingOf(action) === "exact" && steps[0]?.kind !== "elements"
    return positionsOf(isMoved ? [{ kind: "elements" }, ...steps] : steps, action, ids, isPlain)
  })
}

/** Shows are looked for as written, everything else wherever it may be: an `each` that holds both is two. */
function compileEach(
  rule: Extract<Rule, { kind: "each" }>,
  place: Place,
  holds: CompiledRule["holds"],
): readonly CompiledRule[] {
  const { name, type, field } = rule
  const bindings = [...place.bindings.filter((binding) => binding.name !== name), { name, type }]
  const isPlain = place.isPlain && field.steps.every(({ kind }) => kind === "member" || kind === "elements")
  const part = (shows: boolean): readonly CompiledRule[] => {
    const rules = partOf(rule.rules, shows)
    if (rules.length === 0) return []
    const group = compileGroup(rules, { ...place, bindings, isArrayBody: false, isPlain })
    return [{ holds, starts: begin({ kind: "each", group, name, shows }, [field], place) }]
  }
  return [...part(true), ...part(false)]
}

/** The shows, or everything else, with what stands around them. */
function partOf(rules: readonly Rule[], shows: boolean): readonly Rule[] {
  return rules.flatMap((rule): readonly Rule[] => {
    if (rule.kind !== "each") return (rule.kind === "show") === shows ? [rule] : []
    const inner = partOf(rule.rules, shows)
    return inner.length === 0 ? [] : [{ ...rule, rules: inner }]
  })
}
