import { once } from "node:events"
import { createServer, get, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Readable } from "node:stream"
import { gzipSync } from "node:zlib"
import { describe, expect, onTestFinished, test } from "vitest"
import { compile, createGuard, type AuditLine } from "../../src/index.ts"

const policy = compile([
  {
    path: "app.edict",
    text: `package app
role user
subject { id: string }
api /files {
  response { hide secret  pass "text/csv", "image/*", "application/*" }
  GET / { allow user }
  GET /inner { allow user  response { pass "text/plain" } }
  GET /open { allow user  response { reveal errors } }
}
`,
  },
]).policy!

type Handle = (response: ServerResponse) => void

async function ask(path: string, handle: Handle) {
  const lines: AuditLine[] = []
  const guard = await createGuard({
    policy,
    subject: () => ({ id: "ann", roles: ["user"] }),
    audit: { write: (line) => void lines.push(line) },
  })
  const server = createServer((message, response) => {
    const enter = async (): Promise<void> => {
      const target = message.url ?? ""
      const outcome = await guard.enter({ message, target, requestId: undefined, dispatched: undefined })
      if (outcome.kind === "answer") throw new Error(outcome.body)
      outcome.seal(response)
      handle(response)
    }
    void enter()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return new Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer; lines: AuditLine[] }>(
    (resolve, reject) => {
      get({ port, path, agent: false }, (message) => {
        const chunks: Buffer[] = []
        message.on("data", (chunk: Buffer) => chunks.push(chunk))
        message.on("end", () => {
          const { statusCode: status = 0, headers } = message
          resolve({ status, headers, bytes: Buffer.concat(chunks), lines })
        })
      }).on("error", reject)
    },
  )
}

const answering =
  (type: string | undefined, body: string | Buffer, status = 200): Handle =>
  (response) => {
    response.writeHead(status, type === undefined ? {} : { "content-type": type }).end(body)
  }

describe("a body whose type passes leaves as it is", () => {
  test.each([
    ["the type itself", "/files", "text/csv", "secret,1\n"],
    [
      "in other letters and with parameters",
      "/files",
      "Text/CSV; charset=utf-8; header=present",
      "secret,1\n",
    ],
    ["one of a kind", "/files", "image/png", Buffer.from([0x89, 0xff, 0x00])],
    ["JSON by another name, which the handler has chosen", "/files", "text/csv", '{"secret":1}'],
    ["of the innermost block", "/files/inner", "text/plain", "secret"],
    ["an error that is revealed", "/files/open", "text/csv", "secret,1\n"],
  ])("%s", async (_, path, type, body) => {
    const { status, headers, bytes, lines } = await ask(
      path,
      answering(type, body, path.endsWith("open") ? 404 : 200),
    )
    expect([status, bytes]).toEqual([path.endsWith("open") ? 404 : 200, Buffer.from(body)])
    expect(headers["content-type"]).toBe(type)
    expect(lines).toMatchObject([{ decision: "allow", reason: "allowed" }])
  })

  test("with the fields that speak of its bytes", async () => {
    const fields = { "content-type": "application/pdf", etag: '"v1"', "content-disposition": "inline" }
    const { headers } = await ask("/files", (response) => response.writeHead(200, fields).end("%PDF"))
    expect(headers).toMatchObject(fields)
  })

  test("coded", async () => {
    const coded = gzipSync("secret")
    const { status, bytes } = await ask("/files", (response) => {
      response.setHeader("content-encoding", "gzip")
      answering("text/csv", coded)(response)
    })
    expect([status, bytes]).toEqual([200, coded])
  })

  test("as a stream of any length", async () => {
    const piece = Buffer.alloc(256 * 1024, "x")
    const { status, bytes } = await ask("/files", (response) => {
      response.setHeader("content-type", "image/svg+xml")
      Readable.from([piece, piece, piece, piece, piece, piece]).pipe(response)
    })
    expect([status, bytes.length]).toEqual([200, 6 * piece.length])
  })
})

describe("a body whose type does not pass", () => {
  test.each([
    ["another type", "/files", "text/html", "<p>secret</p>"],
    ["no type", "/files", undefined, "secret"],
    ["a type that does not read", "/files", "text/csv;;", "secret,1\n"],
    ["a longer name", "/files", "text/csv2", "secret,1\n"],
    ["the type of an outer block", "/files/inner", "text/csv", "secret,1\n"],
    ["lines of JSON", "/files", "application/x-ndjson", '{"secret":1}\n{"secret":2}\n'],
  ])("is withheld: %s", async (_, path, type, body) => {
    const { status, bytes, lines } = await ask(path, answering(type, body))
    expect([status, bytes.includes("secret")]).toEqual([500, false])
    expect(lines).toMatchObject([{ decision: "deny", reason: "withheld" }])
  })

  test.each(["application/json", "application/hal+json", "Application/JSON; charset=utf-8", "text/html"])(
    "is filtered where it is JSON: %s",
    async (type) => {
      const { status, bytes } = await ask("/files", answering(type, '{"id":1,"secret":2}'))
      expect([status, bytes.toString()]).toEqual([200, '{"id":1}'])
    },
  )

  test("is an error's: problem details leave", async () => {
    const { status, headers, bytes } = await ask("/files", answering("text/csv", "secret,1\n", 500))
    expect([status, headers["content-type"], bytes.includes("secret")]).toEqual([
      500,
      "application/problem+json",
      false,
    ])
  })
})
