import type { Authenticator, Grant, Policy, ResponseRule, Route, Tightening } from "../model/policy.ts"
import { governs, prefixCovers } from "../target/govern.ts"
import type { Expression } from "../values/expression.ts"
import { readsOf, rolesAskedBy } from "../values/parts.ts"

/** Headers that the route's rules and authenticators read, by their names in lower case, sorted. */
export function headersRead(policy: Policy, route: Route): readonly string[] {
  const conditions = conditionsOn(policy, route)
  const read = conditions.flatMap(readsOf).filter(({ root }) => root === "header")
  const named = read.map(({ members }) => (members[0] ?? "").toLowerCase())
  const ofBody = route.body === "none" ? [] : ["content-type"]
  return [...new Set([...named, ...ofBody, ...credentialHeaders(policy, route)])].sort()
}

function credentialHeaders({ authenticators }: Policy, { accept = [] }: Route): readonly string[] {
  const header = (one: Authenticator): string => (one.kind === "apikey" ? one.header : "authorization")
  if (authenticators.length === 0) return ["authorization"]
  return authenticators.filter(({ name }) => accept.includes(name)).map(header)
}

/** Every condition that some rule over the route may ask, and those of the roles that it names. */
function conditionsOn(policy: Policy, route: Route): readonly Expression[] {
  const over = policy.scopes.filter(({ kind, path }) => {
    if (kind === "policy") return true
    return kind === "api" ? governs(path, route.template) : prefixCovers(path, route.template) !== "never"
  })
  const own = [...route.allows.map(({ grant }) => ofGrant(grant)), ...route.shows.map(ofResponse)]
  const asked = [...own, ...[route.own, ...over].map((rules) => ofTightening(policy, rules))]
  const direct = [...asked.flatMap(({ conditions }) => conditions), ...route.loads.flatMap(({ by }) => by)]
  const roles = [...asked.flatMap(({ roles: named }) => named), ...direct.flatMap(rolesAskedBy)]
  return [...direct, ...conditionsOfRoles(policy, roles)]
}

/** Of the roles, those that include them, and those that their conditions ask for. */
function conditionsOfRoles({ roles }: Policy, names: readonly string[]): readonly Expression[] {
  const known = new Set(names)
  for (let before = -1; before !== known.size;) {
    before = known.size
    for (const { name, includes, when } of roles) {
      if (includes.some((included) => known.has(included))) known.add(name)
      if (known.has(name) && when) for (const asked of rolesAskedBy(when)) known.add(asked)
    }
  }
  return roles.flatMap(({ name, when }) => (known.has(name) && when ? [when] : []))
}

interface Asked {
  readonly conditions: readonly Expression[]
  readonly roles: readonly string[]
}

function together(parts: readonly Asked[]): Asked {
  return {
    conditions: parts.flatMap(({ conditions }) => conditions),
    roles: parts.flatMap(({ roles }) => roles),
  }
}

function ofGrant(grant: Grant | undefined): Asked {
  return { conditions: grant?.when ? [grant.when] : [], roles: grant?.roles ?? [] }
}

function ofConditions(...conditions: readonly (Expression | undefined)[]): Asked {
  return { conditions: conditions.filter((one) => one !== undefined), roles: [] }
}

function ofTightening(policy: Policy, rules: Tightening): Asked {
  const limits = rules.limits.flatMap(({ limit }) => policy.limits[limit] ?? [])
  return together([
    ...rules.denies.flatMap(({ roles, when, unless }) => [ofGrant({ roles, when }), ofGrant(unless)]),
    ...rules.requires.flatMap(({ what, unless }) => [
      ofConditions(what.kind === "tls" ? undefined : what.condition),
      ofGrant(unless),
    ]),
    ...limits.flatMap(({ per, cost, when, unless }) => [ofConditions(...per, cost, when), ofGrant(unless)]),
    ...rules.audits.map(({ note, when }) => ofConditions(...note, when)),
    ...rules.response.map(ofResponse),
  ])
}

function ofResponse(rule: ResponseRule): Asked {
  switch (rule.kind) {
    case "show":
    case "only-to":
      return ofGrant(rule.to)
    case "hide":
    case "hash":
    case "mask":
      return together([ofConditions(rule.when), ofGrant(rule.unless)])
    case "each":
      return together(rule.rules.map(ofResponse))
  }
}
