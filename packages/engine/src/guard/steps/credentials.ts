import type { Authentication } from "../../authenticate/authenticate.ts"
import type { Subject } from "../../decide/decision.ts"
import type { Exchange } from "../exchange.ts"
import type { Attributes } from "../options.ts"
import type { Refusal } from "../refusal.ts"

type Settled = Refusal | undefined

/** Finds out who calls: from credentials, or from the host where the policy leaves it to the host. */
export function authenticateCaller(exchange: Exchange): Settled | Promise<Settled> {
  const { core, incoming, parts, now, context } = exchange
  const askHost = async (): Promise<Subject | undefined> =>
    (await core.options.subject?.(incoming.message)) ?? undefined
  try {
    if (core.authenticate === undefined)
      return askHost().then(
        (subject) => settle(exchange, subject, undefined),
        (error: unknown) => failed(exchange, error),
      )
    const { rawHeaders } = incoming.message
    const ip = context["ip"]
    const address = typeof ip === "string" ? ip : undefined
    const accept = parts?.route.accept
    const authentication = core.authenticate({ rawHeaders, accept, address, askHost, now })
    if (!(authentication instanceof Promise)) return take(exchange, authentication)
    return authentication.then(
      (late) => take(exchange, late),
      (error: unknown) => failed(exchange, error),
    )
  } catch (error) {
    return failed(exchange, error)
  }
}

function failed({ core, requestId }: Exchange, error: unknown): Refusal {
  core.options.onError?.(error, requestId)
  return { status: 503, reason: "subject-failed", why: "who calls could not be found out" }
}

function take(exchange: Exchange, authentication: Authentication): Settled {
  if (authentication.kind === "refused") return refused(authentication)
  if (authentication.kind === "authenticated") settle(exchange, authentication.subject, authentication.actor)
  return undefined
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
