import type { Obligations } from "../decide/decision.ts"
import type { ResponseRule, Route } from "../model/policy.ts"
import { truthOf } from "./condition.ts"
import type { Facts } from "./facts.ts"
import { bySource, rulesOf, type Governing, type InForce } from "./gather.ts"
import { isExcepted, isMet } from "./roles.ts"

export const obligationsWithoutRoute: Obligations = {
  audit: "summary",
  timeoutMilliseconds: undefined,
  response: [],
  preflight: undefined,
}

/** What holds for every request of the route, also one that is refused. */
export function obligationsOfRefusal(governing: readonly Governing[]): Obligations {
  return {
    audit: auditLevel(governing),
    timeoutMilliseconds: timeout(governing),
    response: [],
    preflight: undefined,
  }
}

export function obligationsOfAllow(route: Route, facts: Facts, governing: readonly Governing[]): Obligations {
  const holding = responseRules(route, facts, governing).filter(({ rule, facts: at }) =>
    holdsForCaller(rule, at),
  )
  const response = holding.map(({ rule: { id, span } }) => ({ id, span }))
  // The shows of an `each` and what tightens in it are kept apart, under one line of the source.
  const distinct = response.filter(
    ({ id }, place) => response.findIndex((other) => other.id === id) === place,
  )
  return { ...obligationsOfRefusal(governing), response: distinct }
}

/** What shows and what tightens, in the order of the source. */
function responseRules(
  route: Route,
  facts: Facts,
  governing: readonly Governing[],
): readonly InForce<ResponseRule>[] {
  const shows = route.shows.map((rule) => ({ rule, facts }))
  const tightening = rulesOf(governing, ({ response }) => response)
  return [...shows, ...tightening].sort((left, right) => bySource(left.rule, right.rule))
}

/** Unknown never opens: a show or an `unless` must be true, a hide, mask or hash applies unless its `when` is false. */
export function holdsForCaller(rule: ResponseRule, facts: Facts): boolean {
  switch (rule.kind) {
    case "each":
      return true
    case "show":
      return rule.to === undefined || isMet(rule.to, facts)
    case "only-to":
      return !isMet(rule.to, facts)
    case "hide":
    case "hash":
    case "mask":
      return truthOf(rule.when, facts) !== false && !isExcepted(rule.unless, facts)
  }
}

const strictness = ["none", "summary", "full"] as const

/** The strictest of those that apply; `summary` where none does. */
function auditLevel(governing: readonly Governing[]): Obligations["audit"] {
  const applying = rulesOf(governing, ({ audits }) => audits).filter(
    ({ rule, facts }) => truthOf(rule.when, facts) !== false,
  )
  if (applying.length === 0) return "summary"
  return strictness[Math.max(...applying.map(({ rule }) => strictness.indexOf(rule.level)))] ?? "full"
}

function timeout(governing: readonly Governing[]): number | undefined {
  const timeouts = rulesOf(governing, (tightening) => tightening.timeouts).map(
    ({ rule }) => rule.milliseconds,
  )
  return timeouts.length === 0 ? undefined : Math.min(...timeouts)
}
