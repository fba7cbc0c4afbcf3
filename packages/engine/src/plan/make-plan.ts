import type { Policy, Route, Rule } from "../model/policy.ts"
import { planCors } from "./passes/cors.ts"
import { gather, governingScopes, inSourceOrder, settleExcept, type Governing } from "./passes/govern.ts"
import { isContextOnly, planLimits } from "./passes/limits.ts"
import { markNeeded } from "./passes/loads.ts"
import { addCondition, addGrant, addRequire, addResponseRule, type Needs } from "./passes/needs.ts"
import { planRoles } from "./passes/roles.ts"
import { planVersion, type Plan, type PlannedRole, type PlannedRoute } from "./plan.ts"

/**
 * Works out once what a request of each route meets: every rule that governs it, from its own braces,
 * the blocks around it, the blocks over its path in any file, and guardrails.
 * `hash` names the sources that the policy was made of.
 */
export function makePlan(policy: Policy, hash: string): Plan {
  const roles = planRoles(policy.roles)
  const { guardrails, of } = governingScopes(policy)
  const shared: Shared = { policy, roles, contextOnly: policy.limits.map(isContextOnly) }
  return {
    version: planVersion,
    package: policy.package,
    hash,
    roles,
    subject: policy.subject,
    settings: Object.fromEntries(policy.settings.map(({ name, value }) => [name, value])),
    authenticators: policy.authenticators,
    trustedProxies: policy.trustedProxies,
    limits: policy.limits,
    guardrails,
    routes: policy.routes.map((route) => planRoute(route, of(route), shared)),
  }
}

/** What all routes are planned with. */
interface Shared {
  readonly policy: Policy
  readonly roles: readonly PlannedRole[]
  /** By the place of the limit. */
  readonly contextOnly: readonly boolean[]
}

function planRoute(route: Route, governing: readonly Governing[], shared: Shared): PlannedRoute {
  const denies = gather(governing, (rules) => rules.denies).flatMap((rule) => settleExcept(rule, route) ?? [])
  const required = gather(governing, (rules) => rules.requires).flatMap(
    (rule) => settleExcept(rule, route) ?? [],
  )
  const requires = required.filter((rule) => rule.what.kind !== "tls")
  const limits = planLimits(
    gather(governing, (rules) => rules.limits),
    shared.contextOnly,
  )
  const audits = gather(governing, (rules) => rules.audits)
  const response = sorted([...route.shows, ...gather(governing, (rules) => rules.response)])
  const allows = sorted(route.allows)
  const inForce = { allows, denies, requires, limits, audits, response }
  const { id, verb, template, name, span, accept, revealErrors } = route
  return {
    id,
    verb,
    template,
    name,
    span,
    allows,
    denies,
    requires,
    transport: required.filter((rule) => rule.what.kind === "tls"),
    limits,
    audits,
    timeouts: gather(governing, (rules) => rules.timeouts),
    accept,
    loads:
      route.loads.length > 0 ? markNeeded(route.loads, needsOf(inForce, shared.policy), shared.roles) : [],
    body: planBody(route, governing),
    response,
    concealExistence: route.conceal.existence,
    revealErrors,
    pass: route.pass,
    cors: planCors(route, shared.policy),
  }
}

/** Most routes have one rule of a kind. */
function sorted<R extends Rule>(rules: readonly R[]): readonly R[] {
  return rules.length > 1 ? rules.toSorted(inSourceOrder) : rules
}

function needsOf(
  rules: Pick<PlannedRoute, "allows" | "denies" | "requires" | "limits" | "audits" | "response">,
  policy: Policy,
): Needs {
  const needs: Needs = { resources: new Set(), roles: new Set() }
  for (const { grant } of rules.allows) addGrant(needs, grant)
  for (const { roles, when, unless } of rules.denies) {
    for (const role of roles) needs.roles.add(role)
    addCondition(needs, when)
    addGrant(needs, unless)
  }
  for (const rule of rules.requires) addRequire(needs, rule)
  for (const { limit } of rules.limits) {
    const { per, cost, when, unless } = policy.limits[limit]!
    for (const expression of [...per, cost, when]) addCondition(needs, expression)
    addGrant(needs, unless)
  }
  for (const { note, when } of rules.audits)
    for (const expression of [...note, when]) addCondition(needs, expression)
  for (const rule of rules.response) addResponseRule(needs, rule)
  return needs
}

function planBody(route: Route, governing: readonly Governing[]): PlannedRoute["body"] {
  const maxima = [...gather(governing, (rules) => rules.bodyMaxima)].sort((a, b) => a.bytes - b.bytes)
  return { mode: route.body, maxima }
}
