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
  const roles = makeRoleFacts(before)
  const known = new Map(before.routes.map((route) => [route.id, route]))
  if (after.routes.length !== before.routes.length) return "the routes"
  if (differs(before, after, roles)) return "what all routes share"
  for (const route of after.routes) {
    const old = known.get(route.id)
    if (old === undefined || isLooser(old, route, roles, before, after)) return route.id
  }
  return undefined
}

/** Compared by what they say: where it stands is left out, and of a WHO the names that another one takes in. */
function textOf(value: unknown, roles: RoleFacts): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === "span" || key === "id") return undefined
    return key === "roles" && Array.isArray(inner) ? widest(inner as readonly string[], roles) : inner
  })
}

function widest(names: readonly string[], { meets }: RoleFacts): readonly string[] {
  const sorted = names.toSorted()
  const isTakenIn = (name: string, at: number): boolean =>
    sorted.some((other, place) => place !== at && meets(name, other) && (!meets(other, name) || place < at))
  return sorted.filter((name, at) => !isTakenIn(name, at))
}

/** What is gone is asked for by no rule; what stayed must be what it was. */
function differs(before: Plan, after: Plan, roles: RoleFacts): boolean {
  const kept = new Set(after.roles.map(({ name }) => name))
  const told = (plan: Plan): string =>
    textOf(
      [
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
      ],
      roles,
    )
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
        textOf({ ...rule, roles: [] }, roles) === textOf({ ...other, roles: [] }, roles) &&
        rule.roles.every((role) => other.roles.some((named) => roles.meets(role, named))),
    ),
  )
  return !(allows && denies && restOf(before, old, roles) === restOf(after, now, roles))
}

function isNarrower(grant: Grant, than: Grant, roles: RoleFacts): boolean {
  if (textOf(grant.when, roles) !== textOf(than.when, roles)) return false
  return grant.roles.every((role) => than.roles.some((named) => roles.meets(role, named)))
}

/** All but what is compared by itself: as sets, in one order. */
function restOf(route: PlannedRoute, plan: Plan, roles: RoleFacts): string {
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
    [...new Set(rules.map((rule) => textOf(rule, roles)))].toSorted(),
  )
  return textOf(
    [sets, loads, accept, body, concealExistence, revealErrors, pass, cors, template, verb, name],
    roles,
  )
}
