import type { Exchange } from "./exchange.ts"
import type { Refusal } from "./refusal.ts"
import { readRequestBody } from "./steps/body.ts"
import { authenticateCaller } from "./steps/credentials.ts"
import { chargeEarly, chargeLate } from "./steps/limits.ts"
import { decidePreflight } from "./steps/preflight.ts"
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
  decidePreflight,
  authenticateCaller,
  readRequestBody,
  chargeLate,
  checkWho,
  loadResources,
  decide,
]

/** Steps that bring together what handlers are lent: a guard that only looks on takes them also after a refusal. */
const lending: ReadonlySet<Step> = new Set([authenticateCaller, loadResources])

/** Undefined: the handler may run, or a preflight is to be answered. Nothing that goes wrong on the way opens it. */
export async function goTheWay(exchange: Exchange): Promise<Refusal | undefined> {
  const isObserving = exchange.core.options.mode === "observe"
  let first: Refusal | undefined
  try {
    for (const step of way) {
      if (step === authenticateCaller && exchange.matched?.preflight !== undefined) break
      if (first !== undefined && !lending.has(step)) continue
      const taken = step(exchange)
      // Most steps have nothing to wait for, and a turn of the event loop for each would be dear (`bench http`).
      const refusal = taken instanceof Promise ? await taken : taken
      if (refusal !== undefined && !isObserving) return refusal
      first ??= refusal
    }
  } catch (error) {
    exchange.core.options.onError?.(error, exchange.requestId)
    return first ?? { status: 500, reason: "internal", why: "a step failed" }
  }
  if (first !== undefined) return first
  if (exchange.decision?.decision === "allow") return undefined
  return { status: 500, reason: "undecided", why: "no step decided" }
}
