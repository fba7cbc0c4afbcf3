import { randomUUID } from "node:crypto"
import type { Guard, Incoming, Passage } from "@edict/engine"
import type { Context } from "koa"
import { writeAnswer } from "./raw-server.ts"
import { slot, type Slot } from "./slot.ts"

/** A request that the guard let through. */
export interface Entry {
  readonly passage: Passage
  /** The canonical path. */
  readonly path: string
  /** As it came: a middleware may set another one. */
  readonly method: string
  /** What sub-applications of koa-mount took off the front of the path. */
  readonly fronts: string[]
  /** A route's handlers were let run. */
  isDispatched: boolean
}

/** Of a request: a context may be another's copy. */
export const entries: Slot<Entry> = slot("entry")
/** By application. */
export const guards: WeakMap<object, Guard> = new WeakMap()

export function incomingOf({ req, originalUrl }: Context): Incoming & { readonly requestId: string } {
  return { message: req, target: originalUrl, requestId: randomUUID(), dispatched: undefined }
}

/** Whether a router may run though no guard stood before it: in an application that has none. */
export function runsUnguarded(ctx: Context): boolean {
  const ready = guards.get(ctx.app)
  if (ready === undefined) return true
  const refused = ready.refuseUndecided(incomingOf(ctx), 500)
  if (ready.mode === "observe") return true
  ctx.respond = false
  writeAnswer(ctx.res, refused)
  return false
}

/** What was taken off the front of the decided path: nothing, or what koa-mount took. Undefined where somebody has rewritten the path. */
export function frontOf({ path }: Context, { path: whole, fronts }: Entry): string | undefined {
  if (path === whole) return ""
  if (path === "/" && fronts.includes(whole)) return whole
  return fronts.find((front) => front + path === whole)
}
