import type { Authenticator, Grant, Policy, ResponseRule, Route, Tightening } from "../../model/policy.ts"
import type { Expression } from "../../values/expression.ts"
import { visitParts } from "../../values/parts.ts"
import type { PlannedCors } from "../plan.ts"
import type { Governing } from "./govern.ts"

/** Says which headers a page may add where `cors` does not: those that the route's rules and authenticators read. */
export function planCors(
  route: Route,
  governing: readonly Governing[],
  policy: Policy,
): PlannedCors | undefined {
  const { cors } = route
  if (cors === undefined) return undefined
  return { ...cors, headers: cors.headers ?? headersTaken(route, governing, policy) }
}

interface Asked {
  readonly headers: Set<string>
  readonly roles: Set<string>
}

function headersTaken(route: Route, governing: readonly Governing[], policy: Policy): readonly string[] {
  const asked: Asked = { headers: new Set(credentialHeaders(route, policy.authenticators)), roles: new Set() }
  if (route.body !== "none") asked.headers.add("content-type")
  for (const { grant } of route.allows) addGrant(asked, grant)
  for (const { by } of route.loads) by.forEach((key) => addCondition(asked, key))
  for (const rule of route.shows) addResponseRule(asked, rule)
  for (const { rules } of governing) addTightening(asked, rules, policy)
  // A role that is found on the way joins the set, and is met in its turn.
  for (const name of asked.roles) {
    for (const role of policy.roles) {
      if (role.name === name) addCondition(asked, role.when)
      else if (role.includes.includes(name)) asked.roles.add(role.name)
    }
  }
  return [...asked.headers].sort()
}

/** Where the host says who calls, it reads what it likes: `authorization` as a rule. */
function credentialHeaders({ accept }: Route, authenticators: readonly Authenticator[]): readonly string[] {
  if (authenticators.length === 0) return ["authorization"]
  return authenticators
    .filter(({ name }) => accept?.includes(name) === true)
    .map((one) => (one.kind === "apikey" ? one.header : "authorization"))
}

function addTightening(asked: Asked, rules: Tightening, policy: Policy): void {
  for (const { roles, when, unless } of rules.denies) addGrant(asked, { roles, when }, unless)
  for (const { what, unless } of rules.requires) {
    if (what.kind !== "tls") addCondition(asked, what.condition)
    addGrant(asked, unless)
  }
  for (const { limit } of rules.limits) {
    const { per, cost, when, unless } = policy.limits[limit]!
    for (const part of [...per, cost, when]) addCondition(asked, part)
    addGrant(asked, unless)
  }
  for (const { note, when } of rules.audits) for (const part of [...note, when]) addCondition(asked, part)
  for (const rule of rules.response) addResponseRule(asked, rule)
}

function addResponseRule(asked: Asked, rule: ResponseRule): void {
  if (rule.kind === "each") for (const inner of rule.rules) addResponseRule(asked, inner)
  else if (rule.kind === "show" || rule.kind === "only-to") addGrant(asked, rule.to)
  else {
    addCondition(asked, rule.when)
    addGrant(asked, rule.unless)
  }
}

function addGrant(asked: Asked, ...grants: readonly (Grant | undefined)[]): void {
  for (const grant of grants) {
    for (const role of grant?.roles ?? []) asked.roles.add(role)
    addCondition(asked, grant?.when)
  }
}

function addCondition({ headers, roles }: Asked, condition: Expression | undefined): void {
  if (condition === undefined) return
  visitParts(condition, (part) => {
    if (part.kind === "is") roles.add(part.role)
    else if (part.kind === "read" && part.root === "header")
      headers.add((part.members[0] ?? "").toLowerCase())
  })
}
