import type { Authenticator, Grant, Policy, ResponseRule, Route } from "../model/policy.ts"
import type { Expression } from "../values/expression.ts"
import { readsOf, rolesAskedBy } from "../values/parts.ts"

/** Headers that what widens on the route reads, and its authenticators: their names in lower case, sorted. */
export function headersRead(policy: Policy, route: Route): readonly string[] {
  const read = conditionsOn(policy, route)
    .flatMap(readsOf)
    .filter(({ root }) => root === "header")
  const named = read.map(({ members }) => (members[0] ?? "").toLowerCase())
  const ofBody = route.body === "none" ? [] : ["content-type"]
  return [...new Set([...named, ...ofBody, ...credentialHeaders(policy, route)])].sort()
}

function credentialHeaders({ authenticators }: Policy, { accept = [] }: Route): readonly string[] {
  const header = (one: Authenticator): string => (one.kind === "apikey" ? one.header : "authorization")
  if (authenticators.length === 0) return ["authorization"]
  return authenticators.filter(({ name }) => accept.includes(name)).map(header)
}

/** Conditions of grants, keys of loads, and what the roles that they name ask. */
function conditionsOn(policy: Policy, route: Route): readonly Expression[] {
  const grants = [...route.allows.map(({ grant }) => grant), ...route.shows.flatMap(grantsOf)]
  const direct = [...grants.flatMap(({ when }) => when ?? []), ...route.loads.flatMap(({ by }) => by)]
  const roles = [...grants.flatMap(({ roles: named }) => named), ...direct.flatMap(rolesAskedBy)]
  return [...direct, ...conditionsOfRoles(policy, [...new Set(roles)])]
}

function grantsOf(rule: ResponseRule): readonly Grant[] {
  if (rule.kind === "each") return rule.rules.flatMap(grantsOf)
  return rule.kind === "show" && rule.to ? [rule.to] : []
}

/** Of the roles, those that include them, and those that their conditions ask for. */
function conditionsOfRoles({ roles }: Policy, names: readonly string[]): readonly Expression[] {
  let known: readonly string[] = []
  for (let next = names; next.length > known.length;) {
    known = next
    const found = roles.flatMap(({ name, includes, when }) => {
      const isMeant = known.includes(name) || includes.some((included) => known.includes(included))
      return isMeant ? [name, ...(when ? rolesAskedBy(when) : [])] : []
    })
    next = [...new Set([...known, ...found])]
  }
  return roles.flatMap(({ name, when }) => (known.includes(name) && when ? [when] : []))
}
