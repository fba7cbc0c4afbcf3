import { randomBytes, randomUUID } from "node:crypto"
import type { Server } from "node:http"
import { pinoSink } from "../audit/sink.ts"
import { startAuthentication } from "../authenticate/authenticate.ts"
import { compileLoads, compileNotes } from "../decide/reads.ts"
import { compileClient } from "../http/forwarded.ts"
import { headersOf } from "../http/headers.ts"
import type { Plan } from "../plan/plan.ts"
import { compileLimits } from "../quota/compile-limits.ts"
import { createMemoryStore } from "../quota/memory-store.ts"
import { withOutages } from "../quota/outage.ts"
import { compileRedaction } from "../redact/compile-redaction.ts"
import { canonicalize } from "../target/canonical.ts"
import { refuse, type Answer } from "./answer.ts"
import { guardConnections } from "./connection.ts"
import { readContext } from "./context.ts"
import type { Core, Exchange, Incoming, RouteParts } from "./exchange.ts"
import { shapeOf, stubsFor, uncovered, type ApplicationRoute } from "./inventory.ts"
import type { GuardOptions } from "./options.ts"
import { openPassage, type Passage } from "./passage.ts"
import { goTheWay } from "./way.ts"

/** Stands before an application: every request is decided before a handler runs, and every answer passes it on the way out. */
export interface Guard {
  /** Decides one request: on to the handler, or answered here. Never throws, never rejects. */
  readonly enter: (incoming: Incoming) => Promise<Passage | Answer>
  /** The target that a framework is to see: canonical path, query as it came; undefined where it has no single meaning. */
  readonly readTarget: (target: string) => string | undefined
  /** The answer to a request that something before the guard has answered: nothing of that leaves but its status, if it refuses. */
  readonly refuseUndecided: (incoming: Incoming, status: number) => Answer
  /** Takes over what a server answers by itself: bytes that are no request, expectations, tunnels. Before the server listens. */
  readonly guardConnections: (server: Server) => void
  /** Throws, with policy text ready to paste, where the application has routes that the policy does not know. */
  readonly requireCoverage: (routes: readonly ApplicationRoute[]) => void
}

/** A guard that cannot start: what is missing, all of it. */
export class GuardError extends Error {
  override readonly name = "GuardError"
}

/**
 * Makes a guard from a compiled policy.
 *
 * Reads keys and key sets once; throws a `GuardError` that names everything that is missing: a source of keys, a loader,
 * or who the subject is where the policy declares no authenticator.
 */
export async function createGuard(options: GuardOptions): Promise<Guard> {
  const { policy, store, audit, clock } = options
  const { plan } = policy
  const { authenticate, problems } = await startAuthentication(plan, {
    environment: options.environment ?? process.env,
    folder: options.folder ?? policy.root ?? ".",
  })
  const missing = [...problems, ...missingFrom(options)]
  if (missing.length > 0)
    throw new GuardError(`the guard cannot start:\n${missing.map((each) => `  ${each}`).join("\n")}`)
  const routes: (RouteParts | undefined)[] = []
  const core: Core = {
    compiled: policy,
    options: { ...options, onError: quiet(options.onError) },
    authenticate: plan.authenticators.length > 0 ? authenticate : undefined,
    clientOf: compileClient(plan.trustedProxies),
    store: withOutages(store ?? createMemoryStore({ clock: clock === undefined ? "monotonic" : "given" })),
    audit: audit ?? pinoSink(),
    clock: clock ?? Date.now,
    hashKey: options.hashKey ?? randomBytes(32),
    routeAt: (place) => (routes[place] ??= makeParts(options, place)),
  }
  return {
    enter: (incoming) => enter(core, incoming),
    readTarget,
    refuseUndecided: (incoming, status) => {
      const refusal = {
        status: status < 400 ? 500 : status,
        reason: "undecided",
        why: "answered before the guard",
      } as const
      return refuse(openExchange(core, incoming), refusal)
    },
    guardConnections: (server) => {
      guardConnections(server, (message, refusal) => {
        const incoming = { message, target: message.url ?? "", requestId: undefined, dispatched: undefined }
        return refuse(openExchange(core, incoming), refusal)
      })
    },
    requireCoverage: (application) => {
      const lacking = uncovered(plan.routes, application)
      if (lacking.length === 0) return
      const names = lacking.map(({ method, template }) => `  ${method} ${template}`).join("\n")
      throw new GuardError(
        `the policy has no route for\n${names}\nadd, and say who may:\n\n${stubsFor(lacking)}\n`,
      )
    },
  }
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

function missingFrom({ policy: { plan }, loaders, subject }: GuardOptions): readonly string[] {
  const needed = plan.routes.flatMap(({ loads }) => loads.filter((load) => load.needed))
  const lacking = needed.filter(
    ({ name }) => typeof Object.entries(loaders ?? {}).find(([key]) => key === name)?.[1] !== "function",
  )
  const first = lacking.filter(({ name }, place) => lacking.findIndex((load) => load.name === name) === place)
  const problems = first.map(
    ({ name, span }) => `${span.file}:${span.line} no loader is given for \`${name}\``,
  )
  return [...problems, ...subjectProblems(plan, subject !== undefined)]
}

function subjectProblems({ authenticators }: Plan, isGiven: boolean): readonly string[] {
  const isAsked = authenticators.length === 0 || authenticators.some(({ kind }) => kind === "host")
  if (isAsked === isGiven) return []
  if (isGiven) return ["the policy authenticates callers itself: `subject` would never be asked"]
  return [
    authenticators.length === 0
      ? "the policy declares no authenticator: `subject` has to say who calls"
      : "the policy asks the host who calls: `subject` has to say it",
  ]
}

function makeParts({ policy }: GuardOptions, place: number): RouteParts {
  const { plan } = policy
  const route = plan.routes[place]
  if (route === undefined) throw new RangeError(`there is no route ${place}`)
  return {
    route,
    shape: shapeOf(route.template),
    steps: policy.steps(place),
    limits: compileLimits(plan, route),
    loads: compileLoads(plan, route),
    notes: compileNotes(plan, route),
    redactor: compileRedaction(plan, route),
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
  if (refusal !== undefined) return refuse(exchange, refusal)
  const { decision } = exchange
  if (decision === undefined) return refuse(exchange, { status: 500, reason: "undecided" })
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
