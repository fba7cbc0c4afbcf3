import { randomUUID } from "node:crypto"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Guard, Incoming, RequestFacts } from "@edict/engine"
import { decided, flights, type Waiting } from "./express-flight.ts"
import { takeInventory } from "./express-inventory.ts"
import { allowLateFields } from "./express-late.ts"
import { isRouter, type ExpressApplication, type RoutedRequest, type Router } from "./express-layers.ts"
import { serversOf, writeAnswer } from "./raw-server.ts"
import { isHandedOver, readyGuard, type AdapterOptions } from "./ready-guard.ts"
import { letGo, replay } from "./replay.ts"

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the name under which Express's types can be added to
  namespace Express {
    interface Request {
      /** What the policy decided: set before any handler runs. */
      edict: RequestFacts
    }
  }
}

type Request = RoutedRequest & { edict?: RequestFacts; app?: ExpressApplication }
type Next = (error?: unknown) => void

/** The guard as a middleware, for the whole application: the first that it uses. */
export interface ExpressGuard {
  (request: IncomingMessage, response: ServerResponse, next: Next): Promise<void>
  /**
   * After the last route: throws where the application has a route that the policy does not know, or anything that stands before
   * the guard. Nobody calls it: the first request does, and all are answered with 503 until it passes.
   */
  readonly protect: (application: ExpressApplication) => void
  /**
   * Right behind `listen`: the server takes no upgrade and no tunnel, and what it would answer by itself is answered by the guard.
   * Nobody calls it: the first request does.
   */
  readonly attach: (server: Server) => void
  /**
   * Ends the watching of the policy folder, for a program that never listens: otherwise it ends with the server. A guard that was
   * handed over stays open.
   */
  readonly close: () => void
}

/**
 * The guard for an Express application. In handlers, `request.edict` holds the decision.
 *
 * @example
 * const edict = await guard({ policy: "./policies/orders", loaders: { order: (id) => db.order(id) } })
 * app.use(edict)
 * app.get("/v1/orders/:id", (request, response) => response.json(request.edict.resources.order))
 * edict.protect(app)
 * edict.attach(app.listen(8080))
 */
export async function guard(options: AdapterOptions): Promise<ExpressGuard> {
  const ready = await readyGuard(options)
  const { attach, attachBy, close } = serversOf(ready, options)
  const covered = new WeakSet<object>()
  const protect = (application: ExpressApplication): void => {
    if (covered.has(application)) return
    const { router, parent } = application
    if (!isRouter(router)) throw new TypeError("`protect` takes an Express application")
    const isPath = (path: string): boolean => !path.includes("?") && ready.readTarget(path) === path
    const asked = { isGuard, isPart: parent !== undefined, isPath }
    const { routes, problems } = takeInventory(router, asked)
    if (problems.length > 0)
      ready.refuseStart(`the guard cannot start:\n${problems.map((each) => `  ${each}`).join("\n")}`)
    ready.requireCoverage(routes)
    beginAt(router, isGuard, ready)
    covered.add(application)
  }
  // Instrumentation wraps handlers, and takes their members along.
  const isGuard = (handle: unknown): boolean =>
    typeof handle === "function" && Reflect.get(handle, "protect") === protect
  const edict = async (request: Request, response: ServerResponse, next: Next): Promise<void> => {
    const flight = flights.get(request)
    try {
      attachBy(request)
      if (request.app === undefined || !covered.has(request.app)) return protectLate(request, response)
      if (flight?.kind === "waiting" && !(await enter(request, response, flight))) return undefined
    } catch (error) {
      return failed(error, request, response)
    }
    return next()
  }
  /** False: the request is answered. */
  const enter = async (
    request: Request,
    response: ServerResponse,
    { incoming }: Waiting,
  ): Promise<boolean> => {
    const outcome = await ready.enter(incoming)
    if (outcome.kind === "answer") writeAnswer(response, outcome)
    if (outcome.kind === "answer") return false
    request.edict = outcome.facts
    outcome.seal(response)
    outcome.onTimeout(() => {
      allowLateFields(response)
      return false
    })
    if (outcome.body !== undefined) {
      replay(request, outcome.body)
      response.once("close", () => letGo(request))
    }
    flights.set(request, decided(outcome, request.method))
    return true
  }
  /** And begins anew: the first request goes the way of all others. */
  const protectLate = (request: Request, response: ServerResponse): void => {
    const { app } = request
    if (app === undefined) throw new TypeError("the guard stands in no Express application")
    protect(app)
    Reflect.apply(Reflect.get(app, "handle"), app, [request, response])
  }
  const failed = (error: unknown, request: Request, response: ServerResponse): void => {
    const incoming = incomingOf(request)
    if (!isHandedOver(options) && options.onError !== undefined) options.onError(error, incoming.requestId)
    else process.emitWarning(error instanceof Error ? error : String(error))
    writeAnswer(response, ready.refuseUndecided(incoming, 503))
  }
  return Object.assign(edict, { protect, attach, close })
}

function incomingOf(request: RoutedRequest): Incoming & { readonly requestId: string } {
  const target = request.originalUrl ?? request.url ?? ""
  return { message: request, target, requestId: randomUUID(), dispatched: undefined }
}

/** Routers see canonical targets only, nothing runs before the guard, and what no route takes has no handler. */
function beginAt(router: Router, isGuard: Waiting["isGuard"], ready: Guard): void {
  const { handle } = router
  router.handle = (request, response, done) => {
    if (!flights.has(request)) {
      const incoming = incomingOf(request)
      const refuse = (): boolean => {
        // What stands before a guard that only looks on was told when it started.
        if (ready.mode === "observe") return true
        writeAnswer(response, ready.refuseUndecided(incoming, 500))
        return false
      }
      flights.set(request, { kind: "waiting", incoming, isGuard, refuse })
      const canonical = ready.readTarget(incoming.target) ?? "/"
      request.url = request.url === incoming.target ? canonical : (ready.readTarget(request.url ?? "") ?? "/")
      request.originalUrl = canonical
    }
    const last = (error?: unknown): void => {
      const flight = flights.get(request)
      const isFailed = error !== undefined && error !== null
      if (isFailed || flight?.kind !== "decided" || flight.passage.dispatch(null)) done(error)
    }
    Reflect.apply(handle, router, [request, response, last])
  }
}
