import type { Exchange } from "../exchange.ts"
import { refusalOf, type Refusal } from "../refusal.ts"

/** Whether any `allow` can still fit: nothing is loaded for those whom none can. */
export function checkWho(exchange: Exchange): Refusal | undefined {
  const { environment, parts } = exchange
  const decision = environment && parts?.steps.who(environment)
  if (decision === undefined) return undefined
  exchange.decision = decision
  return refusalOf(decision)
}

/** deny → allow → require, on all that is known now. */
export function decide(exchange: Exchange): Refusal | undefined {
  const { environment, parts } = exchange
  if (environment === undefined || parts === undefined) {
    return { status: 500, reason: "undecided", why: "no route was found" }
  }
  const decision = parts.steps.decide(environment)
  exchange.decision = decision
  return decision.decision === "allow" ? undefined : refusalOf(decision)
}
