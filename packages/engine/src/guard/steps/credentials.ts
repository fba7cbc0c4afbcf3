import type { Authentication } from "../../authenticate/authenticate.ts"
import type { Subject } from "../../decide/decision.ts"
import type { Exchange } from "../exchange.ts"
import type { Attributes } from "../options.ts"
import type { Refusal } from "../refusal.ts"

/** Finds out who calls: from credentials, or from the host where the policy leaves it to the host. */
export async function authenticateCaller(exchange: Exchange): Promise<Refusal | undefined> {
  const { core, incoming, parts, now, context, requestId } = exchange
  const askHost = async (): Promise<Subject | undefined> =>
    (await core.options.subject?.(incoming.message)) ?? undefined
  try {
    if (core.authenticate === undefined) return settle(exchange, await askHost(), undefined)
    const { rawHeaders } = incoming.message
    const ip = context["ip"]
    const address = typeof ip === "string" ? ip : undefined
    const accept = parts?.route.accept
    const authentication = await core.authenticate({ rawHeaders, accept, address, askHost, now })
    if (authentication.kind === "refused") return refused(authentication)
    if (authentication.kind === "authenticated")
      settle(exchange, authentication.subject, authentication.actor)
    return undefined
  } catch (error) {
    core.options.onError?.(error, requestId)
    return { status: 503, reason: "subject-failed", why: "who calls could not be found out" }
  }
}

function refused(authentication: Extract<Authentication, { kind: "refused" }>): Refusal {
  const { status, why } = authentication
  const kind = status === 401 ? "invalid-credentials" : "ambiguous-credentials"
  if (status !== 429) return { status, reason: "credentials", why, kind }
  const headers = { "retry-after": String(authentication.retryAfterSeconds) }
  return { status, reason: "too-many-failures", why, headers, kind: "too-many-failures" }
}

function settle(exchange: Exchange, subject: Subject | undefined, actor: Attributes | undefined): undefined {
  if (subject === undefined) return
  const { core, environment, matched, method, incoming, query, headers, context } = exchange
  exchange.subject = subject
  exchange.actor = actor
  if (matched === undefined || environment === undefined) return
  const request = { method, path: incoming.target, query, headers, context, subject, actor }
  exchange.environment = core.compiled.environmentOf(matched, request)
}
