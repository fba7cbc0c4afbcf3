import type { Exchange } from "./exchange.ts"
import type { Refusal } from "./refusal.ts"
import { readRequestBody } from "./steps/body.ts"
import { authenticateCaller } from "./steps/credentials.ts"
import { chargeEarly, chargeLate } from "./steps/limits.ts"
import { loadResources } from "./steps/resources.ts"
import { checkTransport, findRoute } from "./steps/route.ts"
import { checkWho, decide } from "./steps/rules.ts"
import { readTarget } from "./steps/target.ts"

type Step = (exchange: Exchange) => Refusal | undefined | Promise<Refusal | undefined>

/** The way of a request, always in this order; the first step that refuses ends it. */
const way: readonly Step[] = [
  readTarget,
  findRoute,
  checkTransport,
  chargeEarly,
  authenticateCaller,
  readRequestBody,
  chargeLate,
  checkWho,
  loadResources,
  decide,
]

/** Undefined: the handler may run. Nothing that goes wrong on the way opens it. */
export async function goTheWay(exchange: Exchange): Promise<Refusal | undefined> {
  try {
    for (const step of way) {
      const refusal = await step(exchange)
      if (refusal !== undefined) return refusal
    }
  } catch (error) {
    exchange.core.options.onError?.(error, exchange.requestId)
    return { status: 500, reason: "internal", why: "a step failed" }
  }
  if (exchange.decision?.decision === "allow") return undefined
  return { status: 500, reason: "undecided", why: "no step decided" }
}
