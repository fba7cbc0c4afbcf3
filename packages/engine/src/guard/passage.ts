import type { ServerResponse } from "node:http"
import type { Decision, Subject } from "../decide/decision.ts"
import { answerOf, auditFailed, refuse, type Answer } from "./answer.ts"
import { collected, discard } from "./collect.ts"
import { takeNegotiation } from "./conditions.ts"
import type { Dispatched, Exchange } from "./exchange.ts"
import type { Attributes } from "./options.ts"
import {
  finish,
  isPassed,
  replaced,
  toNobody,
  unwrapped,
  withhold,
  writeObject,
  type Outgoing,
  type Sent,
  type Written,
} from "./outgoing.ts"
import { record } from "./record.ts"
import type { GuardReason, Refusal } from "./refusal.ts"
import { seal, type Judge, type Seal, type Verdict } from "./seal.ts"
import type { Explanation } from "../explain/trace.ts"
import { withExplanation } from "./explanations.ts"
import { compareDispatch } from "./steps/route.ts"

/** What a handler may know of the decision: `request.edict` in Fastify and Express, `ctx.state.edict` in Koa. */
export interface RequestFacts {
  readonly subject: Subject | undefined
  /** An `allow`, but where the guard only looks on: then what it would have been. */
  readonly decision: Omit<Decision, "reason"> & { readonly reason: GuardReason }
  readonly resources: Attributes
  /** Each step, with the values that it saw; only where the guard explains. Made when it is read. */
  readonly explanation?: Explanation | undefined
}

/** A request that may go on to its handler, and the way back. */
export interface Passage {
  readonly kind: "passage"
  readonly facts: RequestFacts
  /** The canonical path with the query as it came: what the framework is to see. */
  readonly target: string
  /** The template of the route that was decided on, without its parameters' names and types: `/orders/{}`, `/files/{**}`. */
  readonly shape: string
  /** What was decided on, in the order of the template's parameters. A framework may have cut a segment elsewhere. */
  readonly values: readonly string[]
  /** The body's bytes; undefined where the request has none. */
  readonly body: Buffer | undefined
  /**
   * Takes over the raw response: what is written to it is gathered where response rules hold, filtered, recorded, and only then
   * leaves. A framework that has a place of its own for this calls `respond`, and the bytes pass as they come from then on.
   * `by` the `"handler"`: whatever writes the raw response before `begin` is another one than was decided on, such as an application
   * that is mounted beside the framework's routes.
   */
  readonly seal: (response: ServerResponse, by?: "anybody" | "handler") => void
  /** The handler that was decided on begins. */
  readonly begin: () => void
  /**
   * For frameworks that find their route after the decision: whether the handler that they would run now is the one decided on. If
   * not, the answer has left and the line is written: no handler may run.
   */
  readonly dispatch: (dispatched: Dispatched | null) => boolean
  /**
   * Calls back when the handler has taken longer than `timeout` says. `send` gives the answer to the framework, or says that it
   * no longer takes one; whatever is written from then on, that answer leaves.
   */
  readonly onTimeout: (send: (answer: Answer) => boolean) => void
  /** Response rules may touch the answer. */
  readonly isFiltered: boolean
  /**
   * The JSON text of what leaves of an object, for a framework that is about to serialize it: `respond` takes that very text as
   * filtered. Never throws: what cannot be filtered is an empty text, and `respond` withholds it.
   */
  readonly write: (body: unknown, status: number) => string
  /** The framework could not write what `respond` gave it: a problem leaves, or the connection ends. */
  readonly fail: () => void
  /** Gathers a body that comes in pieces, where response rules hold; for `respond`. Never rejects. */
  readonly collect: (outgoing: Outgoing) => Promise<Outgoing>
  /** Says what leaves in place of the handler's answer. An answer after the first is an error's: nothing of it leaves. */
  readonly respond: (outgoing: Outgoing) => Sent
}

export function openPassage(exchange: Exchange, decision: Decision): Passage {
  let isEnded = false
  let timer: NodeJS.Timeout | undefined
  let sealed: Seal | undefined
  let late: Answer | undefined
  let isGone = false
  let pending: unknown
  let giveBack: (() => void) | undefined
  let isAwaited = false
  let written: Written | undefined
  const end = (): boolean => {
    if (isEnded) return false
    isEnded = true
    clearTimeout(timer)
    giveBack?.()
    return true
  }
  const { message, target } = exchange.incoming
  const hasRules = exchange.parts?.redactor.hasRules === true
  const isFiltered = (status: number, headers: Outgoing["headers"]): boolean =>
    hasRules && !isProblem(exchange, status) && !isPassed(exchange.parts, headers)
  const settled = (): Verdict => (late === undefined ? lost : { kind: "leaves", sent: replaced(late) })
  const judge: Judge = {
    head: (response) => {
      if (isEnded) return settled()
      if (isAwaited)
        return end() ? { kind: "leaves", sent: replaced(refuse(exchange, beforeHandler)) } : settled()
      if (isFiltered(response.statusCode, response.getHeaders())) return { kind: "gathers" }
      return end() ? verdictOf(finish(exchange, outgoingOf(response, flowing))) : settled()
    },
    whole: (response, body) =>
      end() ? { kind: "leaves", sent: finish(exchange, outgoingOf(response, body)) } : settled(),
    withhold: (why) => (end() ? { kind: "leaves", sent: withhold(exchange, why) } : settled()),
  }
  return {
    kind: "passage",
    facts: withExplanation({ subject: exchange.subject, decision, resources: exchange.resources }, exchange),
    target: canonicalTarget(exchange.path ?? "/", target),
    shape: exchange.parts?.shape ?? "",
    values: exchange.matched?.values ?? [],
    body: exchange.body,
    begin: () => void (isAwaited = false),
    seal: (response, by) => {
      isAwaited = by === "handler"
      if (hasRules) giveBack = takeNegotiation(message)
      sealed = seal(response, judge)
      const leave = (): void => {
        if (!end()) return
        isGone = true
        discard(pending)
        recordGone(exchange, decision)
      }
      // The client may have left while the way was gone: `close` does not come twice.
      if (response.destroyed) leave()
      else response.once("close", leave)
    },
    dispatch: (dispatched) => {
      const refusal = compareDispatch(exchange, dispatched)
      if (refusal === undefined || isEnded) return refusal === undefined
      end()
      sealed?.answer(replaced(refuse(exchange, refusal)))
      return false
    },
    onTimeout: (send) => {
      const { timeoutMilliseconds } = decision.obligations
      if (timeoutMilliseconds === undefined || isEnded) return
      timer = setTimeout(() => {
        if (!end()) return
        late = timedOut(exchange, timeoutMilliseconds)
        if (!send(late)) sealed?.answer(replaced(late))
      }, timeoutMilliseconds)
    },
    fail: () => {
      if (late === undefined && !isGone)
        failedAfter(exchange, { status: 500, headers: {}, payload: undefined }, sealed)
    },
    isFiltered: hasRules,
    write: (body, status) => {
      written = writeObject(exchange, body, status)
      return written.text
    },
    collect: async (outgoing) => {
      const whole = unwrappedSafely(outgoing)
      if (isEnded || !isFiltered(whole.status, whole.headers)) return whole
      pending = whole.payload
      return { ...whole, payload: await collected(whole.payload) }
    },
    respond: (outgoing) => {
      if (late !== undefined) return replaced(late)
      if (isGone) {
        sealed?.release(false)
        return toNobody(outgoing)
      }
      if (!end()) return failedAfter(exchange, outgoing, sealed)
      const sent = finish(exchange, outgoing, written)
      sealed?.release(sent.keepsTrailers)
      return sent
    },
  }
}

/** What looks like a web `Response` and does not read as one is a body that cannot be read. */
function unwrappedSafely(outgoing: Outgoing): Outgoing {
  try {
    return unwrapped(outgoing)
  } catch {
    discard(outgoing.payload)
    return { ...outgoing, status: 500, payload: "" }
  }
}

const lost = { kind: "lost" } as const

const beforeHandler: Refusal = {
  status: 500,
  reason: "dispatch-mismatch",
  why: "the raw response was written before the route's handler began",
}

/** In place of a body whose bytes need not be seen. */
const flowing = Symbol("flowing")

function verdictOf(sent: Sent): Verdict {
  return sent.payload === flowing ? { kind: "flows", sent } : { kind: "leaves", sent }
}

function outgoingOf(response: ServerResponse, payload: unknown): Outgoing {
  return { status: response.statusCode, headers: response.getHeaders(), payload }
}

function isProblem({ parts }: Exchange, status: number): boolean {
  return status >= 400 && parts?.route.revealErrors !== true
}

function canonicalTarget(path: string, target: string): string {
  const mark = target.indexOf("?")
  return mark === -1 ? path : `${path}${target.slice(mark)}`
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

/** Something failed while the first answer was on its way: no framework's last resort may tell what. */
function failedAfter(exchange: Exchange, { status }: Outgoing, sealed: Seal | undefined): Sent {
  const sent = withhold(exchange, "the answer failed on its way out", "internal", Math.max(status, 500))
  sealed?.answer(sent)
  return sent
}
