import { randomUUID } from "node:crypto"
import type { Server, ServerResponse } from "node:http"
import { headersOf } from "../http/headers.ts"
import { canonicalize } from "../target/canonical.ts"
import { refuse, type Answer } from "./answer.ts"
import { guardConnections } from "./connection.ts"
import { readContext } from "./context.ts"
import { GuardError, keep, startCore } from "./core.ts"
import { createFeed, type Decisions } from "./decisions.ts"
import type { Core, Exchange, Incoming } from "./exchange.ts"
import { stubsFor, uncovered, type ApplicationRoute } from "./inventory.ts"
import { observePassage } from "./observe.ts"
import { giveNotice } from "./notice.ts"
import type { GuardOptions } from "./options.ts"
import { replaced } from "./outgoing.ts"
import { openPassage, type Passage } from "./passage.ts"
import { seal, type Verdict } from "./seal.ts"
import { answerPreflight } from "./steps/preflight.ts"
import { goTheWay } from "./way.ts"

/** Stands before an application: every request is decided before a handler runs, and every answer passes it on the way out. */
export interface Guard {
  /** `observe`: adapters refuse nothing either, and change no answer. */
  readonly mode: "enforce" | "observe"
  /** Decides one request: on to the handler, or answered here. Never throws, never rejects. */
  readonly enter: (incoming: Incoming) => Promise<Passage | Answer>
  /** The target that a framework is to see: canonical path, query as it came; undefined where it has no single meaning. */
  readonly readTarget: (target: string) => string | undefined
  /** The answer to a request that something before the guard has answered: nothing of that leaves but its status, if it refuses. */
  readonly refuseUndecided: (incoming: Incoming, status: number) => Answer
  /** Whatever is written to the response from now on, by whomever: this answer leaves, once. */
  readonly keepTo: (response: ServerResponse, answer: Answer) => void
  /** Takes over what a server answers by itself: bytes that are no request, expectations, tunnels. Before the server listens. */
  readonly guardConnections: (server: Server) => void
  /** Throws, with policy text ready to paste, where the application has routes that the policy does not know. */
  readonly requireCoverage: (routes: readonly ApplicationRoute[]) => void
  /** Throws a `GuardError`: the application cannot be guarded. A guard that only looks on reports it instead. */
  readonly refuseStart: (why: string) => void
  /**
   * Puts another policy in force, whole: requests that have begun end under the one under which they began. Counters go on.
   * Rejects with a `GuardError` where keys or loaders are missing or the application has routes that the policy does not know;
   * then nothing has changed. Calls take their turn.
   */
  readonly replace: (policy: GuardOptions["policy"]) => Promise<void>
  /** Every decision, for whoever reads along. */
  readonly decisions: Decisions
  /** Ends `decisions`, and takes no other policy; a policy folder is no longer watched. Requests are decided as before. */
  readonly close: () => void
}

/**
 * Makes a guard from a compiled policy.
 *
 * Reads keys and key sets once; throws a `GuardError` that names everything that is missing: a source of keys, a loader,
 * or who the subject is where the policy declares no authenticator.
 */
export async function createGuard(given: GuardOptions): Promise<Guard> {
  const feed = createFeed()
  // Whatever is not the word itself enforces.
  const mode: Guard["mode"] = given.mode === "observe" ? "observe" : "enforce"
  const options = { ...given, mode, onError: quiet(given.onError) }
  const kept = await keep(options, feed.publish)
  const application = new Map<string, ApplicationRoute>()
  let core = await startCore(options, kept)
  let turn: Promise<void> = Promise.resolve()
  let isClosed = false

  const refuseStart = (why: string): void => {
    const error = new GuardError(why)
    if (mode === "enforce") throw error
    giveNotice(options.onNotice, { kind: "unguarded", error })
  }
  const swap = async (policy: GuardOptions["policy"]): Promise<void> => {
    const next = await startCore({ ...options, policy }, kept)
    if (isClosed) throw new GuardError("the guard is closed")
    const lack = lackOf(next, [...application.values()])
    if (lack !== undefined) refuseStart(lack)
    core = next
  }
  return {
    mode,
    enter: (incoming) => enter(core, incoming),
    readTarget: mode === "enforce" ? readTarget : (target) => target,
    refuseUndecided: (incoming, status) => {
      const refusal = {
        status: status < 400 ? 500 : status,
        reason: "undecided",
        why: "answered before the guard",
        answered: status,
      } as const
      return refuse(openExchange(core, incoming), refusal)
    },
    keepTo: (response, answer) => {
      const leaves = (): Verdict => ({ kind: "leaves", sent: replaced(answer) })
      seal(response, { head: leaves, whole: leaves, withhold: leaves })
    },
    guardConnections: (server) => {
      // What is no request is for Node to answer while the guard only looks on.
      if (mode === "observe") return
      guardConnections(server, (message, refusal) => {
        const incoming = { message, target: message.url ?? "", requestId: undefined, dispatched: undefined }
        return refuse(openExchange(core, incoming), refusal)
      })
    },
    requireCoverage: (routes) => {
      for (const route of routes) application.set(`${route.method} ${route.template}`, route)
      const lack = lackOf(core, routes)
      if (lack !== undefined) refuseStart(lack)
    },
    refuseStart,
    replace: (policy) => {
      const swapped = turn.then(() => swap(policy))
      turn = swapped.catch(() => {})
      return swapped
    },
    decisions: feed.decisions,
    close: () => {
      isClosed = true
      feed.close()
    },
  }
}

function lackOf({ compiled }: Core, application: readonly ApplicationRoute[]): string | undefined {
  const lacking = uncovered(compiled.plan.routes, application)
  if (lacking.length === 0) return undefined
  const names = lacking.map(({ method, template }) => `  ${method} ${template}`).join("\n")
  return `the policy has no route for\n${names}\nadd, and say who may:\n\n${stubsFor(lacking)}\n`
}

/** What a host does with an error is its own affair: that it fails changes no answer. */
function quiet(onError: GuardOptions["onError"]): NonNullable<GuardOptions["onError"]> {
  return (error, requestId) => {
    try {
      onError?.(error, requestId)
    } catch {
      // The error has been told; there is nobody else to tell.
    }
  }
}

function readTarget(target: string): string | undefined {
  const canonical = canonicalize(target)
  const mark = target.indexOf("?")
  return canonical.kind === "path" ? `${canonical.path}${mark === -1 ? "" : target.slice(mark)}` : undefined
}

async function enter(core: Core, incoming: Incoming): Promise<Passage | Answer> {
  const exchange = openExchange(core, incoming)
  const refusal = await goTheWay(exchange)
  // Who went away is let go in every mode.
  if (core.options.mode === "observe" && refusal?.reason !== "aborted")
    return observePassage(exchange, refusal)
  if (refusal !== undefined) return refuse(exchange, refusal)
  const { decision } = exchange
  if (decision === undefined) return refuse(exchange, { status: 500, reason: "undecided" })
  const { preflight } = decision.obligations
  if (preflight !== undefined) return answerPreflight(exchange, preflight)
  return openPassage(exchange, decision)
}

function openExchange(core: Core, incoming: Incoming): Exchange {
  const { message } = incoming
  const requestId = incoming.requestId ?? randomUUID()
  const headers = headersOf(message.rawHeaders)
  const now = core.clock()
  return {
    core,
    incoming,
    requestId,
    method: message.method ?? "",
    now,
    begun: performance.now(),
    headers,
    path: undefined,
    query: {},
    context: readContext(core, message, headers, now, requestId),
    matched: undefined,
    parts: undefined,
    environment: undefined,
    subject: undefined,
    actor: undefined,
    body: undefined,
    resources: {},
    outcomes: [],
    decision: undefined,
  }
}
