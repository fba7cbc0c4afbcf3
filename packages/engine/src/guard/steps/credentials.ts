import type { Authentication } from "../../authenticate/authenticate.ts"
import type { Subject } from "../../decide/decision.ts"
import type { Exchange } from "../exchange.ts"
import type { Attributes } from "../options.ts"
import type { Refusal } from "../refusal.ts"

/** Finds out who calls: from credentials, or from the host where the policy declares no authenticator. */
export async function authenticateCaller(exchange: Exchange): Promise<Refusal | undefined> {
  const { core, incoming, parts, now, context } = exchange
  if (core.authenticate === undefined) return askHost(exchange)
  const ip = context["ip"]
  const authentication = await core.authenticate({
    rawHeaders: incoming.message.rawHeaders,
    accept: parts?.route.accept,
    address: typeof ip === "string" ? ip : undefined,
    now,
  })
  if (authentication.kind === "refused") return refused(authentication)
  if (authentication.kind === "authenticated") settle(exchange, authentication.subject, authentication.actor)
  return undefined
}

function refused(authentication: Extract<Authentication, { kind: "refused" }>): Refusal {
  const { status, why } = authentication
  if (status !== 429)
    return {
      status,
      reason: "credentials",
      why,
      kind: status === 401 ? "invalid-credentials" : "ambiguous-credentials",
    }
  const headers = { "retry-after": String(authentication.retryAfterSeconds) }
  return { status, reason: "too-many-failures", why, headers, kind: "too-many-failures" }
}

async function askHost(exchange: Exchange): Promise<Refusal | undefined> {
  const { core, incoming, requestId } = exchange
  try {
    const subject = await core.options.subject?.(incoming.message)
    if (subject !== undefined && subject !== null) settle(exchange, subject, undefined)
    return undefined
  } catch (error) {
    core.options.onError?.(error, requestId)
    return { status: 503, reason: "subject-failed", why: "the host could not say who calls" }
  }
}

function settle(exchange: Exchange, subject: Subject, actor: Attributes | undefined): void {
  const { core, environment, matched, method, incoming, query, headers, context } = exchange
  exchange.subject = subject
  exchange.actor = actor
  if (matched === undefined || environment === undefined) return
  const request = { method, path: incoming.target, query, headers, context, subject, actor }
  exchange.environment = core.compiled.environmentOf(matched, request)
}
