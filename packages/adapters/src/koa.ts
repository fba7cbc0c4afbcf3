import type { Server } from "node:http"
import type { Answer, Passage, RequestFacts } from "@edict/engine"
import type { Context, Middleware } from "koa"
import { entries, incomingOf, type Entry } from "./koa-entry.ts"
import { requireCoverage } from "./koa-inventory.ts"
import { watchRouters } from "./koa-watch.ts"
import { serversOf, writeAnswer } from "./raw-server.ts"
import { isHandedOver, readyGuard, type AdapterOptions } from "./ready-guard.ts"
import { letGo, replay } from "./replay.ts"

/** What handlers find in `ctx.state`; for applications that declare a state of their own. */
export interface EdictState {
  /** What the policy decided: set before any handler runs. */
  edict: RequestFacts
}

declare module "koa" {
  interface DefaultState extends EdictState {}
}

/** An application, whatever its state and context are. */
interface Application {
  readonly context: object
  readonly middleware: readonly unknown[]
}

/** The guard as a Koa middleware: the first that the application uses. */
export interface KoaGuard extends Middleware {
  /**
   * Takes the inventory, after the routes and before the application listens: throws where something stands before the guard, where
   * the policy lacks a route, and where a path is like no template. Where nobody calls it, the first request does, and all are
   * answered with 503 until nothing is missing.
   */
  readonly protect: (app: Application) => void
  /**
   * Takes over what the server would answer by itself, and refuses upgrades and tunnels; right behind `listen`. Where nobody calls it,
   * the first request does.
   */
  readonly attach: (server: Server) => void
  /**
   * Ends the watching of the policy folder, for a program that never listens: otherwise it ends with the server. A guard that was
   * handed over stays open.
   */
  readonly close: () => void
}

/**
 * Makes the guard of a Koa application.
 *
 * In handlers, `ctx.state.edict` holds the decision.
 *
 * @example
 * const edict = await guard({ policy: "./policies/orders", loaders: { order: (id) => db.order(id) } })
 * app.use(edict)
 * app.use(router.routes())
 * edict.protect(app)
 * edict.attach(app.listen(3000))
 */
export async function guard(options: AdapterOptions): Promise<KoaGuard> {
  const ready = await readyGuard(options)
  const { attach, attachBy, close } = serversOf(ready, options)
  const covered = new WeakSet<Application>()
  const protect = (app: Application): void => {
    watchRouters(app, ready)
    requireCoverage(app, middleware, ready)
    covered.add(app)
  }
  const middleware: Middleware = async (ctx, next) => {
    // Used twice, it decides once.
    if (entries.has(ctx.req)) return next()
    const incoming = incomingOf(ctx)
    try {
      watchRouters(ctx.app, ready)
      if (!covered.has(ctx.app)) protect(ctx.app)
      attachBy(ctx.req)
    } catch (error) {
      if (isHandedOver(options) || options.onError === undefined) ctx.app.emit("error", error, ctx)
      else options.onError(error, incoming.requestId)
      return answer(ctx, ready.refuseUndecided(incoming, 503))
    }
    const outcome = await ready.enter(incoming)
    if (outcome.kind === "answer") return answer(ctx, outcome)
    const entry = open(ctx, outcome)
    await next()
    if (!entry.isDispatched && isUnanswered(ctx)) outcome.dispatch(null)
  }
  return Object.assign(middleware, { protect, attach, close })
}

function answer(ctx: Context, given: Answer): void {
  ctx.respond = false
  writeAnswer(ctx.res, given)
}

/** The request as it was decided on, and nothing else. */
function open(ctx: Context, passage: Passage): Entry {
  ctx.url = passage.target
  const { path, method } = ctx
  const entry: Entry = { passage, path, method, fronts: [], isDispatched: false }
  entries.set(ctx.req, entry)
  ctx.originalUrl = passage.target
  ctx.request.originalUrl = passage.target
  ctx.state.edict = passage.facts
  passage.seal(ctx.res)
  passage.onTimeout(() => false)
  if (passage.body === undefined) return entry
  replay(ctx.req, passage.body)
  ctx.res.once("close", () => letGo(ctx.req))
  return entry
}

/** Koa would say 404 by itself. */
function isUnanswered({ status, body, respond, headerSent }: Context): boolean {
  return status === 404 && (body === undefined || body === null) && respond !== false && !headerSent
}
