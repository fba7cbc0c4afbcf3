import { connect } from "node:net"
import { once } from "node:events"
import type { FastifyInstance } from "fastify"
import type { Notice } from "@edict/engine"
import { expect, onTestFinished, test, vi } from "vitest"
import { frameworkErrors } from "../../src/fastify.ts"
import { startApplication, type ApplicationOptions } from "../fastify/application.ts"

const policy = `package app
type Thing { ownerId: string }
role customer
role admin
role owner of thing: Thing when thing.ownerId == subject.id
subject { id: string }
api /things/{id} {
  load thing: Thing by path.id
  GET / { allow owner  response { show id } }
  DELETE / { allow admin when thing.ownerId == subject.id }
}
api /limited { GET / { allow anyone  limit 1/1min per context.ip } }
api /body { POST / { allow customer  body any max 1kb } }
api /bare { POST / { allow customer } }
api /rules/{x} { GET / { allow customer  deny anyone when path.x == "no" } }
api /secret { GET / { allow customer  } }
`

function routes(fastify: FastifyInstance): void {
  fastify.get("/things/:id", async ({ edict }) => ({
    id: 1,
    secret: 2,
    loaded: edict.resources["thing"] !== undefined,
    subject: edict.subject?.["id"],
  }))
  fastify.delete("/things/:id", async ({ edict }) => ({ loaded: edict.resources["thing"] !== undefined }))
  fastify.get("/limited", async () => "l")
  fastify.post("/body", async ({ body }) => ({ body }))
  fastify.post("/bare", async ({ body }) => ({ body }))
  fastify.get("/rules/:x", async (request, reply) => {
    await reply.code(418).header("x-own", "1").send({ url: request.url, params: request.params })
  })
  fastify.get("/secret", async () => {
    throw new Error("broken")
  })
  fastify.get("/stranger", async () => ({ stranger: true }))
  fastify.options("/stranger", async () => ({ options: true }))
  fastify.get("/", async () => "the root")
}

function observe(options: ApplicationOptions = {}) {
  return startApplication(policy, {
    mode: "observe",
    onNotice: () => {},
    routes,
    loaders: { thing: () => ({ ownerId: "ann" }) },
    ...options,
  })
}

const ann = { "x-user": "ann", "x-roles": "customer" }
const json = { ...ann, "content-type": "application/json" }

const long = `{"a":"${"x".repeat(2000)}"}`

const cases: readonly {
  readonly name: string
  readonly method?: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly status?: number
  readonly text?: string
  readonly header: string
  readonly line: object
}[] = [
  {
    name: "an allowed request's answer, with nothing filtered",
    target: "/things/1",
    headers: ann,
    text: '{"id":1,"secret":2,"loaded":true,"subject":"ann"}',
    header: "allow",
    line: { decision: "allow", status: 200, reason: "allowed", subject: "ann" },
  },
  {
    name: "a caller without credentials, for whom things are loaded too",
    target: "/things/1",
    text: '{"id":1,"secret":2,"loaded":true}',
    header: "deny;status=401",
    line: { decision: "deny", status: 401, answered: 200, reason: "no-role" },
  },
  {
    name: "a caller of the wrong role",
    method: "DELETE",
    target: "/things/1",
    headers: ann,
    text: '{"loaded":true}',
    header: "deny;status=403",
    line: { decision: "deny", status: 403, answered: 200, subject: "ann", route: "DELETE /things/{id}" },
  },
  {
    name: "a request that a rule denies, with the handler's own status and fields",
    target: "/rules/no",
    headers: ann,
    status: 418,
    text: '{"url":"/rules/no","params":{"x":"no"}}',
    header: "deny;status=403",
    line: { decision: "deny", status: 403, answered: 418, reason: "denied", rule: "test.edict:15:42" },
  },
  {
    name: "a target in another spelling, as it was spelt",
    target: "/rules/%6eo?q=%6e",
    headers: ann,
    status: 418,
    text: '{"url":"/rules/%6eo?q=%6e","params":{"x":"no"}}',
    header: "deny;status=403",
    line: { decision: "deny", status: 403, answered: 418, reason: "denied" },
  },
  {
    name: "a target with two meanings",
    target: "/rules/a%2fb",
    headers: ann,
    status: 418,
    text: '{"url":"/rules/a%2fb","params":{"x":"a/b"}}',
    header: "deny;status=400",
    line: { decision: "deny", status: 400, answered: 418, reason: "ambiguous-target" },
  },
  {
    name: "a route that the policy does not know",
    target: "/stranger",
    text: '{"stranger":true}',
    header: "deny;status=404",
    line: { decision: "deny", status: 404, answered: 200, reason: "no-route" },
  },
  {
    name: "OPTIONS",
    method: "OPTIONS",
    target: "/stranger",
    text: '{"options":true}',
    header: "deny;status=404",
    line: { decision: "deny", answered: 200 },
  },
  {
    name: "a route that nobody knows, which the framework answers",
    target: "/nowhere",
    status: 404,
    header: "deny;status=404",
    line: { decision: "deny", status: 404, reason: "no-route" },
  },
  {
    name: "an error of the handler's, whole",
    target: "/secret",
    headers: ann,
    status: 500,
    text: '{"statusCode":500,"error":"Internal Server Error","message":"broken"}',
    header: "allow",
    line: { decision: "allow", status: 500, reason: "allowed" },
  },
  {
    name: "a body within its bound",
    method: "POST",
    target: "/body",
    headers: json,
    body: '{"a":1}',
    text: '{"body":{"a":1}}',
    header: "allow",
    line: { decision: "allow", status: 200 },
  },
  {
    name: "a body beyond its bound",
    method: "POST",
    target: "/body",
    headers: json,
    body: long,
    text: `{"body":${long}}`,
    header: "deny;status=413",
    line: { decision: "deny", status: 413, answered: 200, reason: "body" },
  },
  {
    name: "a body that the policy does not take",
    method: "POST",
    target: "/bare",
    headers: json,
    body: '{"a":1}',
    text: '{"body":{"a":1}}',
    header: "deny;status=415",
    line: { decision: "deny", status: 415, answered: 200, reason: "body" },
  },
  {
    name: "a body that its type does not fit, which the framework refuses",
    method: "POST",
    target: "/body",
    headers: json,
    body: "{",
    status: 400,
    header: "deny;status=400",
    line: { decision: "deny", status: 400, reason: "body" },
  },
]

test.each(cases)("lets pass: $name", async (one) => {
  const { ask, lines } = await observe()
  const { method = "GET", target, headers = {}, body } = one
  const answer = await ask(target, { method, headers, ...(body === undefined ? {} : { body }) })
  expect(answer.status).toBe(one.status ?? 200)
  expect(answer.text).toBe(one.text ?? answer.text)
  expect(answer.headers.get("edict-decision")).toBe(one.header)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatchObject({ mode: "observe", ...one.line })
  expect(Object.keys(lines[0] ?? {}).includes("answered")).toBe("answered" in one.line)
})

test("the same requests are refused when the guard enforces", async () => {
  const { ask, lines } = await startApplication(policy, {
    routes: (fastify) => {
      for (const url of ["/things/:id", "/limited", "/rules/:x", "/secret"])
        fastify.get(url, async () => ({}))
    },
    loaders: { thing: () => ({ ownerId: "ann" }) },
  })
  const answer = await ask("/rules/no", { headers: ann })
  expect(answer.status).toBe(403)
  expect(answer.headers.has("edict-decision")).toBe(false)
  expect(lines[0]).not.toHaveProperty("mode")
})

test.each([
  ["of another type", "text/plain", "plain", "withheld"],
  ["that JSON does not read", "application/json", "{", "withheld"],
  ["beyond what is gathered", "application/json", `"${"x".repeat(1_100_000)}"`, "withheld"],
  ["that can be filtered", "application/json", '{"id":1,"secret":2}', "allowed"],
])(
  "an answer with response rules leaves whole, and the line tells of one %s",
  async (_name, type, body, reason) => {
    const { ask, lines } = await observe({
      routes: (fastify) => {
        fastify.get("/things/:id", (_request, reply) => {
          reply.hijack()
          reply.raw.setHeader("content-type", type)
          const half = Math.floor(body.length / 2)
          reply.raw.write(body.slice(0, half))
          reply.raw.end(body.slice(half))
        })
      },
    })
    const answer = await ask("/things/1", { headers: ann })
    expect([answer.status, answer.text]).toEqual([200, body])
    const withheld = { decision: "deny", status: 500, answered: 200, reason }
    expect(lines).toMatchObject([
      reason === "allowed" ? { decision: "allow", status: 200, reason } : withheld,
    ])
  },
)

test("a handler that takes longer than the policy says answers, and the line tells", async () => {
  vi.useFakeTimers({ toFake: ["performance"] })
  onTestFinished(() => void vi.useRealTimers())
  const { ask, lines } = await startApplication(
    `package app\nsubject { id: string }\napi /late { GET / { allow anyone  timeout 1ms } }\napi /soon { GET / { allow anyone  timeout 1h } }\n`,
    {
      mode: "observe",
      routes: (fastify) => {
        const wait = async (): Promise<string> => {
          vi.advanceTimersByTime(5)
          return "done"
        }
        fastify.get("/late", wait)
        fastify.get("/soon", wait)
      },
    },
  )
  expect(await ask("/late")).toMatchObject({ status: 200, text: "done" })
  expect(await ask("/soon")).toMatchObject({ status: 200, text: "done" })
  expect(lines).toMatchObject([
    { decision: "deny", status: 503, answered: 200, reason: "timeout" },
    { decision: "allow", status: 200, reason: "allowed" },
  ])
})

test("limits count and are told, and do not refuse", async () => {
  const { ask, lines } = await observe()
  const answers = [await ask("/limited"), await ask("/limited")]
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(answers.map(({ headers }) => headers.get("edict-decision"))).toEqual(["allow", "deny;status=429"])
  expect(answers.map(({ headers }) => headers.get("ratelimit"))).toEqual([
    expect.stringContaining("r=0"),
    expect.stringContaining("r=0"),
  ])
  expect(lines.map(({ reason }) => reason)).toEqual(["allowed", "limit"])
})

test.each([
  ["within the bound", '{"a":1}', "allow"],
  ["beyond the bound", long, "deny;status=413"],
  ["far beyond the bound", `{"a":"${"x".repeat(300_000)}"}`, "deny;status=413"],
])("a body of unknown length reaches its handler whole: %s", async (_name, body, decision) => {
  let isAsked = (): void => {}
  const asked = new Promise<void>((resolve) => (isAsked = resolve))
  const subject = () => {
    isAsked()
    return { id: "ann", roles: ["customer"] }
  }
  const { port, lines } = await observe({ subject })
  const socket = connect(port, "127.0.0.1")
  let text = ""
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()))
  const half = Math.ceil(body.length / 2)
  const chunks = [body.slice(0, half), body.slice(half)].map(
    (chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
  )
  socket.write(
    `POST /body HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunks[0]}`,
  )
  // The second half comes when the guard is on its way to the body.
  await asked
  socket.write(`${chunks[1]}0\r\n\r\n`)
  await once(socket, "close")
  expect(text).toContain("HTTP/1.1 200 OK")
  expect(text).toContain(`edict-decision: ${decision}`)
  expect(text.slice(text.indexOf("\r\n\r\n") + 4)).toBe(`{"body":${body}}`)
  expect(lines).toHaveLength(1)
})

test("what is missing in the policy is reported, not thrown", async () => {
  const notices: Notice[] = []
  const { ask } = await observe({
    onNotice: (notice) => notices.push(notice),
    routes: (fastify) => {
      routes(fastify)
      fastify.get("/by/:id(^\\d+$)", async () => "by")
      fastify.server.on("upgrade", (_message, socket) => socket.end("HTTP/1.1 101 Switching\r\n\r\n"))
    },
  })
  expect((await ask("/by/7")).text).toBe("by")
  expect(notices.map((notice) => ("error" in notice ? notice.error.message : notice.kind))).toEqual([
    expect.stringContaining("the guard takes no `upgrade`"),
    expect.stringContaining("/by/:id"),
    expect.stringContaining("GET /stranger"),
  ])
  expect(notices.every(({ kind }) => kind === "unguarded")).toBe(true)
})

test.each([
  ["with `frameworkErrors`", { frameworkErrors }, 1],
  ["without", {}, 0],
])("what Fastify's router refuses stays as it was: %s", async (_name, server, count) => {
  const { ask, lines } = await observe({ server: { ...server, routerOptions: { maxParamLength: 5 } } })
  const answer = await ask("/rules/1234567", { headers: ann })
  expect(answer.status).toBe(414)
  expect(JSON.parse(answer.text)).toMatchObject({ code: "FST_ERR_MAX_PARAM_LENGTH", statusCode: 414 })
  expect(lines.map(({ mode, reason }) => [mode, reason])).toEqual(
    Array.from({ length: count }, () => ["observe", "undecided"]),
  )
})

test("a line that cannot be written refuses nothing", async () => {
  const { ask, errors } = await observe({
    audit: {
      write: () => {
        throw new Error("disk full")
      },
    },
  })
  expect((await ask("/stranger")).text).toBe('{"stranger":true}')
  expect(errors).toHaveLength(1)
})
