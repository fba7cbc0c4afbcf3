import { once } from "node:events"
import type { IncomingMessage } from "node:http"
import { connect } from "node:net"
import { buffer } from "node:stream/consumers"
import type { Middleware } from "koa"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
api /parsed { POST / { allow anyone  deny anyone when body.kind == "forbidden"  body any max 1kb } }
api /raw { POST / { allow anyone  body raw max 1kb } }
api /unread { POST / { allow anyone  body raw max 1kb } }
api /none { POST / { allow anyone } }
`
const json = { "content-type": "application/json" }
const bytes = { "content-type": "application/octet-stream" }

function open() {
  return startApplication(policy, {
    build: ({ router, runs }) => {
      const echo: Middleware = (ctx) => {
        runs.push(ctx.path)
        ctx.body = { body: ctx.request.body }
      }
      router.post("/parsed", echo)
      router.post("/none", echo)
      router.post("/unread", (ctx) => {
        ctx.body = {}
      })
      router.post("/raw", async (ctx) => {
        runs.push(ctx.path)
        ctx.body = { bytes: (await buffer(ctx.req)).toString("hex"), url: ctx.req.url }
      })
    },
  })
}

test.each<[string, string, Record<string, string>, string | undefined, number]>([
  ["JSON", "/parsed", json, '{"kind":"fine"}', 200],
  ["JSON that a rule denies", "/parsed", json, '{"kind":"forbidden"}', 401],
  ["JSON whose escapes hide what it says", "/parsed", json, '{"ki\\u006ed":"forbidden"}', 401],
  ["JSON with a name twice", "/parsed", json, '{"kind":"forbidden","kind":"fine"}', 400],
  [
    "a form, where JSON is asked for",
    "/parsed",
    { "content-type": "application/x-www-form-urlencoded" },
    "kind=forbidden",
    415,
  ],
  ["too much", "/parsed", json, `"${"x".repeat(1023)}"`, 413],
  ["a coded body", "/parsed", { ...json, "content-encoding": "gzip" }, "{}", 415],
  ["bytes", "/raw", bytes, "\u0001\u00ff", 200],
  ["too many bytes", "/raw", bytes, "x".repeat(1025), 413],
  ["a body where none is taken", "/none", json, "{}", 415],
  ["no body where none is taken", "/none", {}, undefined, 200],
])("%s", async (_, target, headers, body, status) => {
  const { ask, runs } = await open()
  const answer = await ask(target, { method: "POST", headers, ...(body === undefined ? {} : { body }) })
  expect(answer.status).toBe(status)
  expect(runs).toEqual(status === 200 ? [target] : [])
})

test("parsers and readers of the raw request get the bytes that were decided on", async () => {
  const { ask } = await open()
  const parsed = await ask("/parsed", {
    method: "POST",
    headers: json,
    body: '{"kind":"fine","a":[1,{"b":"c"}]}',
  })
  expect(JSON.parse(parsed.text)).toEqual({ body: { kind: "fine", a: [1, { b: "c" }] } })
  const raw = await ask("/raw?x", { method: "POST", headers: bytes, body: "\u0000\u00fe\n" })
  expect(JSON.parse(raw.text)).toEqual({ bytes: "00fe0a", url: "/raw?x" })
})

test("a body that no handler reads does not stand in the way of the next request", async () => {
  const { port, lines } = await open()
  const socket = connect(port, "127.0.0.1")
  const request =
    "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc"
  socket.write(request)
  expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1.1 200 /)
  socket.write(request.replace("Host: a", "Host: a\r\nConnection: close"))
  expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1.1 200 /)
  await once(socket, "close")
  expect(lines).toMatchObject([{ status: 200 }, { status: 200 }])
})

test("a body that something before the guard has begun to read is refused", async () => {
  const { ask, lines, runs, server } = await open()
  server.prependListener("request", (message: IncomingMessage) => message.resume())
  const answer = await ask("/parsed", { method: "POST", headers: json, body: '{"kind":"fine"}' })
  expect(answer.status).toBe(500)
  expect(lines).toMatchObject([{ status: 500, reason: "body" }])
  expect(runs).toEqual([])
})
