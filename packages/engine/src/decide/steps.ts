import type { Environment } from "../evaluate/environment.ts"
import type { PlannedRoute } from "../plan/plan.ts"
import { memberOf } from "../values/member.ts"
import { makeBodyMax, type BodyMax } from "./body-max.ts"
import type { Decision, RuleReference } from "./decision.ts"
import { allowance, referenceTo, refusal, type AuditLevel, type Outcome, type Terms } from "./outcomes.ts"
import { makeTerms, type Owed } from "./terms.ts"

/**
 * What a route asks of a request, in the order in which it is asked: `transport`, `who`, `decide`. The first two end the
 * request or let it go on; what the others tell holds whatever is decided.
 */
export interface RouteSteps {
  /** `require tls`: before anybody is known. */
  readonly transport: (environment: Environment) => Decision | undefined
  /** Whether any `allow` could still fit, before anything is loaded. */
  readonly who: (environment: Environment) => Decision | undefined
  /** Everything from `who` on, with what was loaded. */
  readonly decide: (environment: Environment) => Decision
  /** What is owed of a request before anything is decided: how much is written down, and by when to answer. */
  readonly terms: (environment: Environment) => Terms
  /** How long a body the request may bring. */
  readonly bodyMax: (environment: Environment) => BodyMax
}

export type Test = (environment: Environment) => boolean

/** One rule as functions; made by `closures.ts`, or by `generated.ts` from source. */
export interface CompiledRule {
  /** `allow`: met. `deny`: applies. `require`: fails. */
  readonly fires: Test
  readonly outcome: Outcome
  /** The status after `else`; undefined: 401 without a subject, 403 with one. */
  readonly status: number | undefined
  /** `require mfa` asks for more authentication of everybody: 401. */
  readonly default401: boolean
}

export interface CompiledRoute {
  readonly allows: readonly { readonly fires: Test; readonly place: number }[]
  readonly denies: readonly CompiledRule[]
  readonly requires: readonly CompiledRule[]
  readonly transport: readonly CompiledRule[]
  /** Some `allow` could be held by the caller, before loading. */
  readonly canFit: Test
  /** The same where nothing was loaded: a relative role could then fit every caller with a subject. */
  readonly couldFit: Test
  /** One for each response rule of the route: holds for this caller. */
  readonly response: readonly Test[]
  readonly audits: readonly Owed<AuditLevel>[]
  readonly timeouts: readonly Owed<number>[]
  readonly bodyMaxima: readonly Owed<BodyMax>[]
}

/** Puts the fixed order of the steps around a route's compiled rules. */
export function makeSteps(route: PlannedRoute, compiled: CompiledRoute): RouteSteps {
  const needed = route.loads.filter((load) => load.needed).map((load) => load.name)
  const conceals = route.concealExistence && needed.length > 0
  const noRole = refusal(route, { reason: "no-role" })
  const nothing = refusal(route, { reason: "nothing-loaded" })
  const notAllowed = refusal(route, { reason: "not-allowed" })
  const termsOf = makeTerms(compiled.audits, compiled.timeouts)
  const allowedBy = makeAllowed(route, compiled)

  const missingStatus = (environment: Environment): number => {
    if (compiled.couldFit(environment)) return 404
    if (environment.subject === undefined) return 401
    return conceals ? 404 : 403
  }
  /** Without `else`; under `conceal existence` as if nothing had been loaded. */
  const plainStatus = (environment: Environment): number =>
    conceals ? missingStatus(environment) : defaultStatus(environment, false)

  const refuseBy = (rule: CompiledRule, environment: Environment, conceal: boolean): Decision => {
    const status =
      rule.status ?? (conceal ? plainStatus(environment) : defaultStatus(environment, rule.default401))
    return rule.outcome(status, termsOf(environment))
  }
  const transport = (environment: Environment): Decision | undefined => {
    const rule = lowest(compiled.transport, environment, 403)
    return rule && rule.outcome(rule.status ?? 403, termsOf(environment))
  }
  const who = (environment: Environment): Decision | undefined =>
    compiled.canFit(environment) ? undefined : noRole(plainStatus(environment), termsOf(environment))

  const decide = (environment: Environment): Decision => {
    const early = who(environment)
    if (early) return early
    if (needed.some((name) => isMissing(environment, name)))
      return nothing(missingStatus(environment), termsOf(environment))
    const denied = lowest(compiled.denies, environment)
    if (denied) return refuseBy(denied, environment, true)
    const allow = compiled.allows.find(({ fires }) => fires(environment))
    if (!allow) return notAllowed(plainStatus(environment), termsOf(environment))
    const failed = lowest(compiled.requires, environment)
    if (failed) return refuseBy(failed, environment, false)
    return allowedBy(allow.place, environment, termsOf(environment))
  }
  return { transport, who, decide, terms: termsOf, bodyMax: makeBodyMax(compiled.bodyMaxima) }
}

function isMissing(environment: Environment, name: string): boolean {
  const loaded = memberOf(environment.resources, name)
  return loaded === undefined || loaded === null
}

function defaultStatus(environment: Environment, default401: boolean): number {
  return environment.subject === undefined || default401 ? 401 : 403
}

/** Of several that fire, the lowest status answers; of equal ones the first in the source. */
function lowest(
  rules: readonly CompiledRule[],
  environment: Environment,
  otherwise?: number,
): CompiledRule | undefined {
  let found: CompiledRule | undefined
  let foundStatus = Infinity
  for (const rule of rules) {
    const status = rule.status ?? otherwise ?? defaultStatus(environment, rule.default401)
    if (status >= foundStatus || !rule.fires(environment)) continue
    found = rule
    foundStatus = status
  }
  return found
}

/** Past so many different sets of response rules on one route, decisions are made anew each time. */
const maxRemembered = 4096

function makeAllowed(
  route: PlannedRoute,
  { response }: CompiledRoute,
): (place: number, environment: Environment, terms: Terms) => Decision {
  const remembered = new Map<string, Decision>()
  if (response.length === 0) {
    const ready = route.allows.map((): Decision[] => [])
    return (place, _, terms) =>
      (ready[place]![terms.place] ??= allowance(route, route.allows[place]!, terms, []))
  }
  return (place, environment, terms) => {
    let key = `${place} ${terms.place} `
    for (const holds of response) key += holds(environment) ? "1" : "0"
    const known = remembered.get(key)
    if (known) return known
    const held = route.response.filter((_, index) =>
      key.endsWith("1", key.length - response.length + index + 1),
    )
    const decision = allowance(route, route.allows[place]!, terms, onceEach(held))
    if (remembered.size < maxRemembered) remembered.set(key, decision)
    return decision
  }
}

/** An `each` that both shows and hides is two rules to the plan, and one line to its reader. */
function onceEach(rules: readonly RuleReference[]): readonly RuleReference[] {
  return [...new Map(rules.map((rule) => [rule.id, rule])).values()].map(referenceTo)
}
