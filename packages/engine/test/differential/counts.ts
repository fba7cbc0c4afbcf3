import type { Decision, Request } from "../../src/decide/decision.ts"
import type { Grant, Policy, ResponseRule, Tightening } from "../../src/model/policy.ts"
import { holds, truthOf } from "../../src/reference/condition.ts"
import { bearingOn, type Bearing } from "../../src/reference/decide.ts"
import { eachOperand, visitParts } from "../../src/values/parts.ts"
import type { Facts } from "../../src/reference/facts.ts"
import { neededLoads } from "../../src/reference/loads.ts"
import { grantTruth } from "../../src/reference/roles.ts"
import { findRoute } from "../../src/reference/route.ts"
import { canonicalize } from "../../src/target/canonical.ts"
import type { Expression } from "../../src/values/expression.ts"
import type { Truth } from "../../src/values/type.ts"

/** How often each construct of the language had a say in some request. */
export type Counts = Map<string, number>

export function count(counts: Counts, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by)
}

const nameOf = (truth: Truth): string => (truth === undefined ? "unknown" : String(truth))

/** Counts what is gone by the time a policy is checked: it is looked for in the text. */
export function countText(counts: Counts, files: readonly { readonly text: string }[], by: number): void {
  if (files.length > 1) count(counts, "several files", by)
  const text = files.map((file) => file.text).join("\n")
  for (const [name, pattern] of Object.entries(textual)) if (pattern.test(text)) count(counts, name, by)
}

const textual: Readonly<Record<string, RegExp>> = {
  "define called": / (when|require) .*(trusted|inside|big|over|mine)\(/,
  "type, setting, subject, actor": /^setting /m,
  "trust proxy": /^trust proxy/m,
  authenticate: /^authenticate apikey/m,
  use: /^ *use /m,
  "reveal errors": /reveal errors/,
  pass: /pass "text/,
  cors: /^ *cors/m,
  "cors for all": /origins "\*"/,
  "cors with methods": /^ *methods /m,
  "cors with headers": /^ *headers "/m,
}

/** Counts what bears on a request: kinds of rules and what came of them, operators and their three outcomes. */
export function countPair(counts: Counts, policy: Policy, request: Request, decision: Decision): void {
  count(counts, `decision ${decision.decision}`)
  count(counts, `reason ${decision.reason}`)
  count(counts, `status ${decision.status}`)
  count(counts, request.subject === undefined ? "without subject" : "with subject")
  if (decision.message !== undefined) count(counts, "else text")
  if (decision.challenge) count(counts, `challenge ${decision.challenge.kind}`)
  const target = canonicalize(request.path)
  if (target.kind !== "path") return
  const found = findRoute(policy, request.method, target.path)
  if (found.kind !== "route") return
  const { route, parameters } = found
  const bearing = bearingOn({ policy, request, path: target.path, route, parameters })
  countRoute(counts, bearing, request)
  if (neededLoads(policy, route).length > 0) count(counts, "load needed")
  for (const { tightening, facts } of bearing.governing) countTightening(counts, tightening, facts, bearing)
  for (const scope of policy.scopes) {
    const governs = bearing.governing.some(({ tightening }) => tightening === scope)
    if (!governs) continue
    count(counts, `scope ${scope.kind}`)
    if (scope.kind === "guardrail" && scope.path.parameters.length > 0)
      count(counts, "guardrail with parameters")
  }
}

function countRoute(counts: Counts, { route, facts }: Bearing, { method }: Request): void {
  if (route.verb === "ANY") count(counts, "verb ANY")
  if (method === "HEAD" && route.verb === "GET") count(counts, "verb HEAD taken by GET")
  if (method === "HEAD" && route.verb === "HEAD") count(counts, "verb HEAD of its own")
  for (const { kind } of route.template.segments) count(counts, `segment ${kind}`)
  if (route.conceal.existence) count(counts, "conceal existence")
  if (route.accept !== undefined) count(counts, "accept auth")
  for (const { grant } of route.allows) {
    count(counts, "allow")
    countGrant(counts, "allow", grant, facts)
  }
  for (const rule of route.shows) countResponse(counts, rule, facts)
}

function countTightening(counts: Counts, tightening: Tightening, facts: Facts, bearing: Bearing): void {
  for (const rule of tightening.denies) {
    count(counts, "deny")
    if (rule.except.length > 0)
      count(counts, bearing.isLeftAlone(rule) ? "except: left alone" : "except: in force")
    if (rule.else) count(counts, "deny else")
    countRoles(counts, rule.roles, facts)
    countCondition(counts, "deny when", rule.when, facts)
    countUnless(counts, rule.unless, facts)
  }
  for (const rule of tightening.requires) {
    count(counts, `require ${rule.what.kind}`)
    if (rule.what.kind !== "tls")
      countCondition(counts, `require ${rule.what.kind}`, rule.what.condition, facts)
    if (rule.else) count(counts, "require else")
    countUnless(counts, rule.unless, facts)
  }
  for (const rule of tightening.audits) {
    count(counts, `audit ${rule.level}`)
    countCondition(counts, "audit when", rule.when, facts)
  }
  for (const rule of tightening.response) countResponse(counts, rule, facts)
  if (tightening.timeouts.length > 0) count(counts, "timeout")
  if (tightening.limits.length > 0) count(counts, "limit")
}

function countResponse(counts: Counts, rule: ResponseRule, facts: Facts): void {
  count(counts, rule.kind)
  switch (rule.kind) {
    case "each":
      for (const inner of rule.rules) count(counts, `in each: ${inner.kind}`)
      return
    case "show":
    case "only-to":
      if (rule.to) countGrant(counts, rule.kind, rule.to, facts)
      return
    case "hide":
    case "hash":
    case "mask":
      countCondition(counts, "hide, mask, hash when", rule.when, facts)
      countUnless(counts, rule.unless, facts)
  }
}

function countUnless(counts: Counts, unless: Grant | undefined, facts: Facts): void {
  if (unless) countGrant(counts, "unless", unless, facts)
}

function countGrant(counts: Counts, what: string, grant: Grant, facts: Facts): void {
  count(counts, `${what}: ${nameOf(grantTruth(grant, facts))}`)
  countRoles(counts, grant.roles, facts)
  countCondition(counts, `${what} when`, grant.when, facts)
}

function countRoles(counts: Counts, names: readonly string[], facts: Facts): void {
  for (const name of names) {
    const role = facts.policy.roles.find((candidate) => candidate.name === name)
    const kind = role === undefined ? name : role.of ? "relative" : role.when ? "derived" : "plain"
    count(counts, `role ${kind}: ${nameOf(holds(name, facts))}`)
    if (role && role.aliases.length > 0) count(counts, "role with alias")
    if (role && facts.policy.roles.some(({ includes }) => includes.includes(name)))
      count(counts, "role included")
  }
}

function countCondition(counts: Counts, what: string, condition: Expression | undefined, facts: Facts): void {
  if (condition === undefined) return
  count(counts, `${what}: ${nameOf(truthOf(condition, facts))}`)
  countParts(counts, condition, facts)
}

function countParts(counts: Counts, expression: Expression, facts: Facts): void {
  const { kind } = expression
  if (kind === "read") count(counts, `read ${expression.root}`)
  if (kind === "read" && expression.type.kind !== "bool") return
  if (kind === "literal" || kind === "size") return count(counts, kind)
  const outcome = nameOf(truthOf(expression, facts))
  if (kind === "compare") {
    count(counts, `compare ${expression.operator}: ${outcome}`)
    count(counts, `compare as ${expression.type.kind}: ${outcome}`)
  } else count(counts, `${"negated" in expression && expression.negated ? "not " : ""}${kind}: ${outcome}`)
  // What stands in `any` and `every` reads a variable that is not bound out here.
  if (kind === "any" || kind === "every")
    return visitParts(expression.condition, () => count(counts, "in any or every"))
  eachOperand(expression, (operand) => countParts(counts, operand, facts))
}

export function table(counts: Counts): string {
  const rows = [...counts].sort(([left], [right]) => (left < right ? -1 : 1))
  return rows.map(([key, times]) => `${String(times).padStart(9)}  ${key}`).join("\n")
}
