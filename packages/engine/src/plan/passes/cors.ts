import type { Authenticator, Policy, Route } from "../../model/policy.ts"
import type { PlannedCors } from "../plan.ts"
import { asks, conditionOf, readsOf, responseAsks, type Asks } from "./expressions.ts"
import type { Governing } from "./govern.ts"

/** Says which headers a page may add where `cors` does not: those that the route's rules and authenticators read. */
export function planCors(
  route: Route,
  governing: readonly Governing[],
  policy: Policy,
): PlannedCors | undefined {
  const { cors } = route
  if (cors === undefined) return undefined
  return { ...cors, headers: cors.headers ?? [...headersTaken(route, governing, policy)].sort() }
}

function headersTaken(route: Route, governing: readonly Governing[], policy: Policy): ReadonlySet<string> {
  const names = new Set<string>(policy.authenticators.flatMap((one) => credentialHeaders(one, route)))
  if (policy.authenticators.length === 0) names.add("authorization")
  if (route.body !== "none") names.add("content-type")
  const roles = new Set<string>()
  const read = (asked: Asks): void => {
    for (const { root, members } of readsOf(asked.expressions))
      if (root === "header" && members[0] !== undefined) names.add(members[0].toLowerCase())
    for (const name of asked.roles) readRole(name)
  }
  const readRole = (name: string): void => {
    if (roles.has(name)) return
    roles.add(name)
    for (const role of policy.roles) {
      if (role.name === name) read(asks([role.when], []))
      else if (role.includes.includes(name)) readRole(role.name)
    }
  }
  for (const { grant } of route.allows) read(asks([], [grant]))
  for (const { by } of route.loads) read(asks(by, []))
  for (const rule of route.shows.flatMap(responseAsks)) read(rule)
  for (const { rules } of governing) {
    for (const rule of rules.denies) read(asks([rule.when], [rule.unless], rule.roles))
    for (const rule of rules.requires) read(asks([conditionOf(rule.what)], [rule.unless]))
    for (const { limit } of rules.limits) {
      const { per, cost, when, unless } = policy.limits[limit]!
      read(asks([...per, cost, when], [unless]))
    }
    for (const audit of rules.audits) read(asks([...audit.note, audit.when], []))
    for (const rule of rules.response.flatMap(responseAsks)) read(rule)
  }
  return names
}

function credentialHeaders(authenticator: Authenticator, { accept }: Route): readonly string[] {
  if (accept?.includes(authenticator.name) !== true) return []
  return [authenticator.kind === "apikey" ? authenticator.header : "authorization"]
}
