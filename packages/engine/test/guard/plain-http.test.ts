import { once } from "node:events"
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import {
  compile,
  createGuard,
  GuardError,
  type AuditLine,
  type Guard,
  type GuardOptions,
} from "../../src/index.ts"

const text = `package app
type Thing { ownerId: string }
role user
role owner of thing: Thing when thing.ownerId == subject.id
subject { id: string }
api /things/{id} {
  load thing: Thing by path.id
  GET / { allow owner  response { show name } }
  PUT / { allow owner  body any max 1kb }
}
api /late { GET / { allow user  timeout 20ms } }
`

function policyOf(source: string): GuardOptions["policy"] {
  const { policy, diagnostics } = compile([{ path: "app.edict", text: source }])
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return policy
}

type Handle = (message: IncomingMessage) => Promise<{ readonly status: number; readonly payload: unknown }>

/** All that an adapter does, without a framework. */
async function serve(guard: Guard, handle: Handle) {
  const send = (response: ServerResponse, status: number, headers: object, payload: unknown): void => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.statusCode = status
    response.end(payload ?? "")
  }
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = message.url ?? ""
    const outcome = await guard.enter({ message, target, requestId: undefined, dispatched: undefined })
    if (outcome.kind === "answer") {
      send(response, outcome.status, outcome.headers, outcome.body)
      return
    }
    outcome.seal(response)
    outcome.onTimeout(() => false)
    const { status, payload } = await handle(message)
    if (response.writableEnded) return
    const sent = outcome.respond({ status, headers: {}, payload })
    send(response, sent.status, sent.set, sent.payload)
  }
  return listening(createServer((message, response) => void answer(message, response)))
}

async function listening(server: Server) {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  return (method: string, path: string, user?: string, body?: string) =>
    new Promise<readonly [number | undefined, string]>((resolve, reject) => {
      const headers = {
        ...(user === undefined ? {} : { "x-user": user }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      }
      const sent = request(
        { port: (server.address() as AddressInfo).port, method, path, headers, agent: false },
        (message) => {
          const chunks: Buffer[] = []
          message.on("data", (chunk: Buffer) => chunks.push(chunk))
          message.on("end", () => resolve([message.statusCode, Buffer.concat(chunks).toString()]))
        },
      )
      sent.on("error", reject)
      sent.end(body)
    })
}

const lines: AuditLine[] = []
const options: GuardOptions = {
  policy: policyOf(text),
  loaders: { thing: (id: string) => (id === "t1" ? { ownerId: "ann" } : undefined) },
  subject: ({ headers }) =>
    typeof headers["x-user"] === "string" ? { id: headers["x-user"], roles: ["user"] } : undefined,
  audit: { write: (line) => void lines.push(line) },
}

test("a guard needs no framework", async () => {
  const ask = await serve(await createGuard(options), async () => ({
    status: 200,
    payload: '{"name":"a","secret":"b"}',
  }))
  expect(await ask("GET", "/things/t1", "ann")).toEqual([200, '{"name":"a"}'])
  expect((await ask("GET", "/things/t1", "bob"))[0]).toBe(403)
  expect((await ask("GET", "/things/t2", "ann"))[0]).toBe(404)
  expect((await ask("GET", "/things/t1"))[0]).toBe(401)
  expect((await ask("PUT", "/things/t1", "ann", '{"a":1}'))[0]).toBe(200)
  expect((await ask("PUT", "/things/t1", "ann", "{a"))[0]).toBe(400)
  expect((await ask("PUT", "/things/t1", "ann", JSON.stringify("x".repeat(1024))))[0]).toBe(413)
  expect((await ask("GET", "/things//t1", "ann"))[0]).toBe(400)
})

test("a handler that is late is answered for, and what it answers then goes nowhere", async () => {
  const handled: ((value: { status: number; payload: unknown }) => void)[] = []
  const ask = await serve(await createGuard(options), () => new Promise((resolve) => handled.push(resolve)))
  const [status, body] = await ask("GET", "/late", "ann")
  handled[0]?.({ status: 200, payload: "secret" })
  expect([status, body.includes("secret")]).toEqual([503, false])
})

test("a step that throws closes", async () => {
  lines.length = 0
  const errors: unknown[] = []
  const broken = new Error("clock is broken")
  const guard = await createGuard({
    ...options,
    policy: {
      ...options.policy,
      match: () => {
        throw broken
      },
    },
    onError: (error) => void errors.push(error),
  })
  const ask = await serve(guard, async () => ({ status: 200, payload: "{}" }))
  expect((await ask("GET", "/things/t1", "ann"))[0]).toBe(500)
  expect(errors).toEqual([broken])
  expect(lines).toMatchObject([{ reason: "internal", decision: "deny" }])
})

test.each<[string, Partial<GuardOptions>, string]>([
  [
    "a loader that the policy needs is not given",
    { loaders: {} },
    "app.edict:7 no loader is given for `thing`",
  ],
  [
    "an inherited name is no loader",
    { loaders: Object.create({ thing: () => undefined }) },
    "no loader is given for `thing`",
  ],
  [
    "nobody says who calls",
    { subject: undefined as never },
    "the policy declares no authenticator: `subject` has to say who calls",
  ],
])("the guard does not start where %s", async (_, changes, message) => {
  await expect(createGuard({ ...options, ...changes })).rejects.toThrow(GuardError)
  await expect(createGuard({ ...options, ...changes })).rejects.toThrow(message)
})

test("`authenticate host` asks the host, and only where it is accepted", async () => {
  const policy = policyOf(`package app
role user
subject { id: string }
authenticate host session { }
api /mine { accept auth session  GET / { allow user } }
api /open { GET / { allow anyone } }
`)
  const { loaders: _, ...rest } = options
  const guard = await createGuard({ ...rest, policy })
  const ask = await serve(guard, async () => ({ status: 200, payload: "{}" }))
  expect((await ask("GET", "/mine", "ann"))[0]).toBe(200)
  expect((await ask("GET", "/mine"))[0]).toBe(401)
  expect((await ask("GET", "/open", "ann"))[0]).toBe(200)
  await expect(createGuard({ policy })).rejects.toThrow(
    "the policy asks the host who calls: `subject` has to say it",
  )
})

test("until the framework writes the answer of a timeout, nobody else does", async () => {
  const guard = await createGuard(options)
  const server = createServer((message, response) => {
    const enter = async (): Promise<void> => {
      const outcome = await guard.enter({
        message,
        target: message.url ?? "",
        requestId: undefined,
        dispatched: undefined,
      })
      if (outcome.kind === "answer") return
      outcome.seal(response)
      outcome.onTimeout((late) => {
        setImmediate(() => {
          lines.length = 0
          expect(outcome.respond({ status: 200, headers: {}, payload: "secret" }).status).toBe(503)
          response.write("secret")
          response.end("secret")
          response.writeHead(late.status, late.headers).end(late.body)
        })
        return true
      })
    }
    void enter()
  })
  const ask = await listening(server)
  const [status, body] = await ask("GET", "/late", "ann")
  expect([status, body.includes("secret")]).toEqual([503, false])
  expect(lines).toEqual([])
})
