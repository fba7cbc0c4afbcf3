import type { RouteHandlerMethod } from "fastify"
import { describe, expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role admin
subject { id: string }
api /admin { GET /users { allow admin } }
api /public { GET / { allow anyone } }
api /files { GET /{rest**} { allow admin } }
api /things {
  GET /{id} { allow admin }
  POST /{id} { allow admin body any }
  GET /{a}-{b} { allow admin }
}
`
const strict = {}
const loose = {
  routerOptions: {
    ignoreTrailingSlash: true,
    ignoreDuplicateSlashes: true,
    caseSensitive: false,
    useSemicolonDelimiter: true,
  },
}

/** Targets, and what they get: the same under every option of the server. */
const targets: readonly (readonly [method: string, target: string, status: number])[] = [
  ["GET", "/admin/users", 200],
  ["HEAD", "/admin/users", 200],
  ["GET", "/admin/users?x=1", 200],
  ["GET", "/%61dmin/users", 200],
  ["GET", "/admin/user%73", 200],
  ["GET", "http://app.example/admin/users", 200],
  ["GET", "HTTP://APP.example:80/admin/users", 200],
  ["GET", "https://app.example:443/admin/users", 200],
  ["GET", "http://evil.example/admin/users", 400],
  ["GET", "http://app.example:81/admin/users", 400],
  ["GET", "https://app.example:80/admin/users", 400],
  ["GET", "http://app.example.evil.example/admin/users", 400],
  ["GET", "http://evil.example?/app.example/admin/users", 400],
  ["GET", "/ADMIN/users", 404],
  ["GET", "/admin/users/", 404],
  ["GET", "//admin/users", 400],
  ["GET", "/admin//users", 400],
  ["GET", "/admin/users;x=1", 400],
  ["GET", "/admin%2Fusers", 400],
  ["GET", "/admin%2fusers", 400],
  ["GET", "/admin/./users", 400],
  ["GET", "/x/../admin/users", 400],
  ["GET", "/x/%2e%2e/admin/users", 400],
  ["GET", "/admin\\users", 400],
  ["GET", "/admin%5Cusers", 400],
  ["GET", "/admin/users%00", 400],
  ["GET", "/admin/%C1%B5sers", 400],
  ["GET", "/admin/users%", 400],
  ["GET", "/admin/users%zz", 400],
  ["GET", "/admin/users#f", 400],
  ["GET", "/admin/users?x=%zz", 400],
  ["GET", "http://user@evil.example/admin/users", 400],
  ["GET", "/things/a", 200],
  ["GET", "/things/%2e%2e%2fetc", 400],
  ["GET", "/things/a%00b", 400],
  ["GET", "/things/%252f", 200],
  ["GET", "/things/%C0%AE", 400],
  ["GET", "/things/a%3Bb", 200],
  ["GET", "/things/%E2%82%AC", 200],
  ["GET", "/things/a-b", 200],
  ["GET", "/things/A-B", 200],
  ["GET", "/things/", 404],
  ["POST", "/things/a", 200],
  ["GET", "/files/a/b", 200],
  ["GET", "/files/a%2Cb/c", 200],
  ["GET", "/files/a//b", 400],
  ["GET", "/files/a/../b", 400],
  ["GET", "/nowhere", 404],
  ["GET", "/", 404],
  ["DELETE", "/admin/users", 405],
  ["OPTIONS", "/admin/users", 405],
  ["OPTIONS", "*", 400],
  ["TRACE", "/admin/users", 405],
  ["PROPFIND", "/admin/users", 405],
  ["GET", "/public", 200],
]

describe.each([
  ["strict options", strict],
  ["loose options", loose],
])("with %s", (_, server) => {
  const open = () =>
    startApplication(policy, {
      server,
      routes: (fastify) => {
        const handler: RouteHandlerMethod = (request, reply) => reply.send({ params: request.params })
        fastify.get("/admin/users", handler)
        fastify.get("/public", handler)
        fastify.get("/files/*", handler)
        fastify.get("/things/:id", handler)
        fastify.post("/things/:id", handler)
        fastify.get("/things/:a-:b", handler)
      },
    })

  test.each(targets)("%s %s is answered with %i", async (method, target, status) => {
    const { ask, runs, lines } = await open()
    const as = await ask(target, { method, headers: { "x-user": "ann", "x-roles": "admin" } })
    expect(as.status).toBe(status)
    expect(runs).toHaveLength(status === 200 ? 1 : 0)
    expect(lines).toMatchObject([{ status, decision: status === 200 ? "allow" : "deny" }])
    // Without the role nothing but what anyone may is open, whatever the spelling.
    const stranger = await ask(target, { method, headers: { "x-user": "eve" } })
    expect(stranger.status).toBe(status === 200 && target !== "/public" ? 403 : status)
    for (const run of runs) {
      expect(run.allowed).toBe(true)
      expect(
        run.decided
          ?.split(" ")[1]
          ?.replace("{rest**}", "*")
          .replaceAll(/\{(\w+)\}/g, ":$1"),
      ).toBe(run.template)
    }
  })

  test("a handler sees the canonical target, and the values that were decided on", async () => {
    const { ask } = await open()
    const headers = { "x-user": "ann", "x-roles": "admin" }
    expect(JSON.parse((await ask("/things/%252f", { headers })).text)).toEqual({ params: { id: "%2f" } })
    expect(JSON.parse((await ask("/files/a%2Cb/c", { headers })).text)).toEqual({ params: { "*": "a,b/c" } })
    expect(JSON.parse((await ask("/things/a-b", { headers })).text)).toEqual({ params: { a: "a", b: "b" } })
  })
})

test.each([
  ["/two/a-b", 200, { a: "a", b: "b" }],
  ["/two/a-b-c", 200, { a: "a", b: "b-c" }],
  ["/two/a-b%2Dc-d", 200, { a: "a", b: "b-c-d" }],
  ["/two/x-b-c", 401, undefined],
  ["/two/x-a-b", 401, undefined],
  ["/mixed/1/a-b-c/2", 200, { id: "1", a: "a", b: "b-c", last: "2" }],
  ["/two/a%2Cb-c-d", 401, undefined],
  ["/dots/a.b.c", 200, { a: "a", b: "b.c" }],
])("%s: the handler sees the parameters that were decided on", async (target, status, params) => {
  const { ask, lines } = await startApplication(
    `package app
api /two { GET /{a}-{b} { allow anyone when path.a == "a" } }
api /mixed { GET /{id}/{a}-{b}/{last} { allow anyone when path.b == "b-c" } }
api /dots { GET /{a}.{b} { allow anyone when path.b == "b.c" } }
`,
    {
      routes: (fastify) => {
        const handler: RouteHandlerMethod = async ({ params: seen }) => ({ seen })
        fastify.get("/two/:a-:b", handler)
        fastify.get("/mixed/:id/:a-:b/:last", handler)
        fastify.get("/dots/:a.:b", handler)
      },
    },
  )
  const answer = await ask(target)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.text).seen).toEqual(params)
  expect(lines).toHaveLength(1)
})

test("another template than the one decided on is no matter of cuts", async () => {
  const { ask, lines, runs } = await startApplication(
    `package app
api /two { GET /{a}-{b} { allow anyone } GET /{a} { allow anyone } }
`,
    {
      routes: (fastify) => {
        fastify.get("/two/:a", async () => ({}))
      },
    },
  )
  expect((await ask("/two/a-b")).status).toBe(500)
  expect((await ask("/two/ab")).status).toBe(200)
  expect(lines).toMatchObject([{ status: 500, reason: "dispatch-mismatch" }, { status: 200 }])
  expect(runs).toHaveLength(1)
})

test("a target that no request line may hold never reaches a handler", async () => {
  const { raw, runs } = await startApplication(policy, {
    routes: (fastify) => {
      fastify.get("/public", async () => ({}))
    },
  })
  for (const line of [
    "GET /public x HTTP/1.1",
    "GET /pub\u0001lic HTTP/1.1",
    "GET /pub\u00e9 HTTP/1.1",
    "GET public HTTP/1.1",
  ]) {
    expect(await raw(`${line}\r\nHost: a\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
  }
  expect(runs).toEqual([])
  expect(await raw("GET /public HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1.1 200 /)
})

test("a handler sees the target in its canonical form, the query as it came", async () => {
  const { ask, fastify: injected } = await startApplication(policy, {
    routes: (fastify) => {
      fastify.get("/public", async ({ url }) => ({ url }))
    },
  })
  for (const target of ["/%70ublic?x=%61", "http://app.example/public?x=%61"]) {
    expect(JSON.parse((await ask(target)).text)).toEqual({ url: "/public?x=%61" })
  }
  expect((await injected.inject("/%70ublic?x=%61")).json()).toEqual({ url: "/public?x=%61" })
})

test("a condition on the host meets no other host than the target names", async () => {
  const { raw, lines, runs } = await startApplication(
    'package app\napi /h { GET / { allow anyone when context.host == "a" } }\n',
    {
      routes: (fastify) => {
        fastify.get("/h", async () => ({}))
      },
    },
  )
  const get = (target: string, host: string) =>
    raw(`GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)
  expect(await get("http://a/h", "Host: a\r\n")).toMatch(/^HTTP\/1.1 200 /)
  expect(await get("http://b/h", "Host: a\r\n")).toMatch(/^HTTP\/1.1 400 /)
  expect(runs).toHaveLength(1)
  expect(lines).toMatchObject([
    { status: 200 },
    { status: 400, reason: "ambiguous-target", detail: "the target and `host` name different hosts" },
  ])
})

test("headers that name another path or method mean nothing", async () => {
  const { ask, runs } = await startApplication(policy, {
    routes: (fastify) => {
      fastify.get("/public", async () => ({}))
      fastify.get("/admin/users", async () => ({}))
    },
  })
  const headers = {
    "x-original-url": "/admin/users",
    "x-rewrite-url": "/admin/users",
    "x-http-method-override": "DELETE",
    "x-forwarded-uri": "/admin/users",
  }
  expect((await ask("/public", { headers })).status).toBe(200)
  expect((await ask("/admin/users", { headers: { ...headers, "x-original-url": "/public" } })).status).toBe(
    401,
  )
  expect(runs).toMatchObject([{ template: "/public" }])
})

test("tunnels and upgrades are not taken up", async () => {
  const { raw, ask, fastify, runs } = await startApplication(policy, {
    routes: (app) => {
      app.get("/public", async () => ({}))
    },
  })
  expect(await raw("CONNECT /public HTTP/1.1\r\nHost: a\r\n\r\n")).toMatch(/^HTTP\/1.1 501 /)
  const upgrade = { connection: "Upgrade, close", upgrade: "websocket" }
  expect((await ask("/public", { headers: upgrade })).status).toBe(403)
  expect(runs).toEqual([])
  expect((await ask("/public", { headers: { ...upgrade, upgrade: "h2c" } })).status).toBe(200)
  expect(() => fastify.server.on("upgrade", () => {})).toThrow("it would leave the policy's reach")
})

test.each(["Host: b", "Authorization: Bearer x", "Content-Type: text/plain"])(
  "a second `%s` is ambiguous",
  async (line) => {
    const { raw, runs } = await startApplication(policy, {
      routes: (fastify) => {
        fastify.get("/public", async () => ({}))
      },
    })
    const name = line.split(":")[0]
    const first = name === "Host" ? "" : `${name}: a\r\n`
    expect(
      await raw(`GET /public HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${first}${line}\r\n\r\n`),
    ).toMatch(/^HTTP\/1.1 400 /)
    expect(runs).toEqual([])
  },
)
