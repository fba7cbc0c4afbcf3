import { EventEmitter, once } from "node:events"
import { connect, type Socket } from "node:net"
import type { AuditLine } from "@edict/engine"
import type { FastifyReply } from "fastify"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
api /slow { GET / { allow anyone  timeout 30ms } }
api /fast { GET / { allow anyone  timeout 10s } }
api /hangs { POST / { allow anyone } }
`

test("a handler that takes longer than its timeout is answered for, once", async () => {
  let late: (value: unknown) => void = () => {}
  const { ask, lines } = await startApplication(policy, {
    routes: (fastify) => {
      fastify.get("/slow", (_request, reply) => {
        reply.headers({
          "content-encoding": "br",
          etag: '"hunter2"',
          "set-cookie": "a=hunter2",
          "x-frame-options": "DENY",
        })
        return new Promise((resolve) => (late = resolve))
      })
      fastify.get("/fast", async () => ({ done: true }))
    },
  })
  const slow = await ask("/slow")
  expect(slow.status).toBe(503)
  expect(JSON.parse(slow.text)).toMatchObject({ status: 503, title: "Service Unavailable" })
  expect(JSON.stringify([...slow.headers])).not.toMatch(/hunter2|content-encoding/)
  expect(slow.headers.get("x-frame-options")).toBe("DENY")
  late({ secret: "hunter2" })
  expect((await ask("/fast")).text).toBe('{"done":true}')
  expect(lines).toMatchObject([
    { status: 503, reason: "timeout", detail: "the handler took longer than 30 ms", route: "GET /slow" },
    { status: 200, reason: "allowed" },
  ])
})

test.each(["hijacked", "plain"])(
  "a handler that writes to the raw response after its timeout writes to nobody: %s",
  async (how) => {
    const events = new EventEmitter()
    const wrote = once(events, "wrote")
    const { ask, lines } = await startApplication(policy, {
      routes: (fastify) => {
        fastify.get("/slow", (request, reply) => {
          if (how === "hijacked") reply.hijack()
          request.raw.socket.once("close", () => {
            reply.raw.end("hunter2")
            events.emit("wrote")
          })
          return new Promise(() => {})
        })
      },
    })
    const { status, text } = await ask("/slow")
    await wrote
    expect([status, text.includes("hunter2")]).toEqual([503, false])
    expect(lines).toMatchObject([{ reason: "timeout" }])
  },
)

const finishes: Readonly<Record<string, (reply: FastifyReply, done: (value: unknown) => void) => void>> = {
  "with an answer": (_, done) => done({ done: true }),
  "with a failure": (_, done) => done(Promise.reject(new Error("hunter2"))),
  "past the framework": (reply) => void reply.hijack().raw.end("late"),
}

test.each(Object.keys(finishes))("a caller who leaves before the answer leaves one line: %s", async (how) => {
  const events = new EventEmitter()
  const running = once(events, "running")
  const written = once(events, "written")
  const lines: AuditLine[] = []
  const { port, ask } = await startApplication(policy, {
    audit: { write: (line) => void (lines.push(line), events.emit("written")) },
    routes: (fastify) => {
      fastify.post("/hangs", (_request, reply) => {
        return new Promise((resolve) => events.emit("running", reply, resolve))
      })
      fastify.get("/fast", async () => ({ done: true }))
      fastify.addHook("onSend", async () => void events.emit("sending"))
    },
  })
  const socket = connect(port, "127.0.0.1")
  socket.write("POST /hangs HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
  const [reply, done] = await running
  socket.destroy()
  await written
  const sending = how === "past the framework" ? undefined : once(events, "sending")
  finishes[how]?.(reply, done)
  await sending
  expect((await ask("/fast")).status).toBe(200)
  expect(lines).toMatchObject([
    {
      decision: "allow",
      status: 499,
      reason: "aborted",
      detail: "the client went away",
      route: "POST /hangs",
      rule: "test.edict:4",
    },
    { decision: "allow", status: 200, reason: "allowed" },
  ])
})

test("a caller who leaves while things are loaded leaves one line, though the handler never ends", async () => {
  const events = new EventEmitter()
  const loading = once(events, "loading")
  const running = once(events, "running")
  const left = once(events, "left")
  const {
    fastify: application,
    port,
    lines,
  } = await startApplication(
    `package app
type Thing { shown: bool }
api /things/{id} { load thing: Thing by path.id  GET / { allow anyone when thing.shown } }
`,
    {
      loaders: { thing: () => new Promise((resolve) => events.emit("loading", resolve)) },
      routes: (fastify) => {
        fastify.addHook("onRequest", async () => void events.emit("running"))
        fastify.get("/things/:id", () => new Promise(() => {}))
      },
    },
  )
  application.server.once("connection", (connection: Socket) => {
    connection.once("close", () => setImmediate(() => events.emit("left")))
  })
  const socket = connect(port, "127.0.0.1")
  socket.write("GET /things/1 HTTP/1.1\r\nHost: a\r\n\r\n")
  const [loaded] = await loading
  socket.destroy()
  await left
  loaded({ shown: true })
  await running
  expect(lines).toMatchObject([{ decision: "allow", status: 499, reason: "aborted" }])
})
