import { randomUUID } from "node:crypto"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Guard, RequestFacts } from "@edict/engine"
import { flights, openFlight } from "./express-flight.ts"
import { takeInventory } from "./express-inventory.ts"
import { isRouter, type ExpressApplication, type RoutedRequest, type Router } from "./express-layers.ts"
import { closeServer, closeServerOf, writeAnswer } from "./raw-server.ts"
import { readyGuard, type AdapterOptions } from "./ready-guard.ts"
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
  /** Before the server listens: it takes no upgrade and no tunnel, and what it would answer by itself is answered by the guard. */
  readonly attach: (server: Server) => void
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
  const covered = new WeakSet<object>()
  const targets = new WeakMap<object, string>()
  const protect = (application: ExpressApplication): void => {
    if (covered.has(application)) return
    const { router } = application
    if (!isRouter(router)) throw new TypeError("`protect` takes an Express application")
    const isPath = (path: string): boolean => !path.includes("?") && ready.readTarget(path) === path
    const { routes, problems } = takeInventory(router, {
      guard: middleware,
      isPart: application.parent !== undefined,
      isPath,
    })
    if (problems.length > 0)
      ready.refuseStart(`the guard cannot start:\n${problems.map((each) => `  ${each}`).join("\n")}`)
    ready.requireCoverage(routes)
    beginAt(router, ready, targets)
    covered.add(application)
  }
  const middleware = async (request: Request, response: ServerResponse, next: Next): Promise<void> => {
    if (flights.has(request)) return next()
    const { app } = request
    if (app === undefined || !covered.has(app)) return protectLate(request, response)
    const target = targets.get(request) ?? ""
    const outcome = await ready.enter({
      message: request,
      target,
      requestId: undefined,
      dispatched: undefined,
    })
    if (outcome.kind === "answer") return writeAnswer(response, outcome)
    flights.set(request, openFlight(outcome, request.method))
    request.edict = outcome.facts
    outcome.seal(response)
    outcome.onTimeout(() => false)
    if (outcome.body !== undefined) {
      replay(request, outcome.body)
      response.once("close", () => letGo(request))
    }
    return next()
  }
  /** Then begins anew, so that the first request goes the way of all others. */
  const protectLate = (request: Request, response: ServerResponse): void => {
    const { app } = request
    try {
      if (app === undefined) throw new TypeError("the guard stands in no Express application")
      closeServerOf(request, ready)
      protect(app)
    } catch (error) {
      const requestId = randomUUID()
      report(error, requestId)
      const target = request.originalUrl ?? request.url ?? ""
      const incoming = { message: request, target, requestId, dispatched: undefined }
      return writeAnswer(response, ready.refuseUndecided(incoming, 503))
    }
    Reflect.apply(Reflect.get(app, "handle"), app, [request, response])
  }
  const report = (error: unknown, requestId: string): void => {
    if ("onError" in options) options.onError?.(error, requestId)
    else process.emitWarning(error instanceof Error ? error : String(error))
  }
  return Object.assign(middleware, {
    protect,
    attach: (server: Server) => closeServer(server, ready),
  })
}

/** Routers see canonical targets only, and what none of them takes has no handler. */
function beginAt(router: Router, ready: Guard, targets: WeakMap<object, string>): void {
  const { handle } = router
  router.handle = (request, response, done) => {
    if (!targets.has(request)) {
      const target = request.originalUrl ?? request.url ?? ""
      targets.set(request, target)
      request.url = request.originalUrl = ready.readTarget(target) ?? "/"
    }
    Reflect.apply(handle, router, [
      request,
      response,
      (error?: unknown) => {
        const isFailed = error !== undefined && error !== null
        if (isFailed || flights.get(request)?.passage.dispatch(null) !== false) done(error)
      },
    ])
  }
}
