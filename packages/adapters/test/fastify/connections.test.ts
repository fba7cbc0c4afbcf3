import { once } from "node:events"
import { connect } from "node:net"
import { expect, test } from "vitest"
import { startApplication, type ApplicationOptions } from "./application.ts"

const policy = `package app
api /open { GET / { allow anyone } }
api /posts { POST / { allow anyone  body any max 1kb } }
api /bare { POST / { allow anyone } }
api /hangs { GET / { allow anyone } }
`

function open(options: ApplicationOptions = {}) {
  return startApplication(policy, {
    routes: (fastify) => {
      fastify.get("/open", async () => ({}))
      fastify.post("/posts", async () => ({}))
      fastify.post("/bare", async () => ({}))
      fastify.get("/hangs", () => new Promise(() => {}))
    },
    ...options,
  })
}

const json = "Host: a\r\nContent-Type: application/json\r\n"

test.each<[string, string, number, object]>([
  ["a target without a slash", "GET open HTTP/1.1\r\nHost: a\r\n\r\n", 400, { reason: "malformed" }],
  ["a method in lower case", "get /open HTTP/1.1\r\nHost: a\r\n\r\n", 400, { reason: "malformed" }],
  ["no HTTP at all", "\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, { reason: "malformed" }],
  [
    "two lengths of a body",
    `POST /posts HTTP/1.1\r\n${json}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    { reason: "malformed" },
  ],
  [
    "a coding that nobody knows",
    `POST /posts HTTP/1.1\r\n${json}Transfer-Encoding: xchunked\r\n\r\n{}`,
    400,
    { reason: "body", detail: "the body breaks off", route: "POST /posts" },
  ],
  [
    "a chunk of no size",
    `POST /posts HTTP/1.1\r\n${json}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n`,
    400,
    { reason: "body", route: "POST /posts" },
  ],
  [
    "a coding that nobody knows, where no body is taken",
    `POST /bare HTTP/1.1\r\n${json}Transfer-Encoding: xchunked\r\n\r\n{}`,
    415,
    { reason: "body", route: "POST /bare" },
  ],
  [
    "a header that is too large",
    `GET /open HTTP/1.1\r\nHost: a\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`,
    431,
    { reason: "malformed" },
  ],
  [
    "an expectation that nobody meets",
    "GET /open HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n",
    417,
    { reason: "malformed" },
  ],
  ["a tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501, { reason: "upgrade", method: "CONNECT" }],
])("%s is answered by the guard, with one line", async (_, request, status, line) => {
  const { raw, lines, runs } = await open()
  const [head = "", body = ""] = (await raw(request)).split("\r\n\r\n")
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head).toMatch(/^content-type: application\/problem\+json\r?$/im)
  expect(head).toMatch(/^connection: close\r?$/im)
  expect(JSON.parse(body)).toMatchObject({ status, requestId: lines[0]?.requestId })
  expect(lines).toMatchObject([{ decision: "deny", status, ip: "127.0.0.1", ...line }])
  expect(runs).toEqual([])
})

test.each([
  ["GET", "GET /open HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
  [
    "chunks",
    `POST /posts HTTP/1.1\r\n${json}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  ],
  [
    "an expectation that is met",
    `POST /posts HTTP/1.1\r\n${json}Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
  ],
])("what is well formed passes: %s", async (_, request) => {
  const { raw, lines } = await open()
  expect(await raw(request)).toMatch(/HTTP\/1.1 200 OK\r\n/)
  expect(lines).toMatchObject([{ decision: "allow", status: 200 }])
})

test("what follows a request on its connection is answered after it, or not at all", async () => {
  const { raw, lines } = await open()
  const bad = "get /open HTTP/1.1\r\nHost: a\r\n\r\n"
  expect(await raw(`GET /hangs HTTP/1.1\r\nHost: a\r\n\r\n${bad}`)).toBe("")
  expect(lines).toHaveLength(2)
  expect(new Set(lines.map(({ status }) => status))).toEqual(new Set([400, 499]))
})

test("bytes after an answer on the same connection get their own", async () => {
  const { port, lines } = await open()
  const socket = connect(port, "127.0.0.1")
  socket.write("GET /open HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1.1 200 /)
  socket.write("get /open HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1.1 400 /)
  await once(socket, "close")
  expect(lines).toMatchObject([{ status: 200 }, { status: 400, reason: "malformed" }])
})

test("a line that cannot be written is 503 here too", async () => {
  const write = (): never => {
    throw new Error("disk full")
  }
  const { raw } = await open({ audit: { write } })
  expect(await raw("GET open HTTP/1.1\r\nHost: a\r\n\r\n")).toMatch(/^HTTP\/1.1 503 /)
})
