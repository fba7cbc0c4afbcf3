import type { Challenge, Decision, Obligations, Reason, Request } from "../decide/decision.ts"
import type { Deny, Policy, Refusal, Require, Requirement, Route, Rule } from "../model/policy.ts"
import { canonicalize } from "../target/canonical.ts"
import { memberOf } from "../values/member.ts"
import { tlsVersionOf } from "../values/tls.ts"
import { truthOf } from "./condition.ts"
import { factsOf, type Facts } from "./facts.ts"
import { someAllowCouldFit, someAllowMayFit } from "./fit.ts"
import { bySource, gather, isLeftAlone, rulesOf, type Governing, type InForce } from "./gather.ts"
import { neededLoads } from "./loads.ts"
import { obligationsOfAllow, obligationsOfRefusal, obligationsWithoutRoute } from "./obligations.ts"
import { answerOf, findPreflight, type PreflightFound } from "./preflight.ts"
import { holdsAny, isExcepted, isMet } from "./roles.ts"
import { findRoute } from "./route.ts"

/**
 * Decides a request by walking the whole policy, one step of the way of a request after the other.
 * Slow, and written to be obviously right: what the compiled plan decides is held against it.
 */
export function decideByReference(policy: Policy, request: Request): Decision {
  const target = canonicalize(request.path)
  if (target.kind === "ambiguous") return withoutRoute(400, "ambiguous-target")

  const found = findRoute(policy, request.method, target.path)
  const preflight = findPreflight(policy, request, target.path)
  if (preflight !== undefined) return decidePreflight(policy, request, target.path, preflight)
  if (found.kind === "no-route") return withoutRoute(404, "no-route")
  if (found.kind === "method-not-allowed") return withoutRoute(405, "method-not-allowed", found.methods)

  return decideOnRoute({
    policy,
    request,
    path: target.path,
    route: found.route,
    parameters: found.parameters,
  })
}

/** A preflight asks for the request that would follow: nobody has said who calls, and nobody is asked. */
function decidePreflight(
  policy: Policy,
  { path: target, query, headers, context }: Request,
  path: string,
  found: PreflightFound,
): Decision {
  const { asked, route, cors, parameters } = found
  const request = { method: asked.method, path: target, query, headers, context }
  const bearing = bearingOn({ policy, request, path, route, parameters })
  const transport = failing(bearing).filter(({ what }) => what.kind === "tls")
  if (transport.length > 0) return refusedBy(bearing, "insecure-transport", byStatus(transport))

  const answer = answerOf(policy, found, path)
  const isAllowed = answer.kind === "allowed"
  const decision = refused(bearing, isAllowed ? "preflight" : answer.reason, isAllowed ? 204 : 403)
  return {
    ...decision,
    decision: isAllowed ? "allow" : "deny",
    determining: [referenceTo(cors)],
    obligations: { ...decision.obligations, preflight: isAllowed ? answer.preflight : undefined },
  }
}

export interface Routed {
  readonly policy: Policy
  readonly request: Request
  readonly path: string
  readonly route: Route
  readonly parameters: readonly string[]
}

/** Everything that bears on a request whose route is known. */
export interface Bearing {
  readonly route: Route
  readonly facts: Facts
  readonly governing: readonly Governing[]
  readonly isLeftAlone: (rule: Deny | Require) => boolean
}

export function bearingOn({ policy, request, path, route, parameters }: Routed): Bearing {
  const facts = { ...factsOf(policy, request), parameters, bindings: route.loads }
  return {
    route,
    facts,
    governing: gather(policy, route, path, facts),
    isLeftAlone: (rule) => isLeftAlone(rule.except, request.method, path),
  }
}

function decideOnRoute(routed: Routed): Decision {
  const bearing = bearingOn(routed)
  const { route, facts } = bearing
  const needed = neededLoads(routed.policy, route)
  // Under `conceal existence`, whoever may not have the thing is answered as if it were not there.
  const conceals = route.conceal.existence && needed.length > 0
  const unwelcomeHere = conceals ? nothingThere(bearing) : unwelcome(facts)

  // transport
  const transport = failing(bearing).filter(({ what }) => what.kind === "tls")
  if (transport.length > 0) return refusedBy(bearing, "insecure-transport", byStatus(transport))

  // who
  if (!someAllowMayFit(route, facts)) {
    return refused(bearing, "no-role", unwelcomeHere)
  }

  // load
  const isMissing = needed.some(({ name }) => isAbsent(memberOf(facts.resources, name)))
  if (isMissing) return refused(bearing, "nothing-loaded", nothingThere(bearing))

  // deny
  const denying = denials(bearing)
  if (denying.length > 0) {
    const deciding = byStatus(denying)
    return refusedBy(bearing, "denied", deciding.hasElse ? deciding : { ...deciding, status: unwelcomeHere })
  }

  // allow
  const allowing = [...route.allows].sort(bySource).find(({ grant }) => isMet(grant, facts))
  if (allowing === undefined) {
    return refused(bearing, "not-allowed", unwelcomeHere)
  }

  // require
  const required = failing(bearing).filter(({ what }) => what.kind !== "tls")
  if (required.length > 0) return refusedBy(bearing, "requirement", byStatus(required))

  return {
    decision: "allow",
    status: 200,
    route: route.id,
    determining: [referenceTo(allowing)],
    reason: "allowed",
    message: undefined,
    challenge: undefined,
    allowedMethods: undefined,
    obligations: obligationsOfAllow(route, facts, bearing.governing),
  }
}

interface Objection {
  readonly rule: Rule
  readonly status: number
  readonly message: string | undefined
  readonly hasElse: boolean
  readonly challenge: Challenge | undefined
}

function denials({ facts, governing, isLeftAlone: leavesAlone }: Bearing): readonly Objection[] {
  const applying = rulesOf(governing, ({ denies }) => denies).filter(({ rule, facts: at }) => {
    if (leavesAlone(rule) || isExcepted(rule.unless, at)) return false
    return holdsAny(rule.roles, at) !== false && truthOf(rule.when, at) !== false
  })
  return applying.map(({ rule }) => objection(rule, rule.else, unwelcome(facts)))
}

function failing({
  facts,
  governing,
  isLeftAlone: leavesAlone,
}: Bearing): readonly (Objection & { readonly what: Requirement })[] {
  const unmet = rulesOf(governing, ({ requires }) => requires).filter(
    ({ rule, facts: at }) =>
      !leavesAlone(rule) && !isSatisfied(rule.what, at) && !isExcepted(rule.unless, at),
  )
  return unmet.map(({ rule }: InForce<Require>) => {
    const { what } = rule
    const made = objection(rule, rule.else, statusOfUnmet(what, facts))
    return { ...made, what, challenge: challengeFor(what, made.status) }
  })
}

function isSatisfied(what: Requirement, facts: Facts): boolean {
  if (what.kind !== "tls") return truthOf(what.condition, facts) === true
  const version = tlsVersionOf(memberOf(facts.context, "tls"))
  return version !== undefined && version >= what.version
}

/** Transport is judged before anybody is known; a second factor can always be brought. */
function statusOfUnmet(what: Requirement, facts: Facts): number {
  if (what.kind === "tls") return 403
  return what.kind === "mfa" ? 401 : unwelcome(facts)
}

function challengeFor(what: Requirement, status: number): Challenge | undefined {
  if (what.kind === "mfa" && status === 401) {
    const within = what.withinMilliseconds
    return { kind: "step-up", maxAgeSeconds: within === undefined ? undefined : within / 1000 }
  }
  if (what.kind === "scope" && status === 403) return { kind: "insufficient-scope", scopes: what.scopes }
  return undefined
}

function unwelcome(facts: Facts): number {
  return facts.subject === undefined ? 401 : 403
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null
}

function objection(rule: Rule, otherwise: Refusal | undefined, status: number): Objection {
  return {
    rule,
    status: otherwise?.status ?? status,
    message: otherwise?.text,
    hasElse: otherwise !== undefined,
    challenge: undefined,
  }
}

/** The lowest status answers; of several, the first in the source. */
function byStatus<Kind extends Objection>(objections: readonly Kind[]): Kind {
  const lowest = Math.min(...objections.map(({ status }) => status))
  const first = objections.find(({ status }) => status === lowest)
  if (first === undefined) throw new Error("no objection to choose from")
  return first
}

function referenceTo({ id, span }: Rule): Decision["determining"][number] {
  return { id, span }
}

function refusedBy(bearing: Bearing, reason: Reason, by: Objection): Decision {
  const decision = refused(bearing, reason, by.status)
  const isConcealed = bearing.route.conceal.existence && by.status === 404
  const message = isConcealed ? undefined : by.message
  return { ...decision, determining: [referenceTo(by.rule)], message, challenge: by.challenge }
}

function refused({ route, governing }: Bearing, reason: Reason, status: number): Decision {
  return refusal(status, reason, route.id, obligationsOfRefusal(governing))
}

/** 404 to callers whom an `allow` could fit; others hear of it only where they may know that something is there. */
function nothingThere({ route, facts }: Bearing): number {
  if (someAllowCouldFit(route, facts)) return 404
  return route.conceal.existence && facts.subject !== undefined ? 404 : unwelcome(facts)
}

function withoutRoute(status: number, reason: Reason, allowedMethods?: readonly string[]): Decision {
  return { ...refusal(status, reason, undefined, obligationsWithoutRoute), allowedMethods }
}

function refusal(
  status: number,
  reason: Reason,
  route: string | undefined,
  obligations: Obligations,
): Decision {
  return {
    decision: "deny",
    status,
    route,
    determining: [],
    reason,
    message: undefined,
    challenge: undefined,
    allowedMethods: undefined,
    obligations,
  }
}
