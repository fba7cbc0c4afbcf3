import type { ServerResponse } from "node:http"
import { unrouted } from "../decide/outcomes.ts"
import type { Ungathered } from "./collect.ts"
import { copyBody, wrap } from "./copy-body.ts"
import type { Exchange } from "./exchange.ts"
import { whyWithheld, type Outgoing, type Sent } from "./outgoing.ts"
import type { Passage, RequestFacts } from "./passage.ts"
import { withExplanation } from "./explanations.ts"
import { record, type Ending } from "./record.ts"
import type { Refusal } from "./refusal.ts"
import { compareDispatch } from "./steps/route.ts"
import { rateLimitHeaders } from "./steps/limits.ts"

/**
 * The way through a guard that only looks on: whatever was decided, the request goes on as it came and the answer leaves as
 * the handler made it. The line says what would have been answered; it is written when the answer begins to leave, or, where
 * response rules hold, when it ends.
 */
export function observePassage(exchange: Exchange, found: Refusal | undefined): Passage {
  const opened = performance.now()
  let refusal = found
  let isTold = false
  const tell = (answered: number, isGone: boolean): void => {
    if (isTold) return
    isTold = true
    recordObserved(exchange, refusal, isGone ? 499 : answered)
  }
  const announce = (response: ServerResponse): void => {
    if (response.headersSent) return
    const fields = { "edict-decision": decisionField(refusal), ...rateLimitHeaders(exchange.outcomes) }
    for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
  }
  return {
    kind: "passage",
    facts: factsOf(exchange, refusal),
    target: exchange.incoming.target,
    shape: exchange.parts?.shape ?? "",
    values: [],
    body: exchange.body,
    begin: () => {},
    isFiltered: false,
    fail: () => {},
    write: (body) => JSON.stringify(body),
    seal: (response) => {
      const leave = (): void => tell(response.statusCode, !response.writableFinished)
      if (response.destroyed) {
        leave()
        return
      }
      announce(response)
      const judgesBody = refusal === undefined && exchange.parts?.redactor.hasRules === true
      wrap(response, "writeHead", ([status]) => {
        refusal ??= lateness(exchange, opened)
        // Error handlers of frameworks take off fields that were set before.
        announce(response)
        if (!judgesBody) tell(typeof status === "number" ? status : response.statusCode, false)
      })
      if (judgesBody) {
        copyBody(response, (payload) => {
          refusal ??= withholding(exchange, response, payload)
          tell(response.statusCode, false)
        })
      }
      response.once("close", leave)
    },
    dispatch: (dispatched) => {
      refusal ??= compareDispatch(exchange, dispatched)
      return true
    },
    onTimeout: () => {},
    collect: (outgoing) => Promise.resolve(outgoing),
    respond: asItIs,
  }
}

/** What the caller would have been told, and no more: the reason stands in the log. */
function decisionField(refusal: Refusal | undefined): string {
  return refusal === undefined ? "allow" : `deny;status=${refusal.status}`
}

function lateness({ decision }: Exchange, opened: number): Refusal | undefined {
  const { timeoutMilliseconds } = decision?.obligations ?? {}
  if (timeoutMilliseconds === undefined || performance.now() - opened < timeoutMilliseconds) return undefined
  return { status: 503, reason: "timeout", why: `the handler took longer than ${timeoutMilliseconds} ms` }
}

/** A part, or word that nothing has changed, would not have been asked of the handler. */
function withholding(
  exchange: Exchange,
  response: ServerResponse,
  payload: Buffer | Ungathered,
): Refusal | undefined {
  const { statusCode: status } = response
  if (status === 206 || status === 304) return undefined
  const why = whyWithheld(exchange, {
    status,
    headers: response.getHeaders(),
    payload: Buffer.isBuffer(payload) && payload.length === 0 ? "" : payload,
  })
  return why === undefined
    ? undefined
    : { status: 500, reason: "withheld", why, rules: exchange.parts?.route.response ?? [] }
}

function recordObserved(exchange: Exchange, refusal: Refusal | undefined, answered: number): void {
  if (refusal === undefined) {
    const rules = exchange.decision?.determining ?? []
    const reason = answered === 499 ? "aborted" : "allowed"
    record(exchange, { decision: "allow", status: answered, reason, rules })
    return
  }
  const { status, reason, rules = [], why } = refusal
  record(exchange, { decision: "deny", status, reason, rules, detail: why, answered })
}

const nothingDecided = unrouted(400, "ambiguous-target")

/** What the policy decided; where a step before its rules would have refused, that. */
function factsOf(exchange: Exchange, refusal: Refusal | undefined): RequestFacts {
  const { subject, resources, decision, parts } = exchange
  const isOfRules = decision !== undefined && decision.decision === (refusal === undefined ? "allow" : "deny")
  if (isOfRules) return withExplanation({ subject, resources, decision }, exchange)
  const decided = {
    ...nothingDecided,
    status: refusal?.status ?? 500,
    route: parts?.route.id,
    determining: refusal?.rules ?? [],
    reason: refusal?.reason ?? "undecided",
    message: refusal?.message,
  }
  const facts = { subject, resources, decision: Object.freeze(decided) }
  return withExplanation(facts, exchange, refusal && endingOf(refusal))
}

function endingOf({ status, reason, rules = [], why }: Refusal): Ending {
  return { decision: "deny", status, reason, rules, detail: why }
}

function asItIs({ status, payload }: Outgoing): Sent {
  return { status, payload, set: {}, remove: [], keepsTrailers: true }
}
