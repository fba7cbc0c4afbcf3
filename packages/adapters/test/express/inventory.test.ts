import { compile, createMemoryStore } from "@edict/engine"
import express, { Router, type Express, type Handler } from "express"
import { describe, expect, test } from "vitest"
import { guard } from "../../src/express.ts"
import { startApplication } from "./application.ts"
import { policyOf } from "../guard-kit.ts"

const policy = `package app
api /things { GET /{id} { allow anyone }  POST / { allow anyone } }
api /files/{rest**} { ANY / { allow anyone } }
api /near { GET /{lat}-{lng} { allow anyone } }
api /tenants/{tenant}/things { GET /{id} { allow anyone } }
`
const handler: Handler = (_, response) => void response.json({})

function routerWith(path: string): Router {
  return Router().get(path, handler)
}

function applicationWith(path: string): Express {
  return express().get(path, handler)
}

test.each<[string, (app: Express) => unknown]>([
  ["other parameter names", (app) => app.get("/things/:other", handler)],
  ["a wildcard", (app) => app.get("/files/*path", handler)],
  ["a wildcard that may take nothing", (app) => app.get("/files{/*path}", handler)],
  ["every method", (app) => app.all("/files/*path", handler)],
  ["every method of a route", (app) => app.route("/files/*path").all(handler)],
  ["handlers for every method before one", (app) => app.route("/things/:id").all(handler).get(handler)],
  ["two parameters in a segment", (app) => app.get("/near/:a-:b", handler)],
  ["several paths", (app) => app.get(["/things/:id", "/near/:a-:b"], handler)],
  ["a method that the guard never lets through", (app) => app.options("/other", handler)],
  ["a router", (app) => app.use("/things", routerWith("/:id"))],
  ["a router without a path", (app) => app.use(routerWith("/things/:id"))],
  ["a router under a parameter", (app) => app.use("/tenants/:t", routerWith("/things/:id"))],
  [
    "routers in routers",
    (app) => app.use("/tenants", Router().use("/:t", Router().use("/things/", routerWith("/:id")))),
  ],
  ["a router's own path", (app) => app.use("/things", Router().post("/", handler))],
  ["an application in it", (app) => app.use("/things", applicationWith("/:id"))],
  [
    "an application in a router of an application",
    (app) => app.use(express().use("/tenants/:t", Router().use("/things", applicationWith("/:id")))),
  ],
  ["middleware behind the guard", (app) => app.use(express.json(), handler).use("/static", handler)],
])("an application starts with %s", async (_, routes) => {
  await expect(startApplication(policy, { routes })).resolves.toBeDefined()
})

test.each<[string, (app: Express) => unknown, string]>([
  ["another path", (app) => app.get("/others/:id", handler), "  GET /others/{id}\n"],
  ["another method", (app) => app.delete("/things/:id", handler), "  DELETE /things/{id}\n"],
  ["every method", (app) => app.all("/things/:id", handler), "  ANY /things/{id}\n"],
  ["a trailing slash", (app) => app.get("/things/:id/", handler), "  GET /things/{id}/\n"],
  ["another case", (app) => app.get("/Things/:id", handler), "  GET /Things/{id}\n"],
  ["a literal for a parameter", (app) => app.get("/things/special", handler), "  GET /things/special\n"],
  ["one of several paths", (app) => app.get(["/things/:id", "/x"], handler), "  GET /x\n"],
  ["a part that may be absent", (app) => app.get("/things{/:id}", handler), "  GET /things\n"],
  ["a router's route", (app) => app.use("/admin", routerWith("/x")), "  GET /admin/x\n"],
  ["a router mounted twice", (app) => app.use(["/things", "/x"], routerWith("/:id")), "  GET /x/{id}\n"],
  ["a name twice", (app) => app.use("/x/:id", routerWith("/:id")), "  GET /x/{id}/{id2}\n"],
  ["an application's route", (app) => app.use("/admin", applicationWith("/x")), "  GET /admin/x\n"],
  [
    "an application's application's route",
    (app) => app.use(express().use("/admin", applicationWith("/x"))),
    "  GET /admin/x\n",
  ],
  ["a regular expression", (app) => app.get(/^\/things\/(\d+)$/, handler), "no template is like"],
  ["a mount on one", (app) => app.use(/^\/th/, handler), "no template is like"],
  ["a wildcard in the middle", (app) => app.get("/files/*path/x", handler), "no template is like"],
  ["a mount on a wildcard", (app) => app.use("/files/*path", handler), "nothing can be mounted there"],
  ["a path that no request has", (app) => app.get("/%7Eann", handler), "no canonical path is like"],
])("an application does not start with %s that the policy lacks", async (_, routes, message) => {
  await expect(startApplication(policy, { routes })).rejects.toThrow(message)
})

test("what is missing is ready to paste: it compiles, and opens nothing", async () => {
  const routes = (app: Express) => {
    app.route("/others/:id").put(handler).get(handler)
    app.use("/others", Router().get("/", handler))
  }
  const error = await startApplication(policy, { routes }).catch((thrown: unknown) => thrown)
  const message = error instanceof Error ? error.message : ""
  const stubs = message.slice(message.indexOf("api "))
  expect(stubs).toBe(
    "api /others/{id} {\n  GET, PUT / { }   # nobody yet: allow ROLE\n}\napi /others {\n  GET / { }   # nobody yet: allow ROLE\n}\n",
  )
  const whole = `${policy}\n${stubs}`
  expect(compile([{ path: "test.edict", text: whole }]).policy).toBeDefined()
  const { ask } = await startApplication(whole, { routes })
  expect((await ask("/others/1")).status).toBe(401)
  expect((await ask("/others")).status).toBe(401)
})

/** As instrumentation does: another function, with the members of the first. */
function wrapAll(router: { readonly stack: readonly object[] }): void {
  for (const layer of router.stack) {
    const handle: unknown = Reflect.get(layer, "handle")
    if (typeof handle !== "function") continue
    if ("stack" in handle) wrapAll(handle as never)
    const wrapped = (...given: readonly unknown[]): unknown => Reflect.apply(handle, undefined, given)
    for (const name in handle) Object.defineProperty(wrapped, name, { get: () => Reflect.get(handle, name) })
    Reflect.set(layer, "handle", wrapped)
  }
}

test("wrapped handlers are found and compared as others are", async () => {
  const routes = (app: Express, path: string) => {
    app.use("/things", routerWith("/:id")).use("/near", applicationWith(path))
    wrapAll(app.router)
  }
  await expect(startApplication(policy, { routes: (app) => routes(app, "/x") })).rejects.toThrow(
    "  GET /near/x\n",
  )
  const { ask } = await startApplication(policy, { routes: (app) => routes(app, "/:a-:b") })
  expect((await ask("/things/1")).status).toBe(200)
  expect((await ask("/near/1-2")).status).toBe(200)
  expect((await ask("/near/1")).status).toBe(404)
})

test("a router that does not tell its paths stops the start", async () => {
  const routes = (app: Express) => {
    for (const layer of app.get("/things/:id", handler).router.stack) Reflect.deleteProperty(layer, "rawPath")
  }
  await expect(startApplication(policy, { routes })).rejects.toThrow("update Express")
})

describe("the guard comes first", () => {
  test.each<[string, (app: Express) => unknown, string]>([
    ["a route", (app) => app.get("/things/:id", handler), "`GET /things/:id` stands before the guard"],
    ["a mount", (app) => app.use("/static", handler), "`/static` stands before the guard"],
    [
      "a middleware",
      (app) => app.use(express.json()),
      "`use(jsonParser)` stands before the guard: it would be open",
    ],
    ["a router", (app) => app.use("/things", routerWith("/:id")), "`/things` stands before the guard"],
  ])("%s before it stops the start", async (_, before, message) => {
    await expect(startApplication(policy, { before })).rejects.toThrow(message)
  })

  const make = () =>
    guard({
      policy: policyOf(policy),
      subject: () => undefined,
      audit: { write: () => {} },
      store: createMemoryStore(),
    })

  test.each<[string, (app: Express, edict: Handler) => unknown]>([
    ["under a path", (app, edict) => app.use("/things", edict)],
    ["in a router", (app, edict) => app.use(Router().use(edict))],
    ["nowhere", () => {}],
    ["in an application in another one", (app, edict) => express().use(app.use(edict))],
  ])("a guard of a part stops the start: %s", async (_, use) => {
    const edict = await make()
    const app = express()
    use(app, edict)
    expect(() => edict.protect(app)).toThrow("use the guard on the application itself")
  })

  test("two guards are one too many", async () => {
    const [first, second] = [await make(), await make()]
    const app = express().use(first).use(second)
    expect(() => second.protect(app)).toThrow("`use(edict)` stands before the guard")
  })
})
