import type { Grant, Limit, Policy, ResponseRule, RoleName, Tightening } from "../../../model/policy.ts"
import type { Expression, Read } from "../../../values/expression.ts"
import type { Span } from "../../../text/span.ts"
import type { LintRoute } from "../lint-route.ts"
import type { RoleFacts } from "../role-facts.ts"
import type { Known } from "./possible.ts"

/** A condition where it is written, and what is known of whoever it is asked about. */
export interface Placed {
  readonly expression: Expression
  readonly known: Known
}

interface Facts {
  readonly policy: Policy
  readonly roles: RoleFacts
  readonly routesUnder: (rule: { readonly span: Span }) => readonly LintRoute[]
}

/** Every condition of a policy; those of a statement with several verbs come once for each. */
export function placedConditions(facts: Facts): readonly Placed[] {
  const found: Placed[] = []
  const put: Put = (expression, known) => {
    if (expression) found.push({ expression, known })
  }
  const { policy } = facts
  const anywhere = knownOf(facts, [], [])
  for (const { when } of policy.roles) put(when, anywhere)
  for (const limit of policy.limits) putLimit(limit, facts, put)
  for (const scope of policy.scopes) putTightening(scope, facts, put)
  for (const route of policy.routes) {
    for (const { grant, span } of route.allows) putGrant(grant, facts.routesUnder({ span }), facts, put)
    putTightening(route.own, facts, put)
    for (const rule of route.shows) putResponse(rule, facts, put)
  }
  return found
}

type Put = (expression: Expression | undefined, known: Known) => void

function putGrant(grant: Grant | undefined, routes: readonly LintRoute[], facts: Facts, put: Put): void {
  if (grant?.when) put(grant.when, knownOf(facts, routes, grant.roles))
}

function putLimit({ when, unless }: Limit, facts: Facts, put: Put): void {
  put(when, knownOf(facts, [], []))
  putGrant(unless, [], facts, put)
}

function putTightening(rules: Tightening, facts: Facts, put: Put): void {
  for (const rule of rules.denies) {
    const routes = facts.routesUnder(rule)
    put(rule.when, knownOf(facts, routes, rule.roles))
    putGrant(rule.unless, routes, facts, put)
  }
  for (const rule of rules.requires) {
    const routes = facts.routesUnder(rule)
    if (rule.what.kind === "condition") put(rule.what.condition, knownOf(facts, routes, []))
    putGrant(rule.unless, routes, facts, put)
  }
  for (const rule of rules.audits) put(rule.when, knownOf(facts, facts.routesUnder(rule), []))
  for (const rule of rules.response) putResponse(rule, facts, put)
}

function putResponse(rule: ResponseRule, facts: Facts, put: Put): void {
  switch (rule.kind) {
    case "show":
    case "only-to":
      return putGrant(rule.to, [], facts, put)
    case "hide":
    case "hash":
    case "mask":
      put(rule.when, knownOf(facts, [], []))
      return putGrant(rule.unless, [], facts, put)
    case "each":
      for (const inner of rule.rules) putResponse(inner, facts, put)
  }
}

/** Where it is not known which routes ask (`routes` is empty), everything may be there. */
function knownOf(facts: Facts, routes: readonly LintRoute[], held: readonly RoleName[]): Known {
  return {
    isNever: (read) => routes.length > 0 && routes.every((route) => isNeverRead(read, route, facts.policy)),
    holds: (role) => held.length > 0 && held.every((name) => facts.roles.meets(name, role)),
  }
}

function isNeverRead(read: Read, { planned }: LintRoute, { authenticators }: Policy): boolean {
  if (read.root === "body") return planned.body.mode !== "any"
  if (read.root !== "subject" && read.root !== "actor") return false
  const [member] = read.members
  const isMade = member !== undefined && member !== "authenticator" && member !== "roles"
  if (!isMade || read.default !== undefined || authenticators.length === 0) return false
  return authenticators
    .filter(({ name }) => planned.accept?.includes(name) === true)
    .every(
      (one) =>
        one.kind !== "host" &&
        !one.assignments.some((assigned) => assigned.target === read.root && assigned.member === member),
    )
}
