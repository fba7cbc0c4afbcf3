import { rateLimitField, rateLimitPolicyField, retryAfterField } from "../../http/rate-limit.ts"
import { publicLimits } from "../../quota/rate-limits.ts"
import type { Outcome } from "../../quota/store.ts"
import { matchPrefix } from "../../target/match.ts"
import type { Exchange } from "../exchange.ts"
import type { Refusal } from "../refusal.ts"

type Settled = Refusal | undefined

/** Limits keyed by `context` alone, before anything is spent on credentials. */
export function chargeEarly(exchange: Exchange): Settled | Promise<Settled> {
  return charge(exchange, "early")
}

/** Every other limit, once the caller and its body are known. */
export function chargeLate(exchange: Exchange): Settled | Promise<Settled> {
  return charge(exchange, "late")
}

function charge(exchange: Exchange, when: "early" | "late"): Settled | Promise<Settled> {
  const { core, environment, parts, path = "", now } = exchange
  if (environment === undefined || parts === undefined) return undefined
  const charges = parts.limits[when](environment, (guardrail) => {
    const template = core.compiled.plan.guardrails[guardrail]
    return template && matchPrefix(template, path)
  })
  if (charges.length === 0) return undefined
  const outcome = core.store.charge(charges, now)
  return "then" in outcome
    ? Promise.resolve(outcome).then((late) => settle(exchange, late))
    : settle(exchange, outcome)
}

function settle({ core, outcomes }: Exchange, outcome: Outcome): Settled | Promise<Settled> {
  if (outcome.kind === "admitted") {
    outcomes.push(outcome)
    return undefined
  }
  // All must admit before any is charged: what the earlier step counted is taken back.
  const earlier = outcomes.slice()
  outcomes.push(outcome)
  const takeBack = async (): Promise<Refusal> => {
    for (const each of earlier) await core.store.refund?.(each)
    return refused(outcome)
  }
  return earlier.length > 0 ? takeBack() : refused(outcome)
}

function refused(outcome: Exclude<Outcome, { kind: "admitted" }>): Refusal {
  if (outcome.kind === "unavailable") {
    const { why, charge: asked } = outcome
    return { status: 503, reason: "store-failed", why, rules: [asked.rule], headers: { "retry-after": "1" } }
  }
  const full = outcome.standings.filter(({ admitted }) => !admitted)
  return {
    status: 429,
    reason: "limit",
    rules: full.map(({ charge: asked }) => asked.rule),
    headers: { "retry-after": retryAfterField(outcome.retryMilliseconds) },
    violatedPolicies: full.map(({ charge: asked }) => asked.limit.label),
  }
}

/** What the answer tells of the counters that the request met. */
export function rateLimitHeaders(outcomes: readonly Outcome[]): Readonly<Record<string, string>> {
  const limits = publicLimits(outcomes)
  if (limits.length === 0) return {}
  return { "ratelimit-policy": rateLimitPolicyField(limits), ratelimit: rateLimitField(limits) }
}
