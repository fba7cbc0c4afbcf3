import { flights, isLetThrough, mountFor, routeFor, setParameters, takesParameter } from "./express-flight.ts"
import type { ExpressRequest, Flight } from "./express-flight.ts"
import { isRouter, routerIn, type Layer, type Router } from "./express-layers.ts"
import { readTemplates, type ExpressTemplate } from "./express-template.ts"

type Handle = (this: Layer, ...given: readonly unknown[]) => unknown

const templates = new WeakMap<Layer, readonly ExpressTemplate[]>()
const watchedLayers = new WeakSet<object>()
const watchedRouters = new WeakSet<Router>()
const watchedParameters = new WeakSet<Router>()

/** By layer: what cannot be read fits no request. */
export function templatesOf(layer: Layer): readonly ExpressTemplate[] {
  const known = templates.get(layer)
  if (known !== undefined) return known
  const read = readTemplates(layer.rawPath) ?? []
  templates.set(layer, read)
  return read
}

/**
 * Compares, at every route, mount and callback for a parameter of a router, what is about to run with what was decided on.
 *
 * Layers of one copy of Express share their methods: layers that are added later are compared as well. A request on which no
 * guard has decided goes by untouched.
 */
export function watchRouter(router: Router): void {
  for (const layer of router.stack) watchLayer(layer)
  if (router.stack.length > 0) watchedRouters.add(router)
  watchParameters(router)
}

/** Before each callback for a parameter. */
function watchParameters(router: Router): void {
  if (watchedParameters.has(router)) return
  watchedParameters.add(router)
  const check = (request: ExpressRequest, _: unknown, next: () => void, value: unknown, name: string) => {
    const flight = flights.get(request)
    const all = router.stack.flatMap((layer) => templatesOf(layer))
    const isDecidedOn = flight?.kind === "decided" && takesParameter(flight, all, request, name, value)
    if (flight === undefined || isDecidedOn || isLetThrough(flight)) next()
  }
  for (const callbacks of Object.values(router.params)) if (Array.isArray(callbacks)) callbacks.unshift(check)
  // Express adds the first callback for a name as an empty list, which it fills then.
  const params = new Proxy(router.params, {
    set: (target, name, callbacks) => {
      if (Array.isArray(callbacks)) callbacks.unshift(check)
      return Reflect.set(target, name, callbacks)
    },
  })
  Reflect.set(router, "params", params)
}

function watchLayer(layer: Layer): void {
  if (!("rawPath" in layer))
    throw new Error("the guard reads paths of `router` 2.3 and later: update Express")
  const shared: unknown = Object.getPrototypeOf(layer)
  if (typeof shared !== "object" || shared === null || watchedLayers.has(shared)) return
  watchedLayers.add(shared)
  for (const name of ["handleRequest", "handleError"]) {
    const handle: unknown = Reflect.get(shared, name)
    if (typeof handle !== "function") throw new Error(`this version of Express has no \`${name}\``)
    Reflect.set(shared, name, compared(handle as Handle, name === "handleRequest" ? 0 : 1))
  }
}

function compared(handle: Handle, place: 0 | 1): Handle {
  return function (...given) {
    const request = given[place]
    const flight = typeof request === "object" && request !== null ? flights.get(request) : undefined
    const mayRun =
      flight === undefined || isDecided(flight, this, request as ExpressRequest) || isLetThrough(flight)
    return mayRun ? Reflect.apply(handle, this, given) : undefined
  }
}

function isDecided(flight: Flight, layer: Layer, request: ExpressRequest): boolean {
  // Layers inside a route: the route itself was compared.
  if (!("route" in layer)) return true
  if (flight.kind === "waiting") return flight.isGuard(layer.handle)
  if (layer.route === undefined) watchBelow(layer)
  if (layer.slash) return true
  const find = layer.route === undefined ? mountFor : routeFor
  const template = find(flight, templatesOf(layer), request)
  if (template === undefined) return false
  setParameters(flight, template, request)
  return true
}

const seen = new WeakSet<Layer>()

/** Routers that came after the inventory, perhaps of another copy of Express. */
function watchBelow(layer: Layer): void {
  if (isRouter(layer.handle)) {
    if (!watchedRouters.has(layer.handle)) watchRouter(layer.handle)
    return
  }
  if (seen.has(layer)) return
  seen.add(layer)
  const router = routerIn(layer)
  if (router !== undefined && router !== "none") watchRouter(router)
}
