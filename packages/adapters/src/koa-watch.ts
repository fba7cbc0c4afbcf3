import type { Guard } from "@edict/engine"
import type { Context, Middleware } from "koa"
import { dispatch, dispatchMount } from "./koa-dispatch.ts"
import { guards } from "./koa-entry.ts"
import { layerOf, type Layer } from "./koa-layer.ts"
import { slot } from "./slot.ts"

const matched = slot<readonly unknown[]>("matched")
const mountPaths = slot<unknown>("mountPath")
const checks = new WeakMap<Layer, Middleware>()
const known = new WeakSet<Middleware>()
const watched = new WeakSet<object>()

/**
 * Puts a check before every layer that a router of this application is about to run, wherever the router stands and whenever it was
 * added: a router names the layers that it matched on the context before it runs them, and koa-mount names its path.
 */
export function watchRouters(app: { readonly context: object }, ready: Guard): void {
  if (watched.has(app.context)) return
  watched.add(app.context)
  guards.set(app, ready)
  Object.defineProperties(app.context, {
    matched: {
      // Whoever gets the list may add to it, as the second router does.
      get(this: Context) {
        const layers = matched.get(this)
        return layers && Object.assign(layers, { push: pushArmed })
      },
      set(this: Context, layers: readonly unknown[]) {
        for (const layer of layers) arm(layerOf(layer))
        matched.set(this, layers)
      },
    },
    mountPath: {
      get(this: Context) {
        return mountPaths.get(this)
      },
      set(this: Context, path: unknown) {
        if (!dispatchMount(this, String(path))) throw answered()
        mountPaths.set(this, path)
      },
    },
  })
}

/** Says nothing to anybody: the guard has answered, and written its line. */
function answered(): Error {
  return Object.assign(new Error("another route was decided on"), { expose: true })
}

function pushArmed(this: unknown[], ...layers: readonly unknown[]): number {
  for (const layer of layers) arm(layerOf(layer))
  return Array.prototype.push.apply(this, [...layers])
}

/** Puts the check first. A layer that was made from another has brought that one's. */
export function arm(layer: Layer): void {
  const check = checks.get(layer) ?? checkOf(layer)
  if (layer.stack[0] !== check) layer.stack = [check, ...layer.stack.filter((one) => !known.has(one))]
}

function checkOf(layer: Layer): Middleware {
  const check: Middleware = (ctx, next) => (dispatch(ctx, layer) ? next() : Promise.resolve())
  checks.set(layer, check)
  known.add(check)
  return check
}
