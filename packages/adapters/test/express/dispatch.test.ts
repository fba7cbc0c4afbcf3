import { once } from "node:events"
import express, { Router, type Express, type Handler } from "express"
import { describe, expect, test } from "vitest"
import { startApplication } from "./application.ts"

const say =
  (ran: string[], name: string): Handler =>
  ({ params }, response) => {
    ran.push(name)
    response.json({ ...params })
  }

type Routes = (app: Express, ran: string[]) => void

async function open(apis: string, routes: Routes) {
  return startApplication(`package app\n${apis}`, { routes })
}

test.each<[string, string, Routes, string, object]>([
  [
    "a router under a parameter",
    "api /tenants/{tenant}/things/{id} { GET / { allow anyone } }",
    (app, ran) => app.use("/tenants/:t", Router({ mergeParams: true }).get("/things/:id", say(ran, "x"))),
    "/tenants/t1/things/7",
    { t: "t1", id: "7" },
  ],
  [
    "a router's own path",
    "api /things { GET / { allow anyone } }",
    (app, ran) => app.use("/things", Router().get("/", say(ran, "x"))),
    "/things?a=1",
    {},
  ],
  [
    "a router's own path, strictly",
    "api /things { GET / { allow anyone } }",
    (app, ran) => app.use("/things", Router({ strict: true }).get("/", say(ran, "x"))),
    "/things",
    {},
  ],
  [
    "an application in a router in an application",
    "api /a/{b}/c { GET /{d} { allow anyone } }",
    (app, ran) =>
      app.use("/a", Router().use("/:b", express().use("/c", express().get("/:d", say(ran, "x"))))),
    "/a/1/c/2",
    { d: "2" },
  ],
  [
    "one of several paths",
    "api /a/{id} { GET / { allow anyone } }\napi /b { GET / { allow anyone } }",
    (app, ran) => app.get(["/b", "/a/:id"], say(ran, "x")),
    "/a/1",
    { id: "1" },
  ],
  [
    "a part that may be absent",
    "api /a { GET /{id} { allow anyone }  GET / { allow anyone } }",
    (app, ran) => app.get("/a{/:id}", say(ran, "x")),
    "/a",
    {},
  ],
  [
    "a wildcard",
    "api /files/{rest**} { GET / { allow anyone } }",
    (app, ran) => app.get("/files/*path", say(ran, "x")),
    "/files/a%20b/c",
    { path: ["a b", "c"] },
  ],
  [
    "middleware that is mounted above it",
    "api /a/{id} { GET / { allow anyone } }",
    (app, ran) => app.use("/a", (_request, _response, next) => next()).get("/a/:id", say(ran, "x")),
    "/a/1",
    { id: "1" },
  ],
  [
    "middleware that is mounted on its parameter",
    "api /a/{id}/b { GET / { allow anyone } }",
    (app, ran) => app.use("/a/:x", (_request, _response, next) => next()).get("/a/:id/b", say(ran, "x")),
    "/a/1/b",
    { id: "1" },
  ],
  [
    "an absolute target",
    "api /a/{id} { GET / { allow anyone } }",
    (app, ran) => app.use("/a", Router().get("/:id", say(ran, "x"))),
    "http://app.example/a/1",
    { id: "1" },
  ],
])("a handler runs by %s", async (_, apis, routes, target, params) => {
  const { ask, ran } = await open(apis, routes)
  const answer = await ask(target)
  expect([answer.status, JSON.parse(answer.text)]).toEqual([200, params])
  expect(ran).toEqual(["x"])
})

const next: Handler = (_request, _response, go) => go()

test.each<[string, string, Routes, string]>([
  [
    "another route",
    "api /a { GET /me { allow anyone }  GET /{x} { allow anyone } }",
    (app, ran) => app.get("/a/:x", say(ran, "x")).get("/a/me", say(ran, "me")),
    "/a/me",
  ],
  [
    "a mount on another path",
    "api / { GET /{section}/users { allow anyone } }",
    (app, ran) => app.use("/admin", next).get("/:section/users", say(ran, "x")),
    "/%61dmin/users",
  ],
  [
    "a mount on a parameter",
    "api /admin/users { GET / { allow anyone } }",
    (app, ran) => app.use("/:section", next).get("/admin/users", say(ran, "x")),
    "/admin/users",
  ],
  [
    "a mount of another case",
    "api /admin/users { GET / { allow anyone } }",
    (app, ran) => app.use("/Admin", next).get("/admin/users", say(ran, "x")),
    "/admin/users",
  ],
  [
    "a router that is mounted elsewhere too",
    "api /a/x { GET / { allow anyone } }\napi / { GET /{any}/x { allow anyone } }",
    (app, ran) => {
      const router = Router().get("/x", say(ran, "x"))
      app.use("/:any", router).use("/a", router)
    },
    "/a/x",
  ],
  [
    "a route that takes a slash at the end",
    "api /a { GET /b { allow anyone }  GET /b/ { allow anyone } }",
    (app, ran) => app.get("/a/b", say(ran, "x")).get("/a/b/", say(ran, "y")),
    "/a/b/",
  ],
])("no handler runs by %s than the one decided on", async (_, apis, routes, target) => {
  const { ask, ran, lines } = await open(apis, routes)
  expect((await ask(target)).status).toBe(500)
  expect(ran).toEqual([])
  expect(lines).toMatchObject([{ reason: "dispatch-mismatch", status: 500 }])
})

const things = "api /things { GET /{id} { allow anyone }  DELETE /{id} { allow nobody } }\nrole nobody"

test.each<[string, Handler]>([
  ["the method", (request, _, go) => ((request.method = "DELETE"), go())],
  ["the value", (request, _, go) => ((request.url = "/things/2"), go())],
  ["the path", (request, _, go) => ((request.url = "/other/1"), go())],
  ["the mount", (request, _, go) => ((request.baseUrl = "/x"), go())],
  ["the case", (request, _, go) => ((request.url = "/THINGS/1"), go())],
])("middleware that changes %s is not believed", async (_, change) => {
  const { ask, ran, lines } = await open(
    `${things}\napi /other/{id} { GET / { allow anyone } }`,
    (app, seen) => {
      app.use(change).get("/things/:id", say(seen, "get")).delete("/things/:id", say(seen, "delete"))
      app.get("/other/:id", say(seen, "other"))
    },
  )
  expect((await ask("/things/1")).status).toBe(500)
  expect(ran).toEqual([])
  expect(lines).toMatchObject([{ reason: "dispatch-mismatch" }])
})

test("a handler never gets other values than those that were decided on", async () => {
  const { ask, ran } = await open("api /a { GET /{x}-{y} { allow anyone } }", (app, seen) => {
    app.get("/a/:x-:y", say(seen, "x"))
  })
  for (const path of ["b-c", "b-c-d", "-b", "b-", "--", "b--c", "%2D-b", "b%2Dc-d"]) {
    const { status, text } = await ask(`/a/${path}`)
    const decided = /^(.+?)-(.+)$/s.exec(decodeURIComponent(path))
    const given = status === 200 ? Object.values(JSON.parse(text)) : undefined
    expect([decided?.slice(1), undefined]).toContainEqual(given)
    expect([200, 404, 500]).toContain(status)
  }
  expect(ran.length).toBeGreaterThan(1)
})

test.each<[string, string, string, number, readonly string[]]>([
  ["the route's own", "api /a/{id} { GET / { allow anyone } }", "/a/1", 200, ["param 1", "a"]],
  [
    "another route's, which would take it first",
    "api /a/{id} { GET / { allow anyone } }\napi /a/me { GET / { allow anyone } }",
    "/a/me",
    500,
    [],
  ],
])("callbacks for parameters run for what was decided on: %s", async (_, apis, target, status, runs) => {
  const { ask, ran } = await open(apis, (app, seen) => {
    app.param("id", (_request, _response, go, id) => (seen.push(`param ${id}`), go()))
    app.get("/a/:id", say(seen, "a"))
    if (apis.includes("me")) app.get("/a/me", say(seen, "me"))
  })
  expect((await ask(target)).status).toBe(status)
  expect(ran).toEqual(runs)
})

describe("what comes after the inventory", () => {
  test.each<[string, Routes, string, number]>([
    ["a route that the policy has", (app, ran) => app.get("/things/:id", say(ran, "late")), "/things/1", 200],
    ["a route that it has not", (app, ran) => app.get("/late/:id", say(ran, "late")), "/late/1", 404],
    ["a route that takes it first", (app, ran) => app.get("/things/me", say(ran, "late")), "/things/me", 500],
    ["a regular expression", (app, ran) => app.get(/things/, say(ran, "late")), "/things/1", 500],
    ["a router", (app, ran) => app.use("/things", Router().get("/me", say(ran, "late"))), "/things/me", 500],
    [
      "an application",
      (app, ran) => app.use("/things", express().get("/me", say(ran, "late"))),
      "/things/me",
      500,
    ],
    [
      "a callback for a parameter",
      (app, ran) => {
        app.param("late", (_request, _response, go) => (ran.push("late"), go()))
        app.get("/:what/:late", say(ran, "late"))
      },
      "/things/1",
      500,
    ],
  ])("is compared as well: %s", async (_, routes, target, status) => {
    const { app, ask, ran } = await open(things, () => {})
    routes(app, ran)
    expect((await ask(target)).status).toBe(status)
    expect(ran).toEqual(status === 200 ? ["late"] : [])
  })

  test("what is put in front of the guard does not run", async () => {
    const { app, ask, ran, lines } = await open(things, (given, seen) => {
      given.get("/things/:id", say(seen, "x"))
    })
    app.use((_request, response) => void response.send("hunter2"))
    const { stack } = app.router as unknown as { stack: unknown[] }
    stack.unshift(stack.pop())
    const { status, text } = await ask("/things/1")
    expect([status, text.includes("hunter2")]).toEqual([500, false])
    expect(ran).toEqual([])
    expect(lines).toMatchObject([{ reason: "undecided" }])
  })
})

test("a route of the policy that the application lacks is 404, with a line", async () => {
  const { ask, lines } = await open(things, () => {})
  const { status, headers } = await ask("/things/1")
  expect([status, headers.get("content-type")]).toEqual([404, "application/problem+json"])
  expect(lines).toMatchObject([{ reason: "no-handler", status: 404 }])
})

test("applications without a guard beside it are left alone", async () => {
  const { ran } = await open(things, (app, seen) => app.get("/things/:id", say(seen, "x")))
  const other = express().get(/any/, say(ran, "other"))
  const server = other.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as { port: number }
  expect((await fetch(`http://127.0.0.1:${port}/any`)).status).toBe(200)
  server.closeAllConnections()
  server.close()
  expect(ran).toEqual(["other"])
})
