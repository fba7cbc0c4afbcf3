import type { Policy, Route } from "../model/policy.ts"
import { asks, conditionOf, responseAsks, type Asks } from "./passes/expressions.ts"
import { gather, governingScopes, inSourceOrder, settleExcept, type Governing } from "./passes/govern.ts"
import { planLimits } from "./passes/limits.ts"
import { markNeeded } from "./passes/loads.ts"
import { planRoles } from "./passes/roles.ts"
import { planVersion, type Plan, type PlannedRole, type PlannedRoute } from "./plan.ts"

/** Bodies where no `max` is said: 100 kb. */
const defaultMaxBytes = 102_400

/**
 * Works out once what a request of each route meets: every rule that governs it, from its own braces,
 * the blocks around it, the blocks over its path in any file, and guardrails.
 * `hash` names the sources that the policy was made of.
 */
export function makePlan(policy: Policy, hash: string): Plan {
  const roles = planRoles(policy.roles)
  const { guardrails, of } = governingScopes(policy)
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
    routes: policy.routes.map((route) => planRoute(route, of(route), policy, roles)),
  }
}

function planRoute(
  route: Route,
  governing: readonly Governing[],
  policy: Policy,
  roles: readonly PlannedRole[],
): PlannedRoute {
  const denies = gather(governing, (rules) => rules.denies).flatMap((rule) => settleExcept(rule, route) ?? [])
  const required = gather(governing, (rules) => rules.requires).flatMap(
    (rule) => settleExcept(rule, route) ?? [],
  )
  const requires = required.filter((rule) => rule.what.kind !== "tls")
  const limits = planLimits(
    gather(governing, (rules) => rules.limits),
    policy.limits,
  )
  const audits = gather(governing, (rules) => rules.audits)
  const response = [...route.shows, ...gather(governing, (rules) => rules.response)].sort(inSourceOrder)
  const allows = [...route.allows].sort(inSourceOrder)
  const asked = (): readonly Asks[] => [
    ...allows.map(({ grant }) => asks([], [grant])),
    ...denies.map((rule) => asks([rule.when], [rule.unless], rule.roles)),
    ...requires.map((rule) => asks([conditionOf(rule.what)], [rule.unless])),
    ...limits
      .map(({ limit }) => policy.limits[limit]!)
      .map((limit) => asks([...limit.per, limit.cost, limit.when], [limit.unless])),
    ...audits.map((audit) => asks([...audit.note, audit.when], [])),
    ...response.flatMap(responseAsks),
  ]
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
    loads: route.loads.length > 0 ? markNeeded(route.loads, asked(), roles) : [],
    body: planBody(route, governing),
    response,
    concealExistence: route.conceal.existence,
    revealErrors,
  }
}

function planBody(route: Route, governing: readonly Governing[]): PlannedRoute["body"] {
  const [strictest] = [...gather(governing, (rules) => rules.bodyMaxima)].sort((a, b) => a.bytes - b.bytes)
  return { mode: route.body, maxBytes: strictest?.bytes ?? defaultMaxBytes, maxRule: strictest?.id }
}
