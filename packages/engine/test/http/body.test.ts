import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readBody, type BodyResult } from "../../src/http/body.ts"
import { headersOf } from "../../src/http/headers.ts"

const maxBytes = 10
let server: Server
let results: ((result: BodyResult) => void)[] = []
let before: (request: IncomingMessage) => void = () => undefined

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = await readBody(request, headersOf(request.rawHeaders), maxBytes)
  results.shift()?.(result)
  response.setHeader("connection", "close").end()
}

beforeAll(async () => {
  server = createServer((request, response) => {
    before(request)
    void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
})
afterAll(() => server.close())

/** Sends the head and the parts as they are; `cut` breaks the connection after them. */
function send(headers: readonly string[], parts: readonly string[], cut = false): Promise<BodyResult> {
  return new Promise((resolve, reject) => {
    results = [resolve]
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
    socket.on("error", () => undefined)
    socket.on("connect", () => {
      socket.write(`POST / HTTP/1.1\r\nHost: a\r\n${headers.map((line) => `${line}\r\n`).join("")}\r\n`)
      for (const part of parts) socket.write(part)
      if (cut) setImmediate(() => socket.destroy())
    })
    socket.on("close", (failed) => failed && reject(new Error("the connection broke")))
  })
}

const textOf = (result: BodyResult): string =>
  result.kind === "read" ? result.bytes.toString() : result.kind

describe("a body", () => {
  it.each([
    ["of known length", ["Content-Length: 10"], ["0123456789"], "0123456789"],
    [
      "in chunks",
      ["Transfer-Encoding: chunked"],
      ["5\r\n01234\r\n", "5\r\n56789\r\n", "0\r\n\r\n"],
      "0123456789",
    ],
    ["that is empty", ["Content-Length: 0"], [], ""],
    ["that is not there", [], [], ""],
    ["that is not coded", ["Content-Length: 2", "Content-Encoding: Identity"], ["ab"], "ab"],
  ])("is read: %s", async (_, headers, parts, text) => {
    expect(textOf(await send(headers, parts))).toBe(text)
  })

  it.each([
    [413, "longer than allowed", ["Content-Length: 11"], []],
    [
      413,
      "longer than allowed, in chunks",
      ["Transfer-Encoding: chunked"],
      ["b\r\n0123456789a\r\n0\r\n\r\n"],
    ],
    [413, "of a length beyond numbers", ["Content-Length: 999999999999999"], []],
    [415, "compressed", ["Content-Length: 2", "Content-Encoding: gzip"], ["ab"]],
    [
      415,
      "coded twice",
      ["Content-Length: 2", "Content-Encoding: identity", "Content-Encoding: gzip"],
      ["ab"],
    ],
  ])("is refused with %i: %s", async (status, _, headers, parts) => {
    expect(await send(headers, parts)).toMatchObject({ kind: "refused", status })
  })

  it("that breaks off is no body", async () => {
    const cut = await send(["Content-Length: 10"], ["012"], true)
    expect(cut.kind).toBe("aborted")
  })

  it("that somebody else reads is refused with 500, whether it flows or was read", async () => {
    before = (request) => request.resume()
    expect(await send(["Content-Length: 2"], ["ab"])).toMatchObject({ kind: "refused", status: 500 })
    before = () => undefined
    expect(textOf(await send(["Content-Length: 2"], ["ab"]))).toBe("ab")
  })
})
