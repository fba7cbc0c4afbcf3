import type { RuleKind } from "../../explain/trace.ts"
import type { Grant, ResponseRule } from "../../model/policy.ts"
import type { Governed, Plan, PlannedRoute } from "../../plan/plan.ts"
import type { Span } from "../../text/span.ts"
import type { Expression } from "../../values/expression.ts"
import { visitParts } from "../../values/parts.ts"
import { rolesGivenOn } from "./cells.ts"
import { type Outcome, outcomesOf } from "./outcomes.ts"

/** Something of a policy that tests cover, with every outcome that it can have. */
export interface Unit {
  readonly key: string
  readonly kind: "rule" | "condition" | "cell"
  /** Of a rule: what it is. */
  readonly rule: RuleKind | undefined
  /** Of a cell: its route and role. */
  readonly name: string | undefined
  readonly span: Span
  readonly outcomes: readonly string[]
}

export const fired = "fired"
export const idle = "not fired"
export const asked = "asked"

export const ruleKey = (id: string): string => `rule ${id}`
export const cellKey = (route: string, role: string): string => `cell ${route} ${role}`
export const conditionKey = ({ file, start, end }: Span): string => `condition ${file} ${start} ${end}`

/** Everything of the routes of a plan that tests can cover; what cannot happen is not there. */
export function unitsOf(plan: Plan): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>()
  const add = (unit: Unit): void => {
    const known = units.get(unit.key)
    const outcomes = known ? [...new Set([...known.outcomes, ...unit.outcomes])] : unit.outcomes
    units.set(unit.key, { ...unit, outcomes })
  }
  const addCondition = (expression: Expression | undefined): void => {
    if (expression === undefined) return
    for (const part of coveredParts(expression)) {
      const outcomes: readonly Outcome[] = outcomesOf(part, plan.roles)
      add({
        key: conditionKey(part.span),
        kind: "condition",
        rule: undefined,
        name: undefined,
        span: part.span,
        outcomes,
      })
    }
  }
  for (const role of conditionalRoles(plan)) addCondition(role.when)
  for (const route of plan.routes) {
    for (const { kind, rule, mayBeIdle, conditions } of rulesOf(plan, route)) {
      const outcomes = mayBeIdle ? [fired, idle] : [fired]
      add({ key: ruleKey(rule.id), kind: "rule", rule: kind, name: undefined, span: rule.span, outcomes })
      conditions.forEach(addCondition)
    }
    for (const role of rolesGivenOn(plan, route)) {
      const key = cellKey(route.id, role)
      const name = `${route.id} by ${role}`
      add({ key, kind: "cell", rule: undefined, name, span: route.span, outcomes: [asked] })
    }
  }
  return units
}

/** The whole condition, and each comparison in it: `and`, `or` and `not` inside add nothing to these. */
function coveredParts(expression: Expression): readonly Expression[] {
  const parts: Expression[] = []
  if (expression.kind === "and" || expression.kind === "or") parts.push(expression)
  const visit = (part: Expression): void => {
    if (part.kind === "and" || part.kind === "or") part.operands.forEach(visit)
    else if (part.kind === "not") visit(part.operand)
    else {
      parts.push(part)
      if (part.kind === "any" || part.kind === "every") parts.push(...coveredParts(part.condition))
    }
  }
  visit(expression)
  return parts
}

/** Roles with a condition that some rule asks for. */
function conditionalRoles({ roles, routes, limits }: Plan): Plan["roles"] {
  const named = new Set<string>()
  const addRoles = (given: readonly string[] | undefined): void => given?.forEach((role) => named.add(role))
  const addAsked = (expression: Expression | undefined): void => {
    if (expression !== undefined) visitParts(expression, (part) => part.kind === "is" && named.add(part.role))
  }
  for (const route of routes) {
    for (const { roles: who, conditions } of rulesOf({ limits }, route)) {
      addRoles(who)
      conditions.forEach(addAsked)
    }
  }
  // A role that is found on the way joins the set, and is met in its turn.
  for (const name of named) {
    const place = roles.findIndex((role) => role.name === name)
    for (const role of roles) {
      if (role.when !== undefined && place !== -1 && role.reaches.includes(place)) {
        named.add(role.name)
        addAsked(role.when)
      }
    }
  }
  return roles.filter((role) => role.when !== undefined && named.has(role.name))
}

interface RuleUnit {
  readonly kind: RuleKind
  readonly rule: { readonly id: string; readonly span: Span }
  /** Every role that it names, and every condition of it. */
  readonly roles: readonly string[]
  readonly conditions: readonly (Expression | undefined)[]
  readonly mayBeIdle: boolean
}

function rulesOf({ limits }: Pick<Plan, "limits">, route: PlannedRoute): readonly RuleUnit[] {
  const grants = (...given: readonly (Grant | undefined)[]): Pick<RuleUnit, "roles" | "conditions"> => ({
    roles: given.flatMap((grant) => grant?.roles ?? []),
    conditions: given.map((grant) => grant?.when),
  })
  return [
    ...route.allows.map((rule): RuleUnit => {
      const { roles, when } = rule.grant
      return { kind: "allow", rule, ...grants(rule.grant), mayBeIdle: when !== undefined || !isAnyone(roles) }
    }),
    ...route.denies.map((rule): RuleUnit => {
      const { roles, when, unless } = rule
      const mayBeIdle = when !== undefined || unless !== undefined || !isAnyone(roles)
      return { kind: "deny", rule, ...grants({ roles, when }, unless), mayBeIdle }
    }),
    ...[...route.transport, ...route.requires].map((rule): RuleUnit => {
      const when = rule.what.kind === "tls" ? undefined : rule.what.condition
      return { kind: "require", rule, ...grants({ roles: [], when }, rule.unless), mayBeIdle: true }
    }),
    ...route.limits.map((rule): RuleUnit => {
      const limit = limits[rule.limit]
      const mayBeIdle = limit?.when !== undefined || limit?.unless !== undefined
      return { kind: "limit", rule, ...grants({ roles: [], when: limit?.when }, limit?.unless), mayBeIdle }
    }),
    ...route.audits.map((rule): RuleUnit => ({
      kind: "audit",
      rule,
      ...grants({ roles: [], when: rule.when }),
      mayBeIdle: rule.when !== undefined,
    })),
    ...route.response.flatMap(responseUnits),
  ]
}

const isAnyone = (roles: readonly string[]): boolean => roles.includes("anyone")

function responseUnits(rule: ResponseRule & Governed): readonly RuleUnit[] {
  switch (rule.kind) {
    case "each":
      return [
        { kind: "each", rule, roles: [], conditions: [], mayBeIdle: false },
        ...rule.rules.flatMap(responseUnits),
      ]
    case "show":
    case "only-to": {
      const { to } = rule
      const mayBeIdle = to !== undefined && (to.when !== undefined || !isAnyone(to.roles))
      return [{ kind: rule.kind, rule, roles: to?.roles ?? [], conditions: [to?.when], mayBeIdle }]
    }
    case "hide":
    case "hash":
    case "mask": {
      const { when, unless } = rule
      const mayBeIdle = when !== undefined || unless !== undefined
      return [
        { kind: rule.kind, rule, roles: unless?.roles ?? [], conditions: [when, unless?.when], mayBeIdle },
      ]
    }
  }
}
