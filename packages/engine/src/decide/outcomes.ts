import type { Refusal } from "../model/policy.ts"
import type { PlannedRoute } from "../plan/plan.ts"
import type { Challenge, Decision, Obligations, Reason, RuleReference } from "./decision.ts"

export const auditLevels = ["none", "summary", "full"] as const
export type AuditLevel = (typeof auditLevels)[number]

const noRules: readonly RuleReference[] = Object.freeze([])

export function referenceTo({ id, span }: RuleReference): RuleReference {
  return Object.freeze({ id, span })
}

/** What is owed whatever is decided: how much is written down, and by when to answer. Interned: equal terms of a route are one object. */
export interface Terms {
  readonly place: number
  readonly audit: AuditLevel
  readonly timeoutMilliseconds: number | undefined
}

/** Decisions before any route is found. */
export function unrouted(
  status: 400 | 404 | 405,
  reason: Reason,
  allowedMethods?: readonly string[],
): Decision {
  return freeze({
    decision: "deny",
    status,
    route: undefined,
    determining: noRules,
    reason,
    message: undefined,
    challenge: undefined,
    allowedMethods: allowedMethods && Object.freeze([...allowedMethods]),
    obligations: obligationsOf({ audit: "summary", timeoutMilliseconds: undefined }, noRules),
  })
}

export interface Refused {
  readonly reason: Reason
  readonly rule?: RuleReference
  readonly else?: Refusal | undefined
  readonly challenge?: Challenge | undefined
}

/** Made once for each status and terms that occur; shared from then on. */
export type Outcome = (status: number, terms: Terms) => Decision

export function refusal(route: PlannedRoute, refused: Refused): Outcome {
  const determining = refused.rule ? Object.freeze([referenceTo(refused.rule)]) : noRules
  const make = (status: number, terms: Terms): Decision =>
    freeze({
      decision: "deny",
      status,
      route: route.id,
      determining,
      reason: refused.reason,
      // What is concealed is answered in the words of what is not there.
      message: route.concealExistence && status === 404 ? undefined : refused.else?.text,
      challenge: challengeFor(status, refused.challenge),
      allowedMethods: undefined,
      obligations: obligationsOf(terms, noRules),
    })
  return remember(make)
}

/** A challenge says how to become acceptable; under another status it would mislead. */
function challengeFor(status: number, challenge: Challenge | undefined): Challenge | undefined {
  if (!challenge) return undefined
  return status === (challenge.kind === "step-up" ? 401 : 403) ? challenge : undefined
}

function remember(make: Outcome): Outcome {
  const made = new Map<number, Decision>()
  return (status, terms) => {
    const key = terms.place * 1_000 + status
    const known = made.get(key)
    if (known) return known
    const decision = make(status, terms)
    made.set(key, decision)
    return decision
  }
}

export function allowance(
  route: PlannedRoute,
  rule: RuleReference,
  terms: Terms,
  response: readonly RuleReference[],
): Decision {
  return freeze({
    decision: "allow",
    status: 200,
    route: route.id,
    determining: Object.freeze([referenceTo(rule)]),
    reason: "allowed",
    message: undefined,
    challenge: undefined,
    allowedMethods: undefined,
    obligations: obligationsOf(terms, Object.freeze(response.map(referenceTo))),
  })
}

function obligationsOf(
  { audit, timeoutMilliseconds }: Omit<Terms, "place">,
  response: readonly RuleReference[],
): Obligations {
  return Object.freeze({ audit, timeoutMilliseconds, response, preflight: undefined })
}

function freeze(decision: Decision): Decision {
  return Object.freeze(decision)
}
