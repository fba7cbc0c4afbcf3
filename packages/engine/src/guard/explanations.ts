import type { GuardEnding } from "../explain/guard-ending.ts"
import type { Explanation, StepName } from "../explain/trace.ts"
import type { Source } from "../text/source.ts"
import type { Exchange } from "./exchange.ts"
import type { DecidedRequest, GuardOptions } from "./options.ts"
import type { Ending } from "./record.ts"
import type { GuardReason } from "./refusal.ts"

/** Tells why requests ended as they did; in development only. */
export interface Explaining {
  /** Undefined where the explanation could not be made: that refuses nothing. */
  readonly of: (exchange: Exchange, ending?: Ending) => Explanation | undefined
  /** Hands a refusal's explanation to the host. Never throws. */
  readonly tell: (exchange: Exchange, ending: Ending) => void
}

/** Whether the host asks for explanations: whatever is neither `true` nor a function asks for none. */
function wantsExplanations({ explain }: Pick<GuardOptions, "explain">): boolean {
  return explain === true || typeof explain === "function"
}

/** What keeps a guard that explains from starting: explanations hold values of requests. */
export function explainingProblems(options: GuardOptions): readonly string[] {
  const isProduction = [options.environment, process.env].some(
    (environment) => environment?.["NODE_ENV"]?.trim().toLowerCase() === "production",
  )
  if (!isProduction || !wantsExplanations(options)) return []
  return ["`explain` shows values of requests: it is for development, and NODE_ENV is `production`"]
}

/** Loads what explains, for the guards that want it. */
export async function startExplaining(
  options: GuardOptions,
  sources: readonly Source[] = [],
): Promise<Explaining | undefined> {
  if (!wantsExplanations(options)) return undefined
  const { explain } = await import("../explain/explain.ts")
  const { renderExplanation } = await import("../explain/layout.ts")
  const of: Explaining["of"] = (exchange, ending) => {
    try {
      const { request, ended } = decidedOf(exchange, ending)
      return explain(exchange.core.compiled, request, sources, { ended })
    } catch (error) {
      options.onError?.(error, exchange.requestId)
      return undefined
    }
  }
  const tell: Explaining["tell"] = (exchange, ending) => {
    const explanation = of(exchange, ending)
    if (explanation === undefined) return
    if (typeof options.explain !== "function") {
      process.stderr.write(`${renderExplanation(explanation)}\n`)
      return
    }
    try {
      options.explain(explanation, exchange.requestId)
    } catch (error) {
      options.onError?.(error, exchange.requestId)
    }
  }
  return { of, tell }
}

function decidedOf(exchange: Exchange, ending: Ending | undefined): DecidedRequest {
  const { method, incoming, query, headers, subject, actor, environment, context, resources } = exchange
  const body = environment?.body
  return {
    requestId: exchange.requestId,
    request: { method, path: incoming.target, query, headers, subject, actor, body, context, resources },
    ended: ending?.decision === "deny" ? endedBy(exchange, ending) : undefined,
  }
}

/** Tells the host of a request that ended, where it wants to hear of each. Never throws. */
export function tellDecided(exchange: Exchange, ending: Ending): void {
  const { onDecided, onError } = exchange.core.options
  if (onDecided === undefined) return
  try {
    onDecided(decidedOf(exchange, ending))
  } catch (error) {
    onError?.(error, exchange.requestId)
  }
}

/** Steps of the guard that ask no rule; what is not here ended by the policy's rules. */
const stepOf: Partial<Record<GuardReason, StepName>> = {
  malformed: "canonicalize",
  "dispatch-mismatch": "route",
  "no-handler": "route",
  upgrade: "route",
  credentials: "authenticate",
  "too-many-failures": "authenticate",
  "subject-failed": "authenticate",
  limit: "limits",
  "store-failed": "limits",
  body: "body",
  aborted: "body",
  "load-failed": "load",
  timeout: "handler",
  internal: "handler",
  undecided: "handler",
  withheld: "response",
  "audit-failed": "audit",
}

function endedBy(
  { parts, environment }: Exchange,
  { status, reason, rules, detail }: Ending,
): GuardEnding | undefined {
  const step = stepOf[reason]
  if (step === undefined) return undefined
  // Nobody has been asked who calls: the counters were those of the connection.
  const isEarly = step === "limits" && environment !== undefined && isContextOnly(parts, rules)
  return { step: isEarly ? "limits by context" : step, status, reason, why: detail, rules }
}

function isContextOnly(parts: Exchange["parts"], rules: Ending["rules"]): boolean {
  const early = parts?.route.limits.filter(({ contextOnly }) => contextOnly) ?? []
  return rules.length > 0 && rules.every((rule) => early.some(({ id }) => id === rule.id))
}

/**
 * Facts for a handler, with `explanation`: made when it is first read, and no part of what is copied or serialized, so that a
 * handler which answers with its facts does not tell more than before.
 */
export function withExplanation<Facts extends object>(
  facts: Facts,
  exchange: Exchange,
  ending?: Ending,
): Facts {
  const { explaining } = exchange.core
  if (explaining === undefined) return Object.freeze(facts)
  let made: { readonly explanation: Explanation | undefined } | undefined
  Object.defineProperty(facts, "explanation", {
    enumerable: false,
    get: () => (made ??= { explanation: explaining.of(exchange, ending) }).explanation,
  })
  return Object.freeze(facts)
}
