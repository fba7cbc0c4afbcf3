import { compile } from "@edict/engine"
import { Router } from "@koa/router"
import type { Middleware } from "koa"
import { describe, expect, test } from "vitest"
import { startApplication, type Site } from "./application.ts"

const policy = `package app
api /things { GET /{id} { allow anyone }  POST / { allow anyone } }
api /files/{rest**} { ANY / { allow anyone } }
api /near { GET /{lat}-{lng} { allow anyone } }
api /shops/{shop} { GET /items/{item} { allow anyone }  GET / { allow anyone } }
`
const handler: Middleware = (ctx) => {
  ctx.body = {}
}
const nested = (prefix: string, path: string): Router => {
  const inner = new Router({ prefix })
  inner.get(path, handler)
  return inner
}

test.each<[string, (site: Site) => unknown]>([
  ["other parameter names", ({ router }) => router.get("/things/:other", handler)],
  ["a wildcard", ({ router }) => router.get("/files/*path", handler)],
  ["a wildcard that may be absent", ({ router }) => router.get("/files{/*path}", handler)],
  ["every method", ({ router }) => router.all("/files/*path", handler)],
  ["two parameters in a segment", ({ router }) => router.get("/near/:a-:b", handler)],
  ["a method that the guard never lets through", ({ router }) => router.options("/other", handler)],
  ["a list of paths", ({ router }) => router.get(["/things/:id", "/shops/:shop"], handler)],
  ["a router with a prefix", ({ app }) => app.use(nested("/things", "/:id").routes())],
  ["a mounted router", ({ router }) => router.use("/shops/:shop", nested("/items", "/:item").routes())],
  ["a prefix set afterwards", ({ router }) => router.get("/items/:item", handler).prefix("/shops/:shop")],
  ["middleware at a path", ({ router }) => router.use("/elsewhere", handler)],
])("an application starts with %s", async (_, build) => {
  await expect(startApplication(policy, { build: (site) => void build(site) })).resolves.toBeDefined()
})

test.each<[string, (site: Site) => unknown, string]>([
  ["another path", ({ router }) => router.get("/others/:id", handler), "  GET /others/{id}"],
  ["another method", ({ router }) => router.delete("/things/:id", handler), "  DELETE /things/{id}"],
  ["every method", ({ router }) => router.all("/things/:id", handler), "  ANY /things/{id}"],
  ["a redirect", ({ router }) => router.redirect("/old", "/things/1"), "  ANY /old"],
  ["a trailing slash", ({ router }) => router.get("/things/:id/", handler), "  GET /things/{id}/"],
  ["another case", ({ router }) => router.get("/Things/:id", handler), "  GET /Things/{id}"],
  [
    "a literal for a parameter",
    ({ router }) => router.get("/things/special", handler),
    "  GET /things/special",
  ],
  ["one of a list of paths", ({ router }) => router.get(["/things/:id", "/b"], handler), "  GET /b"],
  ["a router with a prefix", ({ app }) => app.use(nested("/admin", "/x").routes()), "  GET /admin/x"],
  [
    "a mounted router",
    ({ router }) => router.use("/shops/:shop", nested("/admin", "/:item").routes()),
    "  GET /shops/{shop}/admin/{item}",
  ],
  ["a regular expression", ({ router }) => router.get(/^\/things\/\d+$/, handler), "write plain parameters"],
  ["an optional part", ({ router }) => router.get("/things{/:id}", handler), "write plain parameters"],
  [
    "middleware at a regular expression",
    ({ router }) => router.use(/^\/admin/, handler),
    "write plain parameters",
  ],
])("an application does not start with %s that the policy lacks", async (_, build, message) => {
  await expect(startApplication(policy, { build: (site) => void build(site) })).rejects.toThrow(message)
})

test("what is missing is ready to paste: it compiles, opens nothing, and is all", async () => {
  const build = ({ router }: Site): void =>
    void router
      .get("/others/:id", handler)
      .delete("/others/:id", handler)
      .get("/others/:id/", handler)
      .get("/new/", handler)
  const message = await startApplication(policy, { build }).then(String, String)
  const stub = message.slice(message.indexOf("api /others"))
  expect(stub).toContain("DELETE, GET / { }")
  expect(compile([{ path: "stub.edict", text: `package app\n${stub}` }]).policy).toBeDefined()
  await expect(startApplication(`${policy}${stub}`, { build })).resolves.toBeDefined()
})

describe("what stands before the guard", () => {
  test("is listed, and stops the start", async () => {
    const starting = startApplication(policy, {
      before: (app) => {
        app.use(async function logger(_, next) {
          await next()
        })
        app.use(nested("/things", "/:id").routes())
      },
    })
    await expect(starting).rejects.toThrow(
      /does not stand before\n {2}middleware `logger`\n {2}HEAD, GET \/things\/:id\n/,
    )
  })

  test("does not run once the first request has come to the guard, and neither does anything else", async () => {
    const ran: string[] = []
    const { ask, errors } = await startApplication(policy, {
      isProtected: false,
      before: (app) => {
        const early = new Router()
        early.get("/things/early", (ctx) => {
          ran.push("early")
          ctx.body = {}
        })
        app.use(early.routes())
      },
      build: ({ router }) => void router.get("/things/:id", handler),
    })
    expect((await ask("/things/1")).status).toBe(503)
    expect((await ask("/things/early")).status).toBe(500)
    expect(ran).toEqual([])
    expect(errors.map(String).join()).toContain("HEAD, GET /things/early")
  })

  test("an application that does not use the guard itself does not start", async () => {
    const starting = startApplication(policy, {
      build: ({ app }) => void app.middleware.shift(),
    })
    await expect(starting).rejects.toThrow("the guard stands before nothing")
  })
})

describe("the first request takes the inventory where nobody has", () => {
  test("and all is answered where the policy has every route", async () => {
    const { ask } = await startApplication(policy, {
      isProtected: false,
      build: ({ router }) => void router.get("/things/:id", handler),
    })
    expect((await ask("/things/1")).status).toBe(200)
  })

  test("and every request is answered with 503, and told of, where it lacks one", async () => {
    const { ask, errors, lines, runs } = await startApplication(policy, {
      isProtected: false,
      build: ({ router, runs: ran }) => {
        router.get("/things/:id", (ctx) => {
          ran.push("things")
          ctx.body = {}
        })
        router.get("/others", handler)
      },
    })
    for (const target of ["/things/1", "/others", "/things/1"]) {
      const answer = await ask(target)
      expect({ status: answer.status, type: answer.headers.get("content-type") }).toEqual({
        status: 503,
        type: "application/problem+json",
      })
      expect(answer.text).not.toContain("others")
    }
    expect(runs).toEqual([])
    expect(lines.map(({ status, decision }) => ({ status, decision }))).toEqual(
      Array.from({ length: 3 }, () => ({ status: 503, decision: "deny" })),
    )
    expect(errors.map(String)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining("  GET /others\n")),
    )
  })

  test("and the list goes to the application's own errors where no `onError` is given", async () => {
    const told: string[] = []
    const { ask } = await startApplication(policy, {
      isProtected: false,
      build: ({ app, router }) => {
        app.on("error", (error) => told.push(String(error)))
        router.get("/others", handler)
      },
      onError: undefined as never,
    })
    expect((await ask("/others")).status).toBe(503)
    expect(told.join()).toContain("  GET /others\n")
  })
})
