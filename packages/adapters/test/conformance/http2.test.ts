import { once } from "node:events"
import { connect, constants, type ClientHttp2Session, type OutgoingHttpHeaders } from "node:http2"
import type { FastifyServerOptions } from "fastify"
import { generate } from "selfsigned"
import { afterAll, describe, expect, test } from "vitest"
import { bodies, shop, strangers } from "./scenarios.ts"
import { openSites, type Outcome, type Scenario } from "./site.ts"
import { fastifySubject } from "./subjects/fastify.ts"
import type { Subject } from "./subject.ts"
import type { Answered, Exchanged } from "./wire.ts"

const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
  keyType: "ec",
  algorithm: "sha256",
})
const loose = {
  ignoreTrailingSlash: true,
  ignoreDuplicateSlashes: true,
  caseSensitive: false,
  useSemicolonDelimiter: true,
}
const plain = { http2: true } as FastifyServerOptions
const encrypted = { http2: true, https: { allowHTTP1: true, key, cert } } as FastifyServerOptions

const subjects: readonly (readonly [name: string, subject: Subject, scheme: string])[] = [
  ["HTTP/2 without TLS", fastifySubject("http2", { server: plain }), "http"],
  [
    "HTTP/2 without TLS, loose",
    fastifySubject("http2", { server: { ...plain, routerOptions: loose } }),
    "http",
  ],
  ["HTTP/2 with TLS", fastifySubject("https2", { server: encrypted }), "https"],
]

const open = openSites()
const sessions = new Map<number, ClientHttp2Session>()
afterAll(() => {
  for (const session of sessions.values()) session.destroy()
})

const admin = { "x-user": "u", "x-roles": "admin" }

/** Sends a header block as it is, on a stream of its own. */
async function ask(
  subject: Subject,
  scheme: string,
  scenario: Scenario,
  headers: OutgoingHttpHeaders,
  body?: string,
): Promise<Outcome> {
  const { port, observe } = await open(subject, scenario)
  const known = sessions.get(port)
  const session =
    known === undefined || known.closed || known.destroyed
      ? connect(`${scheme}://localhost:${port}`, { rejectUnauthorized: false })
      : known
  session.on("error", () => session.destroy())
  sessions.set(port, session)
  return observe(() => talk(session, { ":authority": "app.example", ...headers }, body), 1)
}

async function talk(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body: string | undefined,
): Promise<Exchanged> {
  const answers: Answered[] = []
  try {
    const isTunnel = headers[":method"] === "CONNECT"
    const stream = session.request(headers, { endStream: body === undefined && !isTunnel })
    const chunks: Buffer[] = []
    stream.on("error", () => stream.destroy())
    stream.on("data", (chunk: Buffer) => chunks.push(chunk))
    stream.on("response", (given) => {
      const { [constants.HTTP2_HEADER_STATUS]: status, ...fields } = given
      const entries = Object.entries(fields).map(([name, value]) => [name, String(value)] as const)
      answers.push({ status: Number(status), headers: new Map(entries), text: "", interim: [] })
      if (isTunnel) stream.end()
    })
    if (body !== undefined) stream.end(body)
    await once(stream, "close")
    const text = Buffer.concat(chunks).toString("latin1")
    return { answers: answers.map((answer) => ({ ...answer, text })), end: "closed", rest: "" }
  } catch {
    return { answers, end: "closed", rest: "" }
  }
}

const resultOf = ({ statuses }: Outcome): number | "destroyed" => statuses[0] ?? "destroyed"

/** Header blocks, and what they come to when an administrator sends them. */
const blocks: readonly (readonly [
  title: string,
  block: OutgoingHttpHeaders,
  ...expected: (number | "destroyed")[],
])[] = [
  ["a path", { ":path": "/admin/users" }, 200],
  ["HEAD", { ":path": "/admin/users", ":method": "HEAD" }, 200],
  ["a query", { ":path": "/admin/users?x=1" }, 200],
  ["an escaped letter", { ":path": "/%61dmin/users" }, 200],
  ["another case", { ":path": "/ADMIN/users" }, 404],
  ["a slash at the end", { ":path": "/admin/users/" }, 404],
  ["doubled slashes", { ":path": "//admin/users" }, 400],
  ["doubled slashes inside", { ":path": "/admin//users" }, 400],
  ["an escaped slash", { ":path": "/admin%2Fusers" }, 400],
  ["a dot segment", { ":path": "/open/../admin/users" }, 400],
  ["an escaped dot segment", { ":path": "/open/%2e%2e/admin/users" }, 400],
  ["a semicolon", { ":path": "/admin/users;x=1" }, 400],
  ["a backslash", { ":path": "/admin\\users" }, 400],
  ["NUL", { ":path": "/admin/users%00" }, 400],
  ["a fragment", { ":path": "/admin/users#f" }, 400],
  ["a space", { ":path": "/admin /users" }, 400, "destroyed"],
  ["a line end", { ":path": "/public\r\nx-roles: admin" }, 400, "destroyed"],
  ["a byte beyond ASCII", { ":path": "/admin/us\u00e9rs" }, 400, "destroyed"],
  ["no slash", { ":path": "admin/users" }, 400, "destroyed"],
  ["a star", { ":path": "*" }, 400, "destroyed"],
  ["a star with OPTIONS", { ":path": "*", ":method": "OPTIONS" }, 400, "destroyed"],
  ["nothing", { ":path": "" }, 400, "destroyed"],
  ["an absolute path", { ":path": "http://app.example/admin/users" }, 200, 400, "destroyed"],
  ["an absolute path to somebody else", { ":path": "http://evil.example/admin/users" }, 400, "destroyed"],
  ["OPTIONS", { ":path": "/public", ":method": "OPTIONS" }, 405],
  ["TRACE", { ":path": "/public", ":method": "TRACE" }, 405],
  ["PROPFIND", { ":path": "/public", ":method": "PROPFIND" }, 405],
  ["lower case", { ":path": "/public", ":method": "get" }, 400, 404, 405, "destroyed"],
  ["a method that nobody knows", { ":path": "/public", ":method": "BREW" }, 400, 404, 405, "destroyed"],
  ["another scheme", { ":path": "/public", ":scheme": "ftp" }, 200, 400, "destroyed"],
  ["an override", { ":path": "/admin/users/1", "x-http-method-override": "DELETE" }, 200],
  ["an original target", { ":path": "/public", "x-original-url": "/admin/users" }, 200],
  ["a host beside the authority", { ":path": "/public", host: "evil.example" }, 400, "destroyed"],
  ["an authority with a user", { ":path": "/public", ":authority": "u@app.example" }, 200, 400, "destroyed"],
  ["a name given twice", { ":path": "/public", "x-kind": ["a", "b"] }, 200],
  ["a header of connections", { ":path": "/public", connection: "close" }, 400, "destroyed"],
  ["a coding of transfer", { ":path": "/public", "transfer-encoding": "chunked" }, 400, "destroyed"],
  ["an upgrade", { ":path": "/public", upgrade: "websocket" }, 400, 403, "destroyed"],
  ["CONNECT", { ":method": "CONNECT" }, 501, "destroyed"],
  ["CONNECT with a path", { ":method": "CONNECT", ":path": "/public", ":scheme": "http" }, 501, "destroyed"],
  [
    "extended CONNECT",
    { ":method": "CONNECT", ":path": "/public", ":scheme": "http", ":protocol": "websocket" },
    501,
    405,
    "destroyed",
  ],
  [
    "CONNECT to a route for administrators",
    { ":method": "CONNECT", ":path": "/admin/users", ":scheme": "http", ":protocol": "websocket" },
    501,
    405,
    "destroyed",
  ],
]

describe.each(subjects)("fastify, %s", (_name, subject, scheme) => {
  const rows = blocks.map(([title, block, ...expected]) => [title, block, expected] as const)
  test.each(rows)("%s (%j) is %j", async (_, block, expected) => {
    const came = resultOf(await ask(subject, scheme, shop, { ...block, ...admin }))
    expect(came).toBeOneOf([...expected])
    // Without the role, nothing but what anyone may.
    const stranger = resultOf(await ask(subject, scheme, shop, block))
    const isOpen = /^(?:\/public|\/open)/.test(String(block[":path"]))
    expect(stranger).toBeOneOf(came === 200 && !isOpen ? [401] : [...expected])
  })

  test("a body that is taken, and one that is not", async () => {
    const post = { ":path": "/login", ":method": "POST", "content-type": "application/json" }
    expect(resultOf(await ask(subject, scheme, shop, post, "{}"))).toBe(200)
    expect(resultOf(await ask(subject, scheme, shop, { ...post, "content-type": "text/plain" }, "{}"))).toBe(
      415,
    )
    expect(resultOf(await ask(subject, scheme, shop, { ...post, ":path": "/public" }, "{}"))).toBe(415)
    expect(resultOf(await ask(subject, scheme, shop, { ...post, "content-length": "1" }, "{}"))).toBeOneOf([
      400,
      "destroyed",
    ])
  })

  test("a body without a length is decided on, and bounded", async () => {
    const post = { ":path": "/json", ":method": "POST", "content-type": "application/json" }
    const statusOf = async (body: string) => resultOf(await ask(subject, scheme, bodies, post, body))
    expect(await statusOf('{"kind":"fine"}')).toBe(200)
    expect(await statusOf('{"kind":"forbidden"}')).toBe(401)
    expect(await statusOf('{"kind":"fine"')).toBe(400)
    expect(await statusOf(`"${"x".repeat(1023)}"`)).toBeOneOf([413, "destroyed"])
    expect(resultOf(await ask(subject, scheme, bodies, { ...post, ":path": "/none" }, "{}"))).toBe(415)
    expect(resultOf(await ask(subject, scheme, bodies, { ...post, ":path": "/none" }))).toBe(200)
  })

  test("the authority is the host, and no header of a stranger", async () => {
    const from = (headers: OutgoingHttpHeaders) =>
      ask(subject, scheme, strangers, { ":path": "/host", ...headers })
    expect(resultOf(await from({ ":authority": "internal.example" }))).toBe(200)
    expect(resultOf(await from({ ":authority": "INTERNAL.example:8080" }))).toBe(200)
    expect(resultOf(await from({ ":authority": "evil.example" }))).toBe(401)
    expect(resultOf(await from({ "x-forwarded-host": "internal.example" }))).toBe(401)
    expect(resultOf(await from({ ":authority": "internal.example:x@evil.example" }))).toBeOneOf([
      400,
      401,
      "destroyed",
    ])
    expect(resultOf(await from({ ":authority": "evil.example", host: "internal.example" }))).toBeOneOf([
      400,
      401,
      "destroyed",
    ])
  })

  test("TLS is what the socket says", async () => {
    const isEncrypted = scheme === "https"
    const secure = { ":path": "/secure", "x-forwarded-proto": "https" }
    expect(resultOf(await ask(subject, scheme, strangers, secure))).toBe(isEncrypted ? 200 : 403)
    const claimed = { ":path": "/secure", ":scheme": "https" }
    expect(resultOf(await ask(subject, scheme, strangers, claimed))).toBeOneOf(
      isEncrypted ? [200] : [403, "destroyed"],
    )
  })
})
