import { once } from "node:events"
import { createGuard } from "@edict/engine"
import express, { type Handler } from "express"
import { describe, expect, test } from "vitest"
import { guard } from "../../src/express.ts"
import { startApplication } from "./application.ts"
import { policyOf } from "../guard-kit.ts"

const policy = `package app
api /things { GET /{id} { allow anyone } }
api /echo { POST / { allow anyone  body raw } }
`
const handler: Handler = ({ params }, response) => void response.json(params)

describe("where nobody calls `protect`, the first request does", () => {
  test.each(["/things/1", "http://app.example/things/1"])(
    "and goes on where all is covered: %s",
    async (target) => {
      const { ask, lines, errors } = await startApplication(policy, {
        isUnprotected: true,
        routes: (app) => void app.use("/things", express.Router().get("/:id", handler)),
      })
      for (const _ of [1, 2]) {
        const { status, text } = await ask(target)
        expect([status, text]).toEqual([200, '{"id":"1"}'])
      }
      expect(lines).toMatchObject([{ status: 200 }, { status: 200 }])
      expect(errors).toEqual([])
    },
  )

  test("and answers 503, and tells what is missing, until all is covered", async () => {
    const { app, ask, lines, errors, ran } = await startApplication(policy, {
      isUnprotected: true,
      routes: (given, seen) => {
        given.get("/things/:id", (_request, response) => (seen.push("x"), response.end()))
        given.get("/others", handler)
      },
    })
    for (const _ of [1, 2]) {
      const { status, headers } = await ask("/things/1")
      expect([status, headers.get("content-type")]).toEqual([503, "application/problem+json"])
    }
    expect(ran).toEqual([])
    expect(errors.map(String)).toEqual(Array(2).fill(expect.stringContaining("  GET /others\n")))
    expect(lines).toMatchObject([{ status: 503 }, { status: 503 }])
    app.router.stack.pop()
    expect((await ask("/things/1")).status).toBe(200)
    expect(ran).toEqual(["x"])
  })

  test("and does not answer past a listener for upgrades", async () => {
    const { ask, server, errors, ran } = await startApplication(policy, {
      isUnprotected: true,
      routes: (app, seen) => void app.get("/things/:id", () => void seen.push("x")),
    })
    server.on("upgrade", () => {})
    expect((await ask("/things/1")).status).toBe(503)
    expect(ran).toEqual([])
    expect(String(errors[0])).toContain("takes no `upgrade`")
  })
})

test("a request whose first try was read is decided on with its body", async () => {
  const { ask } = await startApplication(policy, {
    isUnprotected: true,
    routes: (app) =>
      void app.post("/echo", express.text({ type: "*/*" }), ({ body }, response) => void response.send(body)),
  })
  const headers = { "content-type": "text/plain" }
  expect((await ask("/echo", { method: "POST", headers, body: "hello" })).text).toBe("hello")
})

describe("an attached server", () => {
  test("answers by the guard what is no request", async () => {
    const { raw, lines } = await startApplication(policy)
    expect(await raw("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")).toMatch(/^HTTP\/1.1 400 /)
    expect(await raw("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n")).toMatch(/^HTTP\/1.1 501 /)
    expect(lines).toMatchObject([{ reason: "malformed" }, { reason: "upgrade" }])
  })

  test("takes no listener for upgrades, and refuses to upgrade", async () => {
    const { server, ask } = await startApplication(policy, {
      routes: (app) => void app.get("/things/:id", handler),
    })
    expect(() => server.on("upgrade", () => {})).toThrow("the guard takes no `upgrade`")
    const headers = { connection: "upgrade", upgrade: "websocket" }
    expect((await ask("/things/1", { headers })).status).toBe(403)
  })

  test("leaves a guard open that was handed over: it may guard other servers too", async () => {
    const compiled = policyOf(policy)
    const ready = await createGuard({
      policy: compiled,
      subject: () => undefined,
      audit: { write: () => {} },
    })
    const edict = await guard(ready)
    const app = express().use(edict)
    edict.protect(app)
    const server = app.listen(0, "127.0.0.1")
    edict.attach(server)
    await once(server, "listening")
    server.close()
    await once(server, "close")
    await expect(ready.replace(compiled)).resolves.toBeUndefined()
    ready.close()
  })
})

test("settings of Express change nothing in what the guard believes", async () => {
  const { ask, ran } = await startApplication(
    "package app\napi /a { GET / { allow anyone when context.ip == 127.0.0.1 }  GET /b { allow anyone  require tls >= 1.2 } }",
    {
      before: (app) =>
        app.set("trust proxy", true).disable("case sensitive routing").disable("strict routing"),
      routes: (app, seen) => {
        for (const path of ["/a", "/a/b"])
          app.get(path, ({ ip }, response) => (seen.push(String(ip)), response.end()))
      },
    },
  )
  const headers = { "x-forwarded-for": "192.0.2.9", "x-forwarded-proto": "https" }
  expect((await ask("/a", { headers })).status).toBe(200)
  expect((await ask("/a/b", { headers })).status).toBe(403)
  expect((await ask("/A", { headers })).status).toBe(404)
  expect((await ask("/a/", { headers })).status).toBe(404)
  expect(ran).toEqual(["192.0.2.9"])
})
