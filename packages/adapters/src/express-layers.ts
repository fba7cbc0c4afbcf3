import type { IncomingMessage, ServerResponse } from "node:http"

/** What is looked at in the stack of a router: the shapes of `router` 2.3, which Express 5.3 uses. */
export interface Layer {
  readonly rawPath: unknown
  readonly handle: unknown
  /** The handler's when it was added; instrumentation may have wrapped it since. */
  readonly name: string
  /** Takes every path: `use(handler)`. */
  readonly slash: boolean
  /** Undefined on mounts; layers inside a route have no such member. */
  readonly route?: Route | undefined
}

export interface Route {
  readonly methods: Readonly<Record<string, unknown>>
}

export interface Router {
  readonly stack: readonly Layer[]
  readonly params: Readonly<Record<string, unknown>>
  handle: (request: RoutedRequest, response: ServerResponse, done: (error?: unknown) => void) => void
}

export type RoutedRequest = IncomingMessage & { originalUrl?: string }

/** An application, as Express makes it. */
export interface ExpressApplication {
  readonly router: unknown
  /** The application in which it is mounted. */
  readonly parent?: unknown
}

export function isRouter(value: unknown): value is Router {
  return typeof value === "function" && "stack" in value && Array.isArray(value.stack) && "handle" in value
}

/** A plain handler; a router; an application, which has one. Undefined: an application that cannot be found. */
export function routerIn({ handle, name }: Layer): Router | "none" | undefined {
  if (isRouter(handle)) return handle
  if (typeof handle !== "function" || name !== "mounted_app") return "none"
  const application = applicationOf(handle)
  const router: unknown = application === undefined ? undefined : Reflect.get(application, "router")
  return isRouter(router) ? router : undefined
}

const enough = Symbol("enough")

/**
 * The application behind a mount: Express keeps it in a closure. Asked to handle a request, it first makes that request its own,
 * and this one stops it there.
 */
function applicationOf(handle: Function): object | undefined {
  let application: unknown
  const request = new Proxy(
    {},
    {
      setPrototypeOf: (_, prototype) => {
        application = prototype === null ? undefined : Reflect.get(prototype, "app")
        throw enough
      },
    },
  )
  try {
    Reflect.apply(handle, undefined, [request, { setHeader: () => {} }, () => {}])
  } catch (error) {
    if (error !== enough) return undefined
  }
  return typeof application === "function" ? application : undefined
}
