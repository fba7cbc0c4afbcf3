import type { Authenticator, Grant, Policy, ResponseRule, Route } from "../../model/policy.ts"
import type { Expression } from "../../values/expression.ts"
import { visitParts } from "../../values/parts.ts"
import type { PlannedCors } from "../plan.ts"

/**
 * Says which headers a page may add where `cors` does not: those that bring credentials, and those that `allow`, `load` and `show`
 * read. What tightens is left out: one `deny` more must not let anything in.
 */
export function planCors(route: Route, policy: Policy): PlannedCors | undefined {
  const { cors } = route
  if (cors === undefined) return undefined
  return { ...cors, headers: cors.headers ?? headersTaken(route, policy) }
}

interface Asked {
  readonly headers: Set<string>
  readonly roles: Set<string>
}

function headersTaken(route: Route, policy: Policy): readonly string[] {
  const asked: Asked = { headers: new Set(credentialHeaders(route, policy.authenticators)), roles: new Set() }
  if (route.body !== "none") asked.headers.add("content-type")
  for (const { grant } of route.allows) addGrant(asked, grant)
  for (const { by } of route.loads) for (const key of by) addCondition(asked, key)
  for (const rule of route.shows) addShows(asked, rule)
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

function addShows(asked: Asked, rule: ResponseRule): void {
  if (rule.kind === "each") for (const inner of rule.rules) addShows(asked, inner)
  else if (rule.kind === "show" && rule.to) addGrant(asked, rule.to)
}

function addGrant(asked: Asked, { roles, when }: Grant): void {
  for (const role of roles) asked.roles.add(role)
  addCondition(asked, when)
}

function addCondition({ headers, roles }: Asked, condition: Expression | undefined): void {
  if (condition === undefined) return
  visitParts(condition, (part) => {
    if (part.kind === "is") roles.add(part.role)
    else if (part.kind === "read" && part.root === "header")
      headers.add((part.members[0] ?? "").toLowerCase())
  })
}
