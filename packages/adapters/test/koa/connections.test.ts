import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import Koa from "koa"
import { expect, onTestFinished, test } from "vitest"
import { guard, type EdictState } from "../../src/koa.ts"
import { startApplication, type ApplicationOptions } from "./application.ts"
import { policyOf } from "../guard-kit.ts"

const policy = `package app
api /open { GET / { allow anyone } }
api /things/{id} { GET / { allow anyone } }
`

function open(options: ApplicationOptions = {}) {
  return startApplication(policy, {
    build: ({ router, runs }) => {
      router.get("/open", (ctx) => {
        runs.push("open")
        ctx.body = {}
      })
      router.get("/things/:id", (ctx) => {
        const { url, originalUrl, path, querystring, params } = ctx
        ctx.body = {
          url,
          originalUrl,
          path,
          querystring,
          params,
          raw: ctx.req.url,
          request: ctx.request.originalUrl,
        }
      })
    },
    ...options,
  })
}

test.each<[string, string, number, string]>([
  ["a target without a slash", "GET open HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed"],
  ["a method in lower case", "get /open HTTP/1.1\r\nHost: a\r\n\r\n", 400, "malformed"],
  [
    "an expectation that nobody meets",
    "GET /open HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n",
    417,
    "malformed",
  ],
  ["a tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501, "upgrade"],
  [
    "an upgrade",
    "GET /open HTTP/1.1\r\nHost: a\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n",
    403,
    "upgrade",
  ],
])("%s is answered by the guard, with one line", async (_, request, status, reason) => {
  const { raw, lines, runs } = await open()
  const [head = "", body = ""] = (await raw(request)).split("\r\n\r\n")
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(JSON.parse(body)).toMatchObject({ status, requestId: lines[0]?.requestId })
  expect(lines).toMatchObject([{ decision: "deny", status, reason }])
  expect(runs).toEqual([])
})

test("a server that nobody attached is taken over at the first request", async () => {
  const { raw, lines, server } = await open({ isProtected: false })
  expect(await raw("GET /open HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).toMatch(/^HTTP\/1.1 200 /)
  expect(await raw("get /open HTTP/1.1\r\nHost: a\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /)
  expect(lines).toMatchObject([{ status: 200 }, { status: 400, reason: "malformed" }])
  expect(() => server.on("upgrade", () => {})).toThrow("the guard takes no `upgrade`")
})

test("a server that takes upgrades by itself is not guarded, and nothing is answered", async () => {
  const edict = await guard({
    policy: policyOf(policy),
    subject: () => undefined,
    audit: { write: () => {} },
  })
  const server = createServer().on("upgrade", () => {})
  expect(() => edict.attach(server)).toThrow("the guard takes no `upgrade`")
  const application = await open({ isProtected: false })
  application.server.on("upgrade", () => {})
  expect((await application.ask("/open")).status).toBe(503)
  expect(application.errors.map(String).join()).toContain("the guard takes no `upgrade`")
  expect(application.runs).toEqual([])
})

test("handlers see the canonical target, however it was spelt", async () => {
  const { ask } = await open()
  const answer = await ask("http://app.example/things/%7E%61%2db?q=%20x&y")
  const target = "/things/~a-b?q=%20x&y"
  expect(JSON.parse(answer.text)).toEqual({
    url: target,
    originalUrl: target,
    request: target,
    raw: target,
    path: "/things/~a-b",
    querystring: "q=%20x&y",
    params: { id: "~a-b" },
  })
})

test("an application's trust in proxies changes nothing in what the guard believes", async () => {
  const { ask, lines } = await open({ before: (app) => void (app.proxy = true) })
  const headers = {
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
  }
  expect((await ask("/open", { headers })).status).toBe(200)
  expect(lines).toMatchObject([{ ip: "127.0.0.1" }])
})

test("one guard stands before two applications", async () => {
  const edict = await guard({
    policy: policyOf(policy),
    subject: () => undefined,
    audit: { write: () => {} },
  })
  for (const name of ["first", "second"]) {
    const app = new Koa<EdictState & { readonly own?: string }>()
    app.use(edict)
    app.use((ctx) => {
      ctx.body = { name, route: ctx.state.edict.decision.route, own: ctx.state.own }
    })
    edict.protect(app)
    const server = app.listen({ port: 0, host: "127.0.0.1" })
    edict.attach(server)
    onTestFinished(() => void server.close())
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}/open`)
    expect(await answer.json()).toEqual({ name, route: "GET /open" })
  }
})
