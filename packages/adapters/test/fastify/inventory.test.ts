import { fileURLToPath } from "node:url"
import { compile, createGuard } from "@edict/engine"
import Fastify, { type FastifyInstance } from "fastify"
import { exportJWK, generateKeyPair } from "jose"
import { describe, expect, test } from "vitest"
import { guard } from "../../src/fastify.ts"
import { readTemplate } from "../../src/fastify-template.ts"
import { startApplication } from "./application.ts"
import { policyOf } from "../guard-kit.ts"

const policy = `package app
api /things { GET /{id} { allow anyone }  POST / { allow anyone } }
api /files/{rest**} { ANY / { allow anyone } }
api /near { GET /{lat}-{lng} { allow anyone } }
`
const handler = async () => ({})

test.each<[string, (fastify: FastifyInstance) => unknown]>([
  ["other parameter names", (fastify) => fastify.get("/things/:other", handler)],
  ["an automatic HEAD route", (fastify) => fastify.get("/things/:id", { exposeHeadRoute: true }, handler)],
  ["a wildcard", (fastify) => fastify.get("/files/*", handler)],
  ["every method", (fastify) => fastify.all("/files/*", handler)],
  ["two parameters in a segment", (fastify) => fastify.get("/near/:a-:b", handler)],
  ["a method that the guard never lets through", (fastify) => fastify.options("/other", handler)],
  [
    "a prefix",
    (fastify) => fastify.register(async (child) => child.get("/:id", handler), { prefix: "/things" }),
  ],
])("an application starts with %s", async (_, routes) => {
  await expect(
    startApplication(policy, { routes: async (fastify) => void (await routes(fastify)) }),
  ).resolves.toBeDefined()
})

test.each<[string, (fastify: FastifyInstance) => unknown, string]>([
  ["another path", (fastify) => fastify.get("/others/:id", handler), "  GET /others/{id}"],
  ["another method", (fastify) => fastify.delete("/things/:id", handler), "  DELETE /things/{id}"],
  ["a trailing slash", (fastify) => fastify.get("/things/:id/", handler), "  GET /things/{id}/"],
  ["another case", (fastify) => fastify.get("/Things/:id", handler), "  GET /Things/{id}"],
  [
    "a literal for a parameter",
    (fastify) => fastify.get("/things/special", handler),
    "  GET /things/special",
  ],
  [
    "a plugin's route",
    (fastify) => fastify.register(async (child) => child.get("/x", handler), { prefix: "/admin" }),
    "  GET /admin/x",
  ],
  [
    "a regular expression",
    (fastify) => fastify.get("/things/:id(^\\d+$)", handler),
    "write plain parameters",
  ],
  ["an optional parameter", (fastify) => fastify.get("/things/:id?", handler), "write plain parameters"],
])("an application does not start with %s that the policy lacks", async (_, routes, message) => {
  const starting = startApplication(policy, { routes: async (fastify) => void (await routes(fastify)) })
  await expect(starting).rejects.toThrow(message)
})

test("what is missing is ready to paste: it compiles, and opens nothing", async () => {
  const routes = async (fastify: FastifyInstance) => {
    fastify.route({ method: ["PUT", "GET"], url: "/others/:id", handler })
    fastify.get("/others", handler)
  }
  const error = await startApplication(policy, { routes }).catch((thrown: unknown) => thrown)
  const message = error instanceof Error ? error.message : ""
  const stubs = message.slice(message.indexOf("api "))
  expect(stubs).toBe(
    "api /others/{id} {\n  GET, PUT / { }   # nobody yet: allow ROLE\n}\napi /others {\n  GET / { }   # nobody yet: allow ROLE\n}\n",
  )
  const { policy: compiled } = compile([{ path: "test.edict", text: `${policy}\n${stubs}` }])
  expect(compiled?.decide({ method: "GET", path: "/others/1" }).status).toBe(401)
  const { ask } = await startApplication(`${policy}\n${stubs}`, { routes })
  expect((await ask("/others/1")).status).toBe(401)
  expect((await ask("/things/1")).status).toBe(404)
})

describe("the guard comes first", () => {
  const options = { policy: policyOf(policy), subject: () => undefined, audit: { write: () => {} } }

  test("routes that are there before it stop the start", async () => {
    const fastify = Fastify()
    fastify.get("/things/:id", handler)
    await expect(fastify.register(guard, options)).rejects.toThrow(
      /register the guard before the first route: these would be open\n.*\/things\/:id \(GET\b/,
    )
  })

  test("so do those of a plugin before it", async () => {
    const fastify = Fastify()
    fastify.register(async (child) => void child.get("/things/:id", handler))
    await expect(fastify.register(guard, options)).rejects.toThrow(
      /register the guard before the first route: these would be open\n.*\/things\/:id \(GET\b/,
    )
  })

  test("a guard of a part of the application stops the start: the rest would be open", async () => {
    const fastify = Fastify()
    fastify.register(async (child) => {
      await child.register(guard, options)
    })
    await expect(fastify.ready()).rejects.toThrow("register the guard on the application itself")
  })

  test("a policy may be the folder that holds it", async () => {
    const fastify = Fastify()
    const folder = fileURLToPath(new URL("../../../../policies/orders", import.meta.url))
    const { publicKey } = await generateKeyPair("ES256", { extractable: true })
    const environment = { SHOP_JWKS: JSON.stringify({ keys: [await exportJWK(publicKey)] }) }
    const given = { policy: folder, environment, loaders: { order: () => undefined }, audit: options.audit }
    await fastify.register(guard, given)
    fastify.get("/healthz", handler)
    expect((await fastify.inject("/healthz")).statusCode).toBe(200)
    await fastify.close()
  })

  test("a handler of another template than the one decided on never runs", async () => {
    const ran: string[] = []
    const { ask, lines } = await startApplication(
      "package app\napi /a { GET /{x} { allow anyone }  GET /me { allow anyone }  GET /{x}.{y} { allow anyone } }",
      {
        routes: (fastify) =>
          void fastify.get<{ Params: { x: string } }>("/a/:x", async ({ params }) => ran.push(params.x)),
      },
    )
    expect((await ask("/a/you")).status).toBe(200)
    expect((await ask("/a/me")).status).toBe(500)
    expect((await ask("/a/m.e")).status).toBe(500)
    expect(ran).toEqual(["you"])
    expect(lines).toMatchObject([
      { status: 200 },
      { reason: "dispatch-mismatch" },
      { reason: "dispatch-mismatch" },
    ])
  })

  test("a handler never gets other values than those that were decided on", async () => {
    const { ask, runs } = await startApplication("package app\napi /a { GET /{x}-{y} { allow anyone } }", {
      server: { routerOptions: { maxParamLength: 1000 } },
      routes: (fastify) => void fastify.get("/a/:x-:y", async ({ params }) => params),
    })
    for (const path of ["b-c", "b-c-d", "-b", "b-", "--", "b--c", "%2D-b", "b%2Dc-d"]) {
      const { status, text } = await ask(`/a/${path}`)
      const decided = /^(.+?)-(.+)$/s.exec(decodeURIComponent(path))
      const given = status === 200 ? Object.values(JSON.parse(text)) : undefined
      expect([decided?.slice(1), undefined]).toContainEqual(given)
      expect([200, 404, 500]).toContain(status)
    }
    expect(runs.length).toBeGreaterThan(1)
  })

  test("a route of the policy that the application lacks is 404, with a line", async () => {
    const { ask, lines } = await startApplication(policy)
    expect((await ask("/things/1")).status).toBe(404)
    expect(lines).toMatchObject([{ reason: "no-handler", status: 404 }])
  })

  test("what a hook before the guard answers does not leave", async () => {
    const fastify = Fastify()
    fastify.addHook("onRequest", async (_request, reply) => reply.send({ secret: "hunter2" }))
    const lines: unknown[] = []
    await fastify.register(
      guard,
      await createGuard({ ...options, audit: { write: (line) => void lines.push(line) } }),
    )
    fastify.get("/things/:id", handler)
    const answer = await fastify.inject("/things/1")
    expect([answer.statusCode, answer.body.includes("hunter2")]).toEqual([500, false])
    expect(lines).toMatchObject([{ reason: "undecided" }])
    await fastify.close()
  })

  test("requests that are injected past the server are decided as well", async () => {
    const { fastify, runs } = await startApplication(policy, {
      routes: (app) => void app.get("/things/:id", handler),
    })
    expect((await fastify.inject("/%74hings/1")).statusCode).toBe(200)
    expect((await fastify.inject("//things/1")).statusCode).toBe(400)
    expect((await fastify.inject("/other")).statusCode).toBe(404)
    expect(runs).toHaveLength(1)
  })
})

test.each<[string, string | undefined]>([
  ["/", "/"],
  ["/a/:id", "/a/{id}"],
  ["/a/:id/b", "/a/{id}/b"],
  ["/near/:lat-:lng", "/near/{lat}-{lng}"],
  ["/a/:file.json", "/a/{file}.json"],
  ["/a/*", "/a/{rest**}"],
  ["*", "/{rest**}"],
  ["/a::b", "/a:b"],
  ["/caf\u00e9", "/caf%C3%A9"],
  ["/a/:id(\\d+)", undefined],
  ["/a/:id?", undefined],
  ["/a*", undefined],
  ["/a/:", undefined],
])("Fastify's %s is %s", (url, template) => {
  expect(readTemplate(url)?.template).toBe(template)
})
