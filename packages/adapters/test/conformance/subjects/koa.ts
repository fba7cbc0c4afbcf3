import { once } from "node:events"
import { Router, type RouterOptions } from "@koa/router"
import Koa, { type Context, type Middleware } from "koa"
import mount from "koa-mount"
import { guard } from "../../../src/koa.ts"
import type { Parts, Route, Subject, Trait } from "../subject.ts"
import { readText } from "./bytes.ts"

/** `/files{/*rest}` is all below `/files`, and `/files` itself, as the policy has it. */
const pathOf = (template: string): string =>
  template
    .replace(/\/\{(\w+)\*\*\}$/, (_, name: string) => `{/*${name}}`)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => `:${name}`)

function handlerOf({ handle }: Parts, route: Route): Middleware {
  return async (ctx: Context) => {
    const body = await readText(ctx.req)
    const { run, body: answer } = handle(route, {
      params: ctx["params"],
      // Applications in an application see what stands below them as `url`.
      url: ctx.originalUrl,
      facts: ctx.state.edict,
      body,
    })
    ctx.set("x-run", run)
    ctx.body = answer
  }
}

const add = (router: Router, path: string | string[], parts: Parts, route: Route): void =>
  void router.register(path, [route.method], handlerOf(parts, route))

type Routes = (app: Koa, parts: Parts) => void

const plainRoutes =
  (options: RouterOptions = {}): Routes =>
  (app, parts) => {
    const router = new Router(options)
    for (const route of parts.routes) add(router, pathOf(route.template), parts, route)
    app.use(router.routes())
    app.use(router.allowedMethods())
  }

const elsewhere = "/elsewhere"

/** Each route stands at two paths. */
function inArrays(app: Koa, parts: Parts): void {
  const router = new Router()
  for (const route of parts.routes)
    add(router, [elsewhere + pathOf(route.template), pathOf(route.template)], parts, route)
  app.use(router.routes())
  app.use(router.allowedMethods())
}

/** The first segment, and what stands below it. */
function cut(template: string): readonly [first: string, rest: string] {
  const path = pathOf(template)
  const mark = path.indexOf("/", 1)
  // What may be absent belongs together.
  const end = mark === -1 ? path.length : path.charAt(mark - 1) === "{" ? mark - 1 : mark
  return [path.slice(0, end), path.slice(end) || "/"]
}

/** A router for each route, with its first segment as prefix. */
function prefixed(app: Koa, parts: Parts): void {
  for (const route of parts.routes) {
    const [prefix, rest] = cut(route.template)
    const router = new Router({ prefix })
    add(router, rest, parts, route)
    app.use(router.routes())
  }
}

/** Routers in routers. */
function nested(app: Koa, parts: Parts): void {
  const outer = new Router()
  for (const route of parts.routes) {
    const [prefix, rest] = cut(route.template)
    const inner = new Router()
    add(inner, rest, parts, route)
    outer.use(prefix, inner.routes(), inner.allowedMethods())
  }
  app.use(outer.routes())
}

/** Applications under paths; what has a parameter at its start stays in the application. */
function mounted(app: Koa, parts: Parts): void {
  for (const route of parts.routes) {
    const [prefix, rest] = cut(route.template)
    const isLiteral = !prefix.includes(":")
    const router = new Router()
    add(router, isLiteral ? rest : pathOf(route.template), parts, route)
    const inner = new Koa()
    inner.silent = true
    inner.use(router.routes())
    app.use(isLiteral ? mount(prefix, inner) : router.routes())
  }
}

/** Middlewares at paths of their own, as one guards a part of an application by them. */
function besideMounts(app: Koa, parts: Parts): void {
  const router = new Router()
  for (const path of ["/admin", "/things", "/open"]) {
    router.use(path, async (ctx: Context, next: () => Promise<unknown>) => {
      parts.passBy(path, ctx.state.edict)
      await next()
    })
  }
  for (const route of parts.routes) add(router, pathOf(route.template), parts, route)
  app.use(router.routes())
}

/** Goes by whatever a header says. */
function credulous(app: Koa, parts: Parts): void {
  app.proxy = true
  app.use(async (ctx, next) => {
    const method = ctx.get("x-http-method-override") || ctx.get("x-method-override") || ctx.query["_method"]
    const url = ctx.get("x-original-url") || ctx.get("x-rewrite-url")
    if (typeof method === "string" && method !== "") ctx.method = method
    if (url !== "") ctx.url = url
    await next()
  })
  plainRoutes()(app, parts)
}

type Inventory = "after the routes" | "before the routes" | "at the first request"

interface Variant {
  readonly protect?: Inventory
  readonly isCaseSensitive?: boolean
  readonly traits?: readonly Trait[]
}

function koaSubject(
  name: string,
  routes: Routes,
  { protect = "after the routes", isCaseSensitive = false, traits = [] }: Variant = {},
): Subject {
  const ofAll: readonly Trait[] = isCaseSensitive ? ["goes by order"] : ["goes by order", "ignores case"]
  return {
    name: `koa, ${name}`,
    traits: new Set([...ofAll, ...traits]),
    start: async (parts) => {
      const app = new Koa()
      app.silent = true
      const edict = await guard(parts.guard)
      app.use(edict)
      if (protect === "before the routes") edict.protect(app)
      routes(app, parts)
      if (protect === "after the routes") edict.protect(app)
      const server = app.listen({ port: 0, host: "127.0.0.1" })
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

export const koaSubjects: readonly Subject[] = [
  koaSubject("as it comes", plainRoutes()),
  koaSubject("strict and case-sensitive", plainRoutes({ strict: true, sensitive: true }), {
    isCaseSensitive: true,
  }),
  koaSubject("a router of some hosts", plainRoutes({ host: /example/i })),
  { ...koaSubject("two paths in an array", inArrays), elsewhere },
  koaSubject("routers with prefixes", prefixed),
  koaSubject("routers in routers", nested, { traits: ["mounts routers"] }),
  koaSubject("applications in an application", mounted, { isCaseSensitive: true }),
  koaSubject("routes after the inventory", plainRoutes(), { protect: "before the routes" }),
  koaSubject("an inventory at the first request", plainRoutes(), { protect: "at the first request" }),
  koaSubject("beside middlewares at paths", besideMounts, { traits: ["has mounts"] }),
  koaSubject("believing every header", credulous, { traits: ["obeys headers"] }),
]

/** Applications with something at `/admin` that answers in a handler's place. */
export const answeringSubjects: readonly Subject[] = [
  koaSubject("beside a middleware that answers", (app, parts) => {
    const router = new Router()
    router.use("/admin", (ctx: Context) => void (ctx.body = { secret: "s" }))
    for (const route of parts.routes) add(router, pathOf(route.template), parts, route)
    app.use(router.routes())
  }),
  koaSubject("beside an application that answers", (app, parts) => {
    const inner = new Koa()
    inner.silent = true
    inner.use((ctx) => void (ctx.body = { secret: "s" }))
    app.use(mount("/admin", inner))
    plainRoutes()(app, parts)
  }),
]
