import type { Environment } from "../evaluate/environment.ts"
import { compileExpression } from "../evaluate/expression.ts"
import { underGuardrail, type GuardrailParameters } from "../evaluate/guardrail.ts"
import { evaluationScope, type Scope } from "../evaluate/scope.ts"
import { compileApplies } from "../evaluate/who.ts"
import type { Plan, PlannedRoute } from "../plan/plan.ts"
import type { Value } from "../values/type.ts"
import { identitiesOf } from "./identity.ts"
import { keyOf } from "./key.ts"
import type { Charge, QuotaLimit } from "./store.ts"

type Declared = Plan["limits"][number]
type Use = PlannedRoute["limits"][number]

/** What a request of a route is to be charged; a limit whose `when` is false or whose `unless` is met is not among it. */
type ChargesOf = (environment: Environment, guardrails: GuardrailParameters) => readonly Charge[]

export interface RouteLimits {
  /** Keyed by `context` alone: asked before anybody is authenticated. */
  readonly early: ChargesOf
  readonly late: ChargesOf
}

type ChargeOf = (environment: Environment, guardrails: GuardrailParameters) => Charge | undefined

/** Makes functions of a route's limits. Limits run before anything is loaded. */
export function compileLimits(plan: Plan, route: PlannedRoute): RouteLimits {
  const scope = evaluationScope(plan, [])
  const compile = (uses: readonly Use[]): ChargesOf =>
    collect(uses.flatMap((use) => compileUse(plan, use, scope)))
  return {
    early: compile(route.limits.filter(({ contextOnly }) => contextOnly)),
    late: compile(route.limits.filter(({ contextOnly }) => !contextOnly)),
  }
}

const nothing: readonly Charge[] = Object.freeze([])

function collect(limits: readonly ChargeOf[]): ChargesOf {
  if (limits.length === 0) return () => nothing
  return (environment, guardrails) => {
    const charges: Charge[] = []
    for (const chargeOf of limits) {
      const charge = chargeOf(environment, guardrails)
      // Two guardrails may name one quota: it counts a request once.
      if (charge !== undefined && !charges.some(({ limit }) => limit.id === charge.limit.id))
        charges.push(charge)
    }
    return charges
  }
}

function compileUse(plan: Plan, use: Use, scope: Scope): readonly ChargeOf[] {
  const declared = plan.limits[use.limit]
  if (declared === undefined) return []
  const limit = quotaLimitOf(declared, use.limit, identitiesOf(plan)[use.limit] ?? declared.id)
  const rule = { id: use.id, span: use.span }
  const parts = declared.per.map((part) => compileExpression(part, scope))
  const costOf = compileCost(declared, scope)
  const applies = compileApplies(declared, scope)
  const chargeOf = (environment: Environment): Charge | undefined => {
    if (!applies(environment)) return undefined
    const key = keyOf(
      parts.map((part) => part(environment)),
      environment,
    )
    return { limit, rule, key, cost: costOf(environment) }
  }
  return [underGuardrail(use.guardrail, chargeOf)]
}

/** A cost that is unknown, or no whole number of at least 1, is all that the limit has. */
function compileCost(declared: Declared, scope: Scope): (environment: Environment) => number {
  if (declared.cost === undefined) return () => 1
  const cost = compileExpression(declared.cost, scope)
  const isCost = (value: Value | undefined): value is number =>
    Number.isSafeInteger(value) && Number(value) >= 1
  return (environment) => {
    const value = cost(environment)
    return isCost(value) ? value : declared.count
  }
}

/** The terms of a declared limit; `place` is its place in the plan. */
function quotaLimitOf(declared: Declared, place: number, id: string): QuotaLimit {
  const { name, windowMilliseconds, calendar, burst } = declared
  return {
    id,
    label: name ?? `limit-${place + 1}`,
    count: declared.count,
    windowMilliseconds,
    calendar,
    burst,
    countRefused: declared.countRefused,
    blockMilliseconds: declared.blockMilliseconds,
    outage: declared.outage ?? "deny",
  }
}
