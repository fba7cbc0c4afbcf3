import { createHash } from "node:crypto"
import { connect, type AddressInfo } from "node:net"
import { PassThrough } from "node:stream"
import { buffer, text } from "node:stream/consumers"
import express, { type Express, type Handler } from "express"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
api /json { POST / { allow anyone  deny anyone when body.kind == "forbidden"  body any max 64kb } }
api /any { POST / { allow anyone  body any max 64kb } }
api /raw { POST / { allow anyone  body raw max 64kb } }
api /none { POST / { allow anyone } }
`
const json = { "content-type": "application/json" }
const form = { "content-type": "application/x-www-form-urlencoded" }
const plain = { "content-type": "text/plain; charset=utf-8" }
const bytes = { "content-type": "application/octet-stream" }

const show: Handler = ({ body }: { body: unknown }, response) =>
  void response.json({ body: body instanceof Buffer ? body.toString("hex") : body })

test.each<[string, string, Handler[], Record<string, string>, string, unknown]>([
  ["express.json", "/any", [express.json(), show], json, '{"a":"b"}', { a: "b" }],
  ["express.urlencoded", "/raw", [express.urlencoded(), show], form, "a=b&c=d", { a: "b", c: "d" }],
  ["express.text", "/raw", [express.text(), show], plain, "hello", "hello"],
  ["express.raw", "/raw", [express.raw(), show], bytes, "\u0001\u0002", "0102"],
  [
    "two parsers, of which the second takes it",
    "/any",
    [express.text(), express.json(), show],
    json,
    "[1]",
    [1],
  ],
  ["two parsers of one kind", "/any", [express.json(), express.json(), show], json, "[1]", [1]],
  [
    "for await",
    "/raw",
    [
      async (request, response) => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk)
        response.json({ body: Buffer.concat(chunks).toString() })
      },
    ],
    bytes,
    "hello",
    "hello",
  ],
  [
    "pipe",
    "/raw",
    [async (request, response) => void response.json({ body: await text(request.pipe(new PassThrough())) })],
    bytes,
    "hello",
    "hello",
  ],
  [
    "events",
    "/raw",
    [
      (request, response) => {
        let whole = ""
        request.setEncoding("utf8")
        request.on("data", (chunk: string) => (whole += chunk))
        request.on("end", () => response.json({ body: whole }))
      },
    ],
    bytes,
    "hello",
    "hello",
  ],
  [
    "events, asked for late",
    "/raw",
    [
      (_request, _response, next) => void setImmediate(next),
      (request, response) => {
        request.once("readable", () => {
          const chunk: unknown = request.read()
          response.json({ body: String(chunk) })
        })
      },
    ],
    bytes,
    "hello",
    "hello",
  ],
  [
    "looks at its state",
    "/raw",
    [
      (request, response) =>
        void response.json({
          body: [request.readableDidRead, request.readable, request.complete, request.destroyed],
        }),
    ],
    bytes,
    "hello",
    [false, true, true, false],
  ],
])(
  "the handler reads the bytes that were decided on by %s",
  async (_, target, handlers, headers, body, read) => {
    const { ask } = await startApplication(policy, { routes: (app) => void app.post(target, ...handlers) })
    const answer = await ask(target, { method: "POST", headers, body })
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { body: read }])
  },
)

test.each<[string, string, Record<string, string>, string | undefined, number]>([
  ["a body where none is declared", "/none", json, "{}", 415],
  ["no body where none is declared", "/none", {}, undefined, 200],
  ["an empty body", "/none", { "content-length": "0" }, undefined, 200],
  ["JSON that a rule denies", "/json", json, '{"kind":"forbidden"}', 401],
  ["JSON whose escapes hide what it says", "/json", json, '{"ki\\u006ed":"forbidden"}', 401],
  ["JSON with a name twice", "/json", json, '{"kind":"forbidden","kind":"fine"}', 400],
  ["JSON that is fine", "/json", json, '{"kind":"fine"}', 200],
  ["a form where JSON is declared", "/json", form, "kind=fine", 415],
  ["a coded body", "/json", { ...json, "content-encoding": "gzip" }, "{}", 415],
  ["as much as fits", "/raw", bytes, "x".repeat(65_536), 200],
  ["one byte more", "/raw", bytes, "x".repeat(65_537), 413],
])("%s", async (_, target, headers, body, status) => {
  const { ask, ran } = await startApplication(policy, {
    routes: (app, seen) => {
      app.use(express.json(), express.urlencoded())
      app.post(["/none", "/json", "/raw"], (_request, response) => (seen.push("x"), response.end()))
    },
  })
  const answer = await ask(target, { method: "POST", headers, ...(body === undefined ? {} : { body }) })
  expect(answer.status).toBe(status)
  expect(ran).toHaveLength(status === 200 ? 1 : 0)
})

test("a body that comes in pieces is given back whole", async () => {
  const { server } = await startApplication(policy, {
    routes: (app) =>
      void app.post("/raw", (request, response, next) => {
        const send = (read: Buffer) => response.send(createHash("sha256").update(read).digest("hex"))
        buffer(request).then(send, next)
      }),
  })
  const { port } = server.address() as AddressInfo
  const pieces = Array.from({ length: 40 }, (_, place) => Buffer.alloc(1000, place))
  const whole = Buffer.concat(pieces)
  const socket = connect(port, "127.0.0.1")
  socket.write("POST /raw HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
  for (const piece of pieces) {
    socket.write(`${piece.length.toString(16)}\r\n`)
    socket.write(piece)
    socket.write("\r\n")
  }
  socket.write("0\r\n\r\n")
  expect(await text(socket)).toContain(createHash("sha256").update(whole).digest("hex"))
})

test("a body that no handler reads keeps the connection for the next request", async () => {
  const routes = (app: Express) => void app.post("/raw", (_request, response) => void response.end("unread"))
  const { raw, lines } = await startApplication(policy, { routes })
  const one = `POST /raw HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n`
  const answers = await raw(`${one}\r\nhello${one}\r\nhello${one}Connection: close\r\n\r\nhello`)
  expect(answers.match(/unread/g)).toHaveLength(3)
  expect(lines).toHaveLength(3)
})

test("a parser's own bound is the application's: its refusal is a problem", async () => {
  const { ask } = await startApplication(policy, {
    routes: (app) => void app.post("/any", express.json({ limit: 10 }), show),
  })
  const answer = await ask("/any", { method: "POST", headers: json, body: '{"long":"enough"}' })
  expect([answer.status, answer.headers.get("content-type")]).toEqual([413, "application/problem+json"])
})
