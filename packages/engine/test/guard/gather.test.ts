import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { PassThrough, Readable } from "node:stream"
import { gunzipSync, gzipSync } from "node:zlib"
import { expect, onTestFinished, test } from "vitest"
import { compile, createGuard, type AuditLine, type Passage } from "../../src/index.ts"

// What leaves when a handler writes to Node's own response, under response rules and without any.

const policy = compile([
  {
    path: "app.edict",
    text: `package app
role user
subject { id: string }
api /filtered { ANY / { allow user  response { show id } } }
api /revealed { ANY / { allow user  response { show id  reveal errors } } }
api /free { ANY / { allow user } }
api /late { ANY / { allow user  timeout 20ms  response { show id } } }
`,
  },
]).policy!

type Handle = (response: ServerResponse, message: IncomingMessage, passage: Passage) => void
type Wrap = (response: ServerResponse) => void
const nothing: Wrap = () => {}

/** All that an adapter does that writes the raw response. */
async function start(
  handle: Handle,
  { before = nothing, after = nothing }: { before?: Wrap; after?: Wrap } = {},
) {
  const lines: AuditLine[] = []
  const guard = await createGuard({
    policy,
    subject: () => ({ id: "ann", roles: ["user"] }),
    audit: { write: (line) => void lines.push(line) },
  })
  const server: Server = createServer((message, response) => {
    const enter = async (): Promise<void> => {
      before(response)
      const target = message.url ?? ""
      const outcome = await guard.enter({ message, target, requestId: undefined, dispatched: undefined })
      if (outcome.kind === "answer") throw new Error(outcome.body)
      outcome.seal(response)
      outcome.onTimeout(() => false)
      after(response)
      handle(response, message, outcome)
    }
    void enter()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const ask = (path: string, method = "GET", fields: readonly string[] = []) =>
    exchange(port, [`${method} ${path} HTTP/1.1`, "Host: a", "Connection: close", ...fields])
  return { ask, lines, port }
}

interface Received {
  readonly status: number
  readonly fields: ReadonlyMap<string, string>
  readonly body: string
  readonly bytes: Buffer
}

async function exchange(port: number, head: readonly string[]): Promise<Received> {
  const socket = connect(port, "127.0.0.1")
  const chunks: Buffer[] = []
  socket.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", () => {})
  socket.write(`${head.join("\r\n")}\r\n\r\n`)
  await once(socket, "close")
  const all = Buffer.concat(chunks)
  const end = all.indexOf("\r\n\r\n")
  const [first = "", ...rest] = all.subarray(0, Math.max(end, 0)).toString().split("\r\n")
  const fields = new Map(
    rest.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  )
  const payload = all.subarray(end + 4)
  const bytes = fields.has("transfer-encoding") ? unchunked(payload) : payload
  return { status: Number(first.split(" ")[1] ?? 0), fields, body: bytes.toString(), bytes }
}

function unchunked(payload: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; at < payload.length;) {
    const from = payload.indexOf("\r\n", at) + 2
    const length = Number.parseInt(payload.subarray(at, from).toString(), 16)
    chunks.push(payload.subarray(from, from + length))
    at = from + length + 2
  }
  return Buffer.concat(chunks)
}

const secret = '{"id":"a","secret":"hunter2"}'
const shown = '{"id":"a"}'

const ways: Readonly<Record<string, Handle>> = {
  end: (response) => void response.end(secret),
  "end of bytes": (response) => void response.end(Buffer.from(secret)),
  "end in another coding": (response) => void response.end(Buffer.from(secret).toString("base64"), "base64"),
  "end with a callback alone": (response) => {
    response.write(secret)
    response.end(() => {})
  },
  "writes in pieces": (response) => {
    for (const character of secret) response.write(character)
    response.end()
  },
  "writes later": (response) => {
    response.write(secret.slice(0, 5), () => response.end(secret.slice(5)))
  },
  "a head of its own": (response) =>
    void response
      .writeHead(200, { "Content-Type": "application/json", "Content-Length": secret.length })
      .end(secret),
  "a head with a message": (response) =>
    void response.writeHead(200, "Fine", { etag: '"hunter2"' }).end(secret),
  "flushed first": (response) => {
    response.flushHeaders()
    response.end(secret)
  },
  corked: (response) => {
    response.cork()
    response.write(secret)
    response.uncork()
    response.end()
  },
  "a stream": (response) => void Readable.from([secret.slice(0, 9), secret.slice(9)]).pipe(response),
  "a stream through another": (response) => {
    const through = new PassThrough()
    through.pipe(response)
    through.end(secret)
  },
  "a coding that the response asked for": (response) => {
    response.setHeader("transfer-encoding", "chunked")
    response.end(secret)
  },
}

test.each(Object.entries(ways))("%s: filtered under rules, and untouched without", async (_way, handle) => {
  const { ask, lines } = await start(handle)
  const filtered = await ask("/filtered")
  expect([filtered.status, filtered.body]).toEqual([200, shown])
  expect(filtered.fields.get("content-length")).toBe(String(shown.length))
  expect(filtered.fields.has("transfer-encoding")).toBe(false)
  expect(JSON.stringify([...filtered.fields])).not.toContain("hunter2")
  expect(lines).toMatchObject([{ status: 200, decision: "allow", reason: "allowed" }])
  const free = await ask("/free")
  expect([free.status, free.body]).toEqual([200, secret])
  expect(lines).toHaveLength(2)
})

test("the callbacks of writes and of the end are called under rules too", async () => {
  const called: string[] = []
  const { ask } = await start((response) => {
    response.on("finish", () => called.push("finish"))
    response.write(secret, () => called.push("written"))
    response.end(() => called.push("ended"))
  })
  expect((await ask("/filtered")).body).toBe(shown)
  expect(called.toSorted()).toEqual(["ended", "finish", "written"])
})

test.each(["/filtered", "/free"])(
  "HEAD on %s has no body, and no length or tag of the unfiltered one",
  async (path) => {
    const { ask } = await start((response) => {
      response.setHeader("content-length", secret.length)
      response.setHeader("etag", '"t"')
      response.end()
    })
    const { status, body, fields } = await ask(path, "HEAD")
    expect([status, body]).toEqual([200, ""])
    expect([fields.get("content-length"), fields.get("etag")]).toEqual(
      path === "/free" ? [String(secret.length), '"t"'] : [undefined, undefined],
    )
  },
)

test("a HEAD request whose handler writes the body tells the length of what a GET would give", async () => {
  const { ask } = await start((response) => void response.end(secret))
  expect((await ask("/filtered", "HEAD")).fields.get("content-length")).toBe(String(shown.length))
})

test.each([204, 304])("%i has no body, under rules too", async (status) => {
  const { ask } = await start((response) => void response.writeHead(status).end())
  for (const path of ["/filtered", "/free"]) {
    const answer = await ask(path)
    expect([answer.status, answer.body, answer.fields.has("content-length")]).toEqual([status, "", false])
  }
})

test("a redirection keeps its place and loses its note", async () => {
  const { ask } = await start((response) => void response.writeHead(302, { location: "/b" }).end("hunter2"))
  const answer = await ask("/filtered")
  expect([answer.status, answer.fields.get("location"), answer.body]).toEqual([302, "/b", ""])
  expect((await ask("/free")).body).toContain("hunter2")
})

test("an error that comes after a part of the body is an error alone", async () => {
  const { ask, lines } = await start((response) => {
    response.write('{"id":"a",')
    response.statusCode = 500
    response.end("hunter2")
  })
  const answer = await ask("/filtered")
  expect([answer.status, answer.body.includes("hunter2")]).toEqual([500, false])
  expect(lines).toMatchObject([{ status: 500, decision: "allow" }])
  expect((await ask("/revealed")).status).toBe(500)
  expect(lines[1]).toMatchObject({ decision: "deny", reason: "withheld", detail: "the body is no JSON" })
})

test("an error's first byte answers the whole of it", async () => {
  const { ask, lines } = await start((response) => {
    response.statusCode = 409
    response.write("hunter2")
    response.write("hunter2")
    response.end("hunter2")
  })
  const answer = await ask("/free")
  expect([answer.status, answer.fields.get("content-type")]).toEqual([409, "application/problem+json"])
  expect(answer.body).not.toContain("hunter2")
  expect(lines).toHaveLength(1)
})

test("what is longer than a megabyte is withheld, and free to leave where no rule holds", async () => {
  const long = `{"id":"${"a".repeat(1_048_576)}"}`
  const { ask, lines } = await start((response) => void response.end(long))
  expect((await ask("/filtered")).status).toBe(500)
  expect((await ask("/free")).body).toHaveLength(long.length)
  expect(lines).toMatchObject([
    { reason: "withheld", detail: "the body has more bytes than are gathered" },
    {},
  ])
})

test("a chunk that is neither text nor bytes throws, as Node does", async () => {
  const thrown: unknown[] = []
  const { ask } = await start((response) => {
    try {
      Reflect.apply(Reflect.get(response, "write"), response, [1])
    } catch (error) {
      thrown.push(error)
    }
    response.end(secret)
  })
  expect((await ask("/filtered")).body).toBe(shown)
  expect(thrown).toMatchObject([{ code: "ERR_INVALID_ARG_TYPE" }])
})

/** As a compressing middleware does: waits for the head, and codes what is written from then on. */
function compressing(response: ServerResponse): void {
  const writeHead: ServerResponse["writeHead"] = Reflect.get(response, "writeHead")
  const end: ServerResponse["end"] = Reflect.get(response, "end")
  let isCoded = false
  response.writeHead = ((...given: Parameters<typeof writeHead>) => {
    if (!isCoded) response.setHeader("content-encoding", "gzip")
    if (!isCoded) response.removeHeader("content-length")
    isCoded = true
    return Reflect.apply(writeHead, response, given)
  }) as typeof writeHead
  response.end = ((chunk: string) => {
    Reflect.apply(Reflect.get(response, "_implicitHeader"), response, [])
    return Reflect.apply(end, response, [gzipSync(chunk)])
  }) as typeof end
}

test("who codes bodies before the guard codes what leaves; who does it after makes what cannot be filtered", async () => {
  const outer = await start((response) => void response.end(secret), { before: compressing })
  const coded = await outer.ask("/filtered")
  expect([coded.status, gunzipSync(coded.bytes).toString()]).toEqual([200, shown])
  const inner = await start((response) => void response.end(secret), { after: compressing })
  const refused = await inner.ask("/filtered")
  expect([refused.status, refused.fields.get("content-encoding")]).toEqual([500, undefined])
  expect(inner.lines).toMatchObject([{ reason: "withheld", detail: "the body is coded" }])
  expect(gunzipSync((await inner.ask("/free")).bytes).toString()).toBe(secret)
})

test("a timeout answers over what was gathered, and what comes later goes nowhere", async () => {
  let held: ServerResponse | undefined
  const { ask, lines } = await start((response) => {
    held = response
    response.setHeader("x-tag", "hunter2").setHeader("set-cookie", "a=hunter2")
    response.write(secret)
  })
  const answer = await ask("/late")
  held?.end("hunter2")
  expect([answer.status, answer.body.includes("hunter2"), answer.fields.has("set-cookie")]).toEqual([
    503,
    false,
    false,
  ])
  expect(lines).toMatchObject([{ reason: "timeout", status: 503 }])
})

test("pipelined requests are answered in their order, each by its own rules", async () => {
  const { port } = await start((response, message) => {
    if (message.url === "/filtered") setImmediate(() => response.end(secret))
    else response.end(secret)
  })
  const socket = connect(port, "127.0.0.1")
  const chunks: Buffer[] = []
  socket.on("data", (chunk: Buffer) => chunks.push(chunk))
  socket.write(
    "GET /filtered HTTP/1.1\r\nHost: a\r\n\r\nGET /free HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  )
  await once(socket, "close")
  const bodies = Buffer.concat(chunks)
    .toString()
    .match(/\{.*?\}/g)
  expect(bodies).toEqual([shown, secret])
})

test("a caller who leaves while a body is gathered leaves one line", async () => {
  const { port, lines } = await start((response, message) => {
    response.write(secret)
    message.socket.destroy()
    response.once("close", () => response.end())
  })
  const socket = connect(port, "127.0.0.1")
  socket.on("error", () => {}).write("GET /filtered HTTP/1.1\r\nHost: a\r\n\r\n")
  await once(socket, "close")
  expect(lines).toMatchObject([{ status: 499, reason: "aborted" }])
})

test("what Node would not write is told to whoever writes it, before anything is recorded", async () => {
  const caught: unknown[] = []
  const { ask, lines } = await start((response) => {
    response.statusMessage = "z\u0107"
    try {
      response.end(secret)
    } catch (error) {
      caught.push(error)
    }
    response.statusMessage = ""
    response.statusCode = 1000
    try {
      response.end(secret)
    } catch (error) {
      caught.push(error)
    }
    response.statusCode = 200
    response.end(secret)
  })
  expect((await ask("/filtered")).body).toBe(shown)
  expect((await ask("/free")).body).toBe(secret)
  const codes = [{ code: "ERR_INVALID_CHAR" }, { code: "ERR_HTTP_INVALID_STATUS_CODE" }]
  expect(caught).toMatchObject([...codes, ...codes])
  expect(lines).toMatchObject([{ status: 200 }, { status: 200 }])
})

test("the reason beside an error is the status's own", async () => {
  const { port } = await start((response) => {
    response.statusMessage = "hunter2"
    response.writeHead(500).end()
  })
  for (const path of ["/filtered", "/free"]) {
    const socket = connect(port, "127.0.0.1")
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    const [chunk]: unknown[] = await once(socket, "data")
    expect(String(chunk)).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/)
  }
})

test("a source that never waits is told to wait once nobody is written to", async () => {
  let pushed = 0
  const endless = new Readable({
    read() {
      pushed += 1
      while (this.push(Buffer.alloc(65_536)));
    },
  })
  const { ask } = await start((response) => void endless.pipe(response))
  expect((await ask("/filtered")).status).toBe(500)
  expect(pushed).toBeLessThan(100)
})

test("a response is sealed once", async () => {
  const thrown: unknown[] = []
  const { ask } = await start((response, _message, passage) => {
    try {
      passage.seal(response)
    } catch (error) {
      thrown.push(error)
    }
    response.end(secret)
  })
  expect((await ask("/filtered")).body).toBe(shown)
  expect(thrown).toMatchObject([{ message: "the response is guarded already" }])
})

test("bytes past the response's own methods cut the connection, and hints go before the answer", async () => {
  const { ask, lines } = await start((response) => {
    response.writeEarlyHints({ link: "</a.css>; rel=preload" })
    Reflect.apply(Reflect.get(response, "_writeRaw"), response, [
      "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nhunter2",
      "latin1",
    ])
    response.end(secret)
  })
  const answer = await ask("/filtered")
  expect([answer.status, answer.bytes.includes("hunter2")]).toEqual([103, false])
  expect(lines).toMatchObject([{ decision: "deny", reason: "withheld" }])
})

test("trailers follow what is not filtered, and nothing else", async () => {
  const { ask } = await start((response, message) => {
    if (message.url === "/free") response.setHeader("trailer", "x-t")
    response.addTrailers({ "x-t": "hunter2" })
    response.write(secret)
    response.end()
  })
  expect((await ask("/filtered")).bytes.toString()).not.toContain("hunter2\r\n")
  const free = await ask("/free")
  expect(free.fields.get("trailer")).toBe("x-t")
})
