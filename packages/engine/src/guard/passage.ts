import type { ServerResponse } from "node:http"
import type { Decision, Subject } from "../decide/decision.ts"
import { answerOf, auditFailed, type Answer } from "./answer.ts"
import type { Exchange } from "./exchange.ts"
import type { Attributes } from "./options.ts"
import { finish, replaced, toNobody, withhold, type Outgoing, type Sent } from "./outgoing.ts"
import { record } from "./record.ts"
import { refuseTrailers, seal, type Replacement, type Seal } from "./seal.ts"

/** What a handler may know of the decision: `request.edict` in Fastify. */
export interface RequestFacts {
  readonly subject: Subject | undefined
  readonly decision: Decision
  readonly resources: Attributes
}

/** A request that may go on to its handler, and the way back. */
export interface Passage {
  readonly kind: "passage"
  readonly facts: RequestFacts
  /** The canonical path with the query as it came: what the framework is to see. */
  readonly target: string
  /** What was decided on, in the order of the template's parameters. A framework may have cut a segment elsewhere. */
  readonly values: readonly string[]
  /** The body's bytes; undefined where the request has none. */
  readonly body: Buffer | undefined
  /** Closes the raw response to whoever goes around the framework, until `respond`. */
  readonly seal: (response: ServerResponse) => void
  /**
   * Calls back when the handler has taken longer than `timeout` says. `send` gives the answer to the framework, or says that it
   * no longer takes one; the response stays closed until `release`.
   */
  readonly onTimeout: (send: (answer: Answer) => boolean) => void
  /** The framework is about to write the answer that `onTimeout` gave it. */
  readonly release: () => void
  /** Says what leaves in place of the handler's answer. An answer after the first is an error's: nothing of it leaves. */
  readonly respond: (outgoing: Outgoing) => Sent
}

export function openPassage(exchange: Exchange, decision: Decision): Passage {
  let isEnded = false
  let timer: NodeJS.Timeout | undefined
  let sealed: Seal | undefined
  let late: Answer | undefined
  let isGone = false
  const end = (): boolean => {
    if (isEnded) return false
    isEnded = true
    clearTimeout(timer)
    return true
  }
  const mark = exchange.incoming.target.indexOf("?")
  return {
    kind: "passage",
    facts: Object.freeze({ subject: exchange.subject, decision, resources: exchange.resources }),
    target: `${exchange.path ?? "/"}${mark === -1 ? "" : exchange.incoming.target.slice(mark)}`,
    values: exchange.matched?.values ?? [],
    body: exchange.body,
    seal: (response) => {
      if (exchange.parts?.redactor.hasRules === true) refuseTrailers(response)
      sealed = seal(response, (status) => (end() ? bypassed(exchange, status) : "lost"))
      const leave = (): void => {
        if (!end()) return
        isGone = true
        recordGone(exchange, decision)
      }
      // The client may have left while the way was gone: `close` does not come twice.
      if (response.destroyed) leave()
      else response.once("close", leave)
    },
    onTimeout: (send) => {
      const { timeoutMilliseconds } = decision.obligations
      if (timeoutMilliseconds === undefined || isEnded) return
      timer = setTimeout(() => {
        if (!end()) return
        late = timedOut(exchange, timeoutMilliseconds)
        if (!send(late)) sealed?.answer(late)
      }, timeoutMilliseconds)
    },
    release: () => sealed?.release(),
    respond: (outgoing) => {
      if (late !== undefined) return replaced(late)
      sealed?.release()
      if (isGone) return toNobody(outgoing)
      return end() ? finish(exchange, outgoing) : failedAfter(exchange, outgoing, sealed)
    },
  }
}

/** The request was allowed, and its handler ran: that nobody waited for the answer refuses nothing. */
function recordGone(exchange: Exchange, { determining }: Decision): void {
  const detail = "the client went away"
  record(exchange, { decision: "allow", status: 499, reason: "aborted", rules: determining, detail })
}

function timedOut(exchange: Exchange, milliseconds: number): Answer {
  const why = `the handler took longer than ${milliseconds} ms`
  const refusal = { status: 503, reason: "timeout", why, headers: { "retry-after": "1" } } as const
  const isRecorded = record(exchange, {
    decision: "deny",
    status: 503,
    reason: "timeout",
    rules: [],
    detail: why,
  })
  return answerOf(exchange, isRecorded ? refusal : auditFailed)
}

/** Raw writes leave as they are only where nothing had to be done to them. */
function bypassed(exchange: Exchange, status: number): "passes" | Replacement {
  const { parts, decision } = exchange
  const isOpen = parts?.redactor.hasRules !== true && (status < 400 || parts?.route.revealErrors === true)
  const why = "the handler wrote to the raw response"
  if (!isOpen) return replacementOf(withhold(exchange, why))
  const rules = decision?.determining ?? []
  const isRecorded = record(exchange, { decision: "allow", status, reason: "allowed", rules, detail: why })
  return isRecorded ? "passes" : answerOf(exchange, auditFailed)
}

/** Something failed while the first answer was on its way: no framework's last resort may tell what. */
function failedAfter(exchange: Exchange, { status }: Outgoing, sealed: Seal | undefined): Sent {
  const sent = withhold(exchange, "the answer failed on its way out", "internal", Math.max(status, 500))
  sealed?.answer(replacementOf(sent))
  return sent
}

function replacementOf({ status, set, payload }: Sent): Replacement {
  return { status, headers: set, body: typeof payload === "string" ? payload : "" }
}
