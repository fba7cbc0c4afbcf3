import type { Grant } from "../../model/policy.ts"
import type { Plan, PlannedRoute } from "../../plan/plan.ts"
import { makeRoleFacts, type RoleFacts } from "./role-facts.ts"

/**
 * Whether a plan may allow more than another, by comparing what is written: the route that may, or undefined where none does.
 *
 * It knows that a route without an `allow` allows less, that the order of rules and rules said twice mean nothing, and that
 * a WHO of fewer names is narrower. Whatever else differs counts as looser.
 */
export function whatIsLooser(before: Plan, after: Plan): string | undefined {
  const known = new Map(before.routes.map((route) => [route.id, route]))
  if (after.routes.length !== before.routes.length) return "the routes"
  if (differs(before, after)) return "what all routes share"
  const roles = makeRoleFacts(before)
  for (const route of after.routes) {
    const old = known.get(route.id)
    if (old === undefined || isLooser(old, route, roles, before, after)) return route.id
  }
  return undefined
}

/** Compared by what they say: where it stands is left out, and places in tables are followed. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => (key === "span" || key === "id" ? undefined : inner))
}

/** What is gone is asked for by no rule; what stayed must be what it was. */
function differs(before: Plan, after: Plan): boolean {
  const kept = new Set(after.roles.map(({ name }) => name))
  const told = (plan: Plan): string =>
    textOf([
      plan.roles.flatMap(({ reaches, ...role }) => {
        if (!kept.has(role.name)) return []
        const names = reaches.map((at) => plan.roles[at]?.name ?? "")
        return [{ ...role, reaches: names.filter((name) => kept.has(name)) }]
      }),
      Object.keys(after.settings).map((name) => plan.settings[name]),
      plan.subject,
      plan.authenticators,
      plan.trustedProxies,
      plan.guardrails,
    ])
  return told(before) !== told(after)
}

function isLooser(
  before: PlannedRoute,
  after: PlannedRoute,
  roles: RoleFacts,
  old: Plan,
  now: Plan,
): boolean {
  const allows = after.allows.every(({ grant }) =>
    before.allows.some((other) => isNarrower(grant, other.grant, roles)),
  )
  const denies = before.denies.every((rule) =>
    after.denies.some(
      (other) =>
        textOf({ ...rule, roles: [] }) === textOf({ ...other, roles: [] }) &&
        rule.roles.every((role) => other.roles.some((named) => roles.meets(role, named))),
    ),
  )
  return !(allows && denies && restOf(before, old) === restOf(after, now))
}

function isNarrower(grant: Grant, than: Grant, roles: RoleFacts): boolean {
  if (textOf(grant.when) !== textOf(than.when)) return false
  return grant.roles.every((role) => than.roles.some((named) => roles.meets(role, named)))
}

/** All but what is compared by itself: as sets, in one order. */
function restOf(route: PlannedRoute, plan: Plan): string {
  const {
    allows: _allows,
    denies: _denies,
    requires,
    transport,
    limits,
    audits,
    timeouts,
    response,
    loads,
  } = route
  const { accept, body, concealExistence, revealErrors, pass, cors, template, verb, name } = route
  const counted = limits.map(({ limit, guardrail }) => ({ counter: plan.limits[limit], guardrail }))
  const sets = [requires, transport, counted, audits, timeouts, response].map((rules) =>
    [...new Set(rules.map(textOf))].toSorted(),
  )
  return textOf([sets, loads, accept, body, concealExistence, revealErrors, pass, cors, template, verb, name])
}
