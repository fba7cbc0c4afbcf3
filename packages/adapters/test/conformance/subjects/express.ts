import { once } from "node:events"
import express, { type Express, type IRouter, type RequestHandler, type RouterOptions } from "express"
import { guard } from "../../../src/express.ts"
import type { Parts, Route, Subject, Trait } from "../subject.ts"
import { readText } from "./bytes.ts"

/** `/files{/*rest}` is all below `/files`, and `/files` itself, as the policy has it. */
const pathOf = (template: string): string =>
  template
    .replace(/\/\{(\w+)\*\*\}$/, (_, name: string) => `{/*${name}}`)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => `:${name}`)

function handlerOf({ handle }: Parts, route: Route): RequestHandler {
  return async (request, response) => {
    const body = await readText(request)
    const { params, originalUrl, edict } = request
    const { run, body: answer } = handle(route, { params, url: originalUrl, facts: edict, body })
    response.set("x-run", run).json(answer)
  }
}

function add(router: IRouter, method: string, path: string | string[], handler: RequestHandler): void {
  const route = router.route(path)
  if (method === "GET") route.get(handler)
  else if (method === "POST") route.post(handler)
  else if (method === "DELETE") route.delete(handler)
  else if (method === "PUT") route.put(handler)
  else throw new Error(`no route is made for ${method}`)
}

interface Variant {
  /** When the guard takes the inventory, and the server. */
  readonly protect?: "after the routes" | "before the routes" | "at the first request"
  readonly settings?: Readonly<Record<string, unknown>>
  readonly routes?: (app: Express, parts: Parts) => void
  readonly traits?: readonly Trait[]
}

function plainRoutes(app: Express, parts: Parts): void {
  for (const route of parts.routes) add(app, route.method, pathOf(route.template), handlerOf(parts, route))
}

const elsewhere = "/elsewhere"

/** Each route stands at two paths. */
function arrayRoutes(app: Express, parts: Parts): void {
  for (const route of parts.routes)
    add(
      app,
      route.method,
      [elsewhere + pathOf(route.template), pathOf(route.template)],
      handlerOf(parts, route),
    )
}

/** The first segment, and what stands below it. */
function cut(template: string): readonly [first: string, rest: string] {
  const path = pathOf(template)
  const mark = path.indexOf("/", 1)
  // What may be absent belongs together.
  const end = mark === -1 ? path.length : path.charAt(mark - 1) === "{" ? mark - 1 : mark
  return [path.slice(0, end), path.slice(end) || "/"]
}

const mountedRoutes =
  (options: RouterOptions) =>
  (app: Express, parts: Parts): void => {
    for (const route of parts.routes) {
      const [first, rest] = cut(route.template)
      const inner = express.Router(options)
      add(inner, route.method, rest, handlerOf(parts, route))
      const outer = express.Router(options)
      outer.use("/", inner)
      app.use(first, outer)
    }
  }

function subApplications(app: Express, parts: Parts): void {
  for (const route of parts.routes) {
    const [first, rest] = cut(route.template)
    const inner = express()
    inner.set("env", "test").set("case sensitive routing", false).set("strict routing", false)
    add(inner, route.method, rest, handlerOf(parts, route))
    app.use(first, inner)
  }
}

/** Middlewares at paths of their own, as one guards a part of an application by them. */
function besideMounts(app: Express, parts: Parts): void {
  for (const path of ["/admin", "/things", "/open"]) {
    app.use(path, (request, _response, next) => {
      parts.passBy(path, request.edict)
      next()
    })
  }
  plainRoutes(app, parts)
}

/** Goes by whatever a header says. */
function credulousRoutes(app: Express, parts: Parts): void {
  app.use((request, _response, next) => {
    const { query, headers } = request
    const method = headers["x-http-method-override"] ?? headers["x-method-override"] ?? query["_method"]
    const url = headers["x-original-url"] ?? headers["x-rewrite-url"]
    if (typeof method === "string") request.method = method
    if (typeof url === "string") request.url = url
    next()
  })
  plainRoutes(app, parts)
}

function expressSubject(
  name: string,
  { settings = {}, routes = plainRoutes, protect = "after the routes", traits = [] }: Variant,
): Subject {
  const ofAll: readonly Trait[] =
    settings["case sensitive routing"] === true ? ["goes by order"] : ["goes by order", "ignores case"]
  return {
    name: `express, ${name}`,
    traits: new Set([...ofAll, ...traits]),
    start: async (parts) => {
      const app = express()
      // Express prints what handlers throw everywhere but here.
      app.set("env", "test")
      for (const [setting, value] of Object.entries(settings)) app.set(setting, value)
      const edict = await guard(parts.guard)
      app.use(edict)
      if (protect === "before the routes") edict.protect(app)
      routes(app, parts)
      if (protect === "after the routes") edict.protect(app)
      const server = app.listen(0, "127.0.0.1")
      if (protect !== "at the first request") edict.attach(server)
      await once(server, "listening")
      const close = async (): Promise<void> => {
        server.closeAllConnections()
        server.close()
        await once(server, "close")
      }
      return { server, close }
    },
  }
}

const tight = { "strict routing": true, "case sensitive routing": true }

export const expressSubjects: readonly Subject[] = [
  expressSubject("as it comes", {}),
  expressSubject("strict and case-sensitive", { settings: tight }),
  { ...expressSubject("two paths in an array", { routes: arrayRoutes }), elsewhere },
  expressSubject("mounted routers", { routes: mountedRoutes({}), traits: ["mounts routers"] }),
  expressSubject("mounted routers, strict, with merged parameters", {
    settings: tight,
    routes: mountedRoutes({ strict: true, caseSensitive: true, mergeParams: true }),
    traits: ["mounts routers"],
  }),
  expressSubject("applications in an application", { routes: subApplications, traits: ["mounts routers"] }),
  expressSubject("routes after the inventory", { protect: "before the routes" }),
  expressSubject("an inventory at the first request", { protect: "at the first request" }),
  expressSubject("beside middlewares at paths", { routes: besideMounts, traits: ["has mounts"] }),
  expressSubject("believing every header", {
    settings: { "trust proxy": true },
    routes: credulousRoutes,
    traits: ["obeys headers"],
  }),
]

/** An application with something at `/admin` that answers in a handler's place. */
export const answeringSubjects: readonly Subject[] = [
  expressSubject("beside a middleware that answers", {
    routes: (app, parts) => {
      app.use("/admin", (_request, response) => void response.json({ secret: "s" }))
      plainRoutes(app, parts)
    },
  }),
]
