import { onlyValueOf } from "../../http/headers.ts"
import type { Exchange, Incoming } from "../exchange.ts"
import { isSameButForCuts, liesUnder, shapeOfText } from "../inventory.ts"
import { refusalOf, type Refusal } from "../refusal.ts"

/** Finds the route; 404 and 405 end here, and so does a request that the framework would give to another handler. */
export function findRoute(exchange: Exchange): Refusal | undefined {
  const { core, method, headers, incoming } = exchange
  const match = core.compiled.match({ method, path: incoming.target, headers })
  if (match.kind === "refused") {
    exchange.decision = match.decision
    return refusalOf(match.decision)
  }
  exchange.matched = match
  exchange.parts = core.routeAt(match.place)
  // No handler is ever run for a preflight.
  const dispatched = match.preflight === undefined ? incoming.dispatched : undefined
  return refuseUpgrade(exchange) ?? compareDispatch(exchange, dispatched)
}

/** An upgraded connection would leave the policy's reach. `h2c` is an offer that a server may ignore, and this one does. */
function refuseUpgrade({ headers }: Exchange): Refusal | undefined {
  const upgrade = onlyValueOf(headers, "upgrade")
  if (headers["upgrade"] === undefined || upgrade?.toLowerCase() === "h2c") return undefined
  return { status: 403, reason: "upgrade", why: "no route takes an upgrade" }
}

const otherRoute: Refusal = {
  status: 500,
  reason: "dispatch-mismatch",
  why: "the framework matched another route or other parameters",
}

/** The handler that the framework would run must be the one that was decided on. */
export function compareDispatch(
  { parts, matched }: Exchange,
  dispatched: Incoming["dispatched"],
): Refusal | undefined {
  if (dispatched === undefined || parts === undefined) return undefined
  if (dispatched === null)
    return { status: 404, reason: "no-handler", why: "the application has no such route" }
  if (dispatched.isMount === true) return liesUnder(parts.shape, dispatched.template) ? undefined : otherRoute
  const values = matched?.values ?? []
  // What `**` without a name takes is no value of the policy's.
  const given = parts.shape.endsWith("{**}") ? dispatched.values.slice(0, values.length) : dispatched.values
  const { template } = parts.route
  const isSame = shapeOfText(dispatched.template) === parts.shape && given.length === values.length
  if (isSame && isSameButForCuts(template, values, given)) return undefined
  return otherRoute
}

/** `require tls`, before anybody is known. */
export function checkTransport(exchange: Exchange): Refusal | undefined {
  const { core, matched, parts } = exchange
  if (matched === undefined || parts === undefined) return undefined
  const { method, query, headers, context, incoming } = exchange
  exchange.environment = core.compiled.environmentOf(matched, {
    method: matched.preflight?.method ?? method,
    path: incoming.target,
    query,
    headers,
    context,
  })
  const decision = parts.steps.transport(exchange.environment)
  exchange.decision = decision
  return decision && refusalOf(decision)
}
