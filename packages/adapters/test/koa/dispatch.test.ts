import { Router } from "@koa/router"
import Koa, { type Middleware } from "koa"
import mount from "koa-mount"
import { describe, expect, test } from "vitest"
import { startApplication, type ApplicationOptions, type Site } from "./application.ts"

const policy = `package app
api /open/{name} { GET / { allow anyone }  POST / { allow anyone } }
api /open { GET /{name}/ { allow anyone } }
api /shops/{shop} {
  GET /items/{item} { allow anyone }
  GET /{kind}/{item} { allow anyone }
}
api /near { GET /{lat}-{lng} { allow anyone } }
api /files/{rest**} { GET / { allow anyone } }
api /admin { GET /users { allow admin }  GET /{name} { allow admin } }
api / { GET / { allow anyone } }
api /{section} { GET /users { allow anyone }  GET / { allow anyone } }
role admin
`
/** Handlers that say that they ran, and what they got. */
const run =
  (site: Site, name: string): Middleware =>
  (ctx) => {
    site.runs.push(name)
    ctx.body = { name, params: ctx["params"], decided: ctx.state.edict.decision.route }
  }
const pass =
  (site: Site, name: string): Middleware =>
  async (_, next) => {
    site.runs.push(name)
    await next()
  }

interface Row {
  readonly of: string
  readonly build: (site: Site) => void
  readonly target: string
  /** Names of those that run, in their order; undefined: nobody does but those of `before`. */
  readonly runs?: readonly string[]
  readonly params?: object
  readonly before?: readonly string[]
}

const innerOf = (site: Site, path: string, options?: ConstructorParameters<typeof Router>[0]): Router => {
  const inner = new Router(options)
  inner.get(path, run(site, path))
  return inner
}

const rows: readonly Row[] = [
  {
    of: "the decided route",
    build: (site) => void site.router.get("/open/:id", run(site, "open")),
    target: "/open/%61",
    runs: ["open"],
    params: { id: "a" },
  },
  {
    of: "a route that takes another case",
    build: (site) =>
      void site.router.get("/admin/users", run(site, "admin")).get("/:section/users", run(site, "users")),
    target: "/ADMIN/users",
  },
  {
    of: "a route that takes its own case alone, beside one of another",
    build: (site) => {
      const strict = new Router({ sensitive: true })
      site.app.use(
        strict.get("/admin/users", run(site, "admin")).get("/:section/users", run(site, "users")).routes(),
      )
    },
    target: "/ADMIN/users",
    runs: ["users"],
    params: { section: "ADMIN" },
  },
  {
    of: "a route that takes a trailing slash too",
    build: (site) => void site.router.get("/open/:name", run(site, "open")),
    target: "/open/a/",
  },
  {
    of: "a route that the policy knows with its trailing slash",
    build: (site) => {
      const strict = new Router({ strict: true })
      site.app.use(
        strict.get("/open/:name", run(site, "open")).get("/open/:name/", run(site, "slash")).routes(),
      )
    },
    target: "/open/a/",
    runs: ["slash"],
  },
  {
    of: "a route that stands before a more specific one",
    build: (site) => void site.router.get("/:section", run(site, "section")).get("/", run(site, "root")),
    target: "/",
    runs: ["root"],
  },
  {
    of: "a parameter that stands before a literal",
    build: (site) =>
      void site.router
        .get("/shops/:shop/:kind/:item", run(site, "kind"))
        .get("/shops/:shop/items/:item", run(site, "item")),
    target: "/shops/1/items/2",
  },
  {
    of: "a literal that stands before a parameter",
    build: (site) =>
      void site.router
        .get("/shops/:shop/items/:item", run(site, "item"))
        .get("/shops/:shop/:kind/:item", run(site, "kind")),
    target: "/shops/1/items/2",
    runs: ["item"],
    params: { shop: "1", item: "2" },
  },
  {
    of: "a second route that the first one goes on to",
    build: (site) =>
      void site.router
        .get("/shops/:shop/items/:item", pass(site, "item"))
        .get("/shops/:shop/:kind/:item", run(site, "kind")),
    target: "/shops/1/items/2",
    before: ["item"],
  },
  {
    of: "a second route of the same template",
    build: (site) =>
      void site.router.get("/open/:a", pass(site, "first")).get("/open/:b", run(site, "second")),
    target: "/open/x",
    runs: ["first", "second"],
    params: { a: "x", b: "x" },
  },
  {
    of: "two parameters in a segment, which the router cuts elsewhere",
    build: (site) => void site.router.get("/near/:lat-:lng", run(site, "near")),
    target: "/near/1-2-3",
    runs: ["near"],
    params: { lat: "1", lng: "2-3" },
  },
  {
    of: "a wildcard",
    build: (site) => void site.router.get("/files{/*path}", run(site, "files")),
    target: "/files/a/b%20c/",
    runs: ["files"],
    params: { path: "a/b c/" },
  },
  {
    of: "a wildcard that takes nothing",
    build: (site) => void site.router.get("/files{/*path}", run(site, "files")),
    target: "/files",
    runs: ["files"],
    params: { path: "" },
  },
  {
    of: "another method, set on the way",
    build: (site) => {
      site.app.use(async (ctx, next) => {
        ctx.method = "POST"
        await next()
      })
      site.router.get("/open/:name", run(site, "get")).post("/open/:name", run(site, "post"))
    },
    target: "/open/a",
  },
  {
    of: "another path, set on the way",
    build: (site) => {
      site.app.use(async (ctx, next) => {
        ctx.path = "/admin/users"
        await next()
      })
      site.router.get("/admin/users", run(site, "admin"))
    },
    target: "/open/a",
  },
  {
    of: "another path of the same route, set on the way",
    build: (site) => {
      site.app.use(async (ctx, next) => {
        ctx.url = "/open/b"
        await next()
      })
      site.router.get("/open/:name", run(site, "open"))
    },
    target: "/open/a",
  },
  {
    of: "another path, for routers alone",
    build: (site) => {
      site.app.use(async (ctx, next) => {
        ctx["newRouterPath"] = "/open/b"
        await next()
      })
      site.router.get("/open/:name", run(site, "open"))
    },
    target: "/open/a",
  },
  {
    of: "a mounted router with parameters",
    build: (site) =>
      void site.router.use("/shops/:shop", innerOf(site, "/:item", { prefix: "/items" }).routes()),
    target: "/shops/1/items/2",
    runs: ["/:item"],
    params: { shop: "1", item: "2" },
  },
  {
    of: "middleware of a router",
    build: (site) => void site.router.use(pass(site, "use")).get("/open/:name", run(site, "open")),
    target: "/open/a",
    runs: ["use", "open"],
  },
  {
    of: "middleware at a path with a parameter",
    build: (site) =>
      void site.router
        .use("/shops/:id", pass(site, "use"))
        .get("/shops/:shop/items/:item", run(site, "item")),
    target: "/shops/1/items/2",
    runs: ["use", "item"],
    params: { id: "1", shop: "1", item: "2" },
  },
  {
    of: "middleware of a router with a prefix that has parameters",
    build: (site) => {
      const inner = new Router({ prefix: "/shops/:shop" })
      site.app.use(inner.use(pass(site, "use")).get("/items/:item", run(site, "item")).routes())
    },
    target: "/shops/1/items/2",
    runs: ["use", "item"],
    params: { shop: "1", item: "2" },
  },
  {
    of: "middleware at a literal, where a parameter was decided on",
    build: (site) =>
      void site.router.use("/Admin", pass(site, "use")).get("/:section/users", run(site, "users")),
    target: "/Admin/users",
  },
  {
    of: "middleware at another literal",
    build: (site) =>
      void site.router.use("/admin", pass(site, "use")).get("/:section/users", run(site, "users")),
    target: "/other/users",
    runs: ["users"],
  },
  {
    of: "middleware for a parameter, added last",
    build: (site) => {
      site.router.get("/open/:name", run(site, "open"))
      site.router.param("name", async (value, ctx, next) => {
        site.runs.push(`param ${value} of ${ctx.state.edict.decision.route}`)
        await next()
      })
    },
    target: "/open/a",
    runs: ["param a of GET /open/{name}", "open"],
  },
  {
    of: "middleware for a parameter of another route",
    build: (site) => {
      site.router.get("/shops/:shop/:kind/:item", run(site, "kind"))
      site.router.param("kind", pass(site, "param") as never)
    },
    target: "/shops/1/items/2",
  },
  {
    of: "a router that another middleware calls",
    build: (site) => {
      const hidden = innerOf(site, "/admin/:name").routes()
      site.app.use(async (ctx, next) => hidden(ctx as never, next))
    },
    target: "/ADMIN/users",
  },
  {
    of: "the decided route in a router that another middleware calls",
    build: (site) => {
      const hidden = innerOf(site, "/:section/users").routes()
      site.app.use(async (ctx, next) => hidden(ctx as never, next))
    },
    target: "/ADMIN/users",
    runs: ["/:section/users"],
  },
  {
    of: "a router that is given a context made from the first",
    build: (site) => {
      const hidden = innerOf(site, "/admin/:name").routes()
      site.app.use(async (ctx, next) => hidden(Object.create(ctx), next))
    },
    target: "/ADMIN/users",
  },
  {
    of: "the decided route, with a context made from the first",
    build: (site) => {
      const hidden = innerOf(site, "/:section/users").routes()
      site.app.use(async (ctx, next) => hidden(Object.create(ctx), next))
    },
    target: "/ADMIN/users",
    runs: ["/:section/users"],
  },
  {
    of: "a router of the application that is given a copy of its context",
    build: (site) => {
      const known = innerOf(site, "/:section/users").routes()
      site.app.use(async (ctx, next) => known({ ...ctx, path: "/other/users", method: "GET" } as never, next))
      site.app.use(known)
    },
    target: "/open/users",
  },
  {
    of: "a second router",
    build: (site) => {
      site.app.use(innerOf(site, "/near/:lat-:lng").routes())
      site.app.use(innerOf(site, "/open/:name").routes())
    },
    target: "/open/a",
    runs: ["/open/:name"],
  },
  {
    of: "a second router, of another case",
    build: (site) => {
      site.app.use(innerOf(site, "/near/:lat-:lng").routes())
      site.app.use(innerOf(site, "/admin/:name", {}).routes())
    },
    target: "/Admin/users",
  },
]

const passing = rows.filter(({ runs }) => runs !== undefined)
const refused = rows.filter(({ runs }) => runs === undefined)

describe("a router's layers run on a decision of their own", () => {
  test.each(passing)("$of: $target", async ({ build, target, runs, params = {} }) => {
    const site = await startApplication(policy, { build })
    const answer = await site.ask(target)
    expect({ status: answer.status, runs: site.runs }).toEqual({ status: 200, runs })
    expect(JSON.parse(answer.text).params).toMatchObject(params)
    expect(site.lines).toMatchObject([{ decision: "allow", status: 200 }])
  })

  test.each(refused)("not $of: $target", async ({ build, target, before = [] }) => {
    const site = await startApplication(policy, { build })
    const answer = await site.ask(target)
    expect({ status: answer.status, runs: site.runs }).toEqual({ status: 500, runs: before })
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(site.lines).toMatchObject([{ decision: "deny", status: 500, reason: "dispatch-mismatch" }])
  })
})

describe("a sub-application of koa-mount", () => {
  const start = (at: string, path: string, options: ApplicationOptions = {}) =>
    startApplication(policy, {
      ...options,
      build: (site) => {
        const sub = new Koa()
        sub.use(pass(site, "sub"))
        sub.use(innerOf(site, path).routes())
        site.app.use(mount(at, sub))
        site.router.get("/:section/users", run(site, "users"))
      },
    })

  test.each([
    { at: "/open", path: "/:name", target: "/open/a", runs: ["sub", "/:name"] },
    { at: "/open", path: "/:name", target: "/other/users", runs: ["users"] },
    { at: "/", path: "/open/:name", target: "/open/a", runs: ["sub", "/open/:name"] },
    {
      at: "/shops",
      path: "/:shop/items/:item",
      target: "/shops/1/items/2?x=1",
      runs: ["sub", "/:shop/items/:item"],
    },
  ])("at $at runs what was decided on: $target", async ({ at, path, target, runs }) => {
    const site = await start(at, path)
    const answer = await site.ask(target)
    expect({ status: answer.status, runs: site.runs }).toEqual({ status: 200, runs })
  })

  test.each([
    {
      of: "its path is another route's parameter",
      at: "/ADMIN",
      path: "/users",
      target: "/ADMIN/users",
      runs: [],
    },
    {
      of: "its route is another",
      at: "/shops",
      path: "/:shop/:kind/:item",
      target: "/shops/1/items/2",
      runs: ["sub"],
    },
    {
      of: "its name reads like a parameter",
      at: "/%7Bx%7D",
      path: "/users",
      target: "/%7Bx%7D/users",
      runs: [],
    },
  ])("does not run where $of", async ({ at, path, target, runs }) => {
    const site = await start(at, path)
    const answer = await site.ask(target)
    expect({ status: answer.status, runs: site.runs }).toEqual({ status: 500, runs })
    expect(site.lines).toMatchObject([{ decision: "deny", reason: "dispatch-mismatch" }])
  })

  test("is left with the path as it was", async () => {
    const { ask } = await startApplication(policy, {
      build: (site) => {
        site.app.use(mount("/open", async (_, next) => next()))
        site.router.get("/open/:name", run(site, "open"))
      },
    })
    expect((await ask("/open/a")).status).toBe(200)
  })

  test("takes sub-applications of its own", async () => {
    const { ask, runs } = await startApplication(policy, {
      build: (site) => {
        const inner = new Koa()
        inner.use(innerOf(site, "/:item").routes())
        const outer = new Koa()
        outer.use(mount("/items", inner))
        site.app.use(mount("/shops", mount("/s1", outer)))
        site.router.get("/:section/users", run(site, "users"))
      },
    })
    // `/shops/s1` is a literal where the policy has a parameter.
    expect((await ask("/shops/s1/items/2")).status).toBe(500)
    expect(runs).toEqual([])
  })
})

describe("what is added late", () => {
  test("runs on a decision of its own only", async () => {
    const site = await startApplication(policy, {
      build: ({ router }) => void router.get("/near/:lat-:lng", (ctx) => void (ctx.body = {})),
    })
    const { app, ask, runs } = site
    const late = app.middleware.flatMap((one) => ("router" in one ? [one.router as Router] : []))[0]
    late?.get("/open/:name", (ctx) => {
      runs.push("late")
      ctx.body = {}
    })
    late?.get("/:section/users", (ctx) => void runs.push(`wrong ${ctx.path}`))
    late?.get("/admin/:name", (ctx) => void runs.push(`wrong ${ctx.path}`))
    expect((await ask("/open/a")).status).toBe(200)
    expect((await ask("/ADMIN/users")).status).toBe(404)
    expect((await ask("/ADMIN/x")).status).toBe(404)
    expect((await ask("/admin/x")).status).toBe(401)
    expect(runs).toEqual(["late", "wrong /ADMIN/users"])
  })

  test("a route that ran before is compared by its new path where it is mounted elsewhere", async () => {
    const { app, ask, runs } = await startApplication(policy, {
      build: (site) => void site.router.get("/:section", run(site, "section")),
    })
    expect((await ask("/a")).status).toBe(200)
    const [known] = app.middleware.flatMap((one) => ("router" in one ? [one.router as Router] : []))
    known?.use(new Router().use("/open", known.routes()).routes())
    expect((await ask("/open/a")).status).toBe(200)
    expect((await ask("/ADMIN/users")).status).toBe(404)
    expect(runs).toEqual(["section", "section"])
  })
})

test("a context that took the place of the first is watched too", async () => {
  const { app, ask, runs } = await startApplication(policy, {
    build: (site) =>
      void site.router.get("/admin/:name", run(site, "admin")).get("/:section/users", run(site, "users")),
  })
  app.context = Object.create(new Koa().context)
  expect((await ask("/ADMIN/users")).status).toBe(500)
  expect((await ask("/other/users")).status).toBe(200)
  expect(runs).toEqual(["users"])
})

test("a guard that only looks on lets everything run, and says what it would have done", async () => {
  const { ask, lines, runs } = await startApplication(policy, {
    mode: "observe",
    onNotice: () => {},
    build: (site) =>
      void site.router.get("/admin/:name", run(site, "admin")).get("/unknown", run(site, "unknown")),
  })
  expect((await ask("/ADMIN/users?x")).status).toBe(200)
  expect((await ask("/admin/users")).status).toBe(200)
  expect((await ask("/unknown")).status).toBe(200)
  expect((await ask("/open/a")).status).toBe(404)
  expect(runs).toEqual(["admin", "admin", "unknown"])
  expect(lines.map(({ status, answered, reason }) => ({ status, answered, reason }))).toEqual([
    { status: 500, answered: 200, reason: "dispatch-mismatch" },
    { status: 401, answered: 200, reason: "no-role" },
    { status: 500, answered: 200, reason: "dispatch-mismatch" },
    { status: 404, answered: undefined, reason: "no-handler" },
  ])
})

test("a router serves an application without a guard as before", async () => {
  const shared = new Router()
  shared.get("/open/:name", (ctx) => {
    ctx.body = { name: ctx.params["name"] }
  })
  const guarded = await startApplication(policy, { build: ({ app }) => void app.use(shared.routes()) })
  expect((await guarded.ask("/open/a")).status).toBe(200)
  const other = new Koa().use(shared.routes())
  const answer = await new Promise<unknown>((resolve) => {
    const server = other.listen({ port: 0, host: "127.0.0.1" }, async () => {
      const address = server.address()
      const port = typeof address === "object" ? address?.port : 0
      resolve(await (await fetch(`http://127.0.0.1:${port}/open/a`)).json())
      server.close()
    })
  })
  expect(answer).toEqual({ name: "a" })
})

test("a route that the application lacks is answered as one that is not there, with a line", async () => {
  const { ask, lines } = await startApplication(policy, {})
  const answer = await ask("/open/a")
  expect(answer.status).toBe(404)
  expect(answer.headers.get("content-type")).toBe("application/problem+json")
  expect(lines).toMatchObject([{ decision: "deny", status: 404, reason: "no-handler" }])
})

test("a guard that is used twice decides and counts each request once", async () => {
  const { ask, lines } = await startApplication(
    `package app
role user
subject { id: string }
api /thing { limit 1/min per subject.id  GET / { allow user } }
`,
    {
      build: ({ app, router, edict, runs }) => {
        app.use(edict)
        router.get("/thing", (ctx) => {
          runs.push("thing")
          ctx.body = { done: true }
        })
      },
    },
  )
  const as = { headers: { "x-user": "ann", "x-roles": "user" } }
  expect((await ask("/thing", as)).status).toBe(200)
  expect((await ask("/thing", as)).status).toBe(429)
  expect(lines).toMatchObject([{ status: 200 }, { status: 429 }])
})
