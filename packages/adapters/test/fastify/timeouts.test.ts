import { EventEmitter, once } from "node:events"
import { connect } from "node:net"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
api /slow { GET / { allow anyone  timeout 30ms } }
api /fast { GET / { allow anyone  timeout 10s } }
api /hangs { GET / { allow anyone } }
`

test("a handler that takes longer than its timeout is answered for, once", async () => {
  let late: (value: unknown) => void = () => {}
  const { ask, lines } = await startApplication(policy, {
    routes: (fastify) => {
      fastify.get("/slow", () => new Promise((resolve) => (late = resolve)))
      fastify.get("/fast", async () => ({ done: true }))
    },
  })
  const slow = await ask("/slow")
  expect(slow.status).toBe(503)
  expect(JSON.parse(slow.text)).toMatchObject({ status: 503, title: "Service Unavailable" })
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

test("a caller who leaves before the answer leaves a line", async () => {
  const events = new EventEmitter()
  const running = once(events, "running")
  const written = once(events, "written")
  const { port } = await startApplication(policy, {
    audit: { write: (line) => void events.emit("written", line) },
    routes: (fastify) => {
      fastify.get("/hangs", () => {
        events.emit("running")
        return new Promise(() => {})
      })
    },
  })
  const socket = connect(port, "127.0.0.1")
  socket.write("GET /hangs HTTP/1.1\r\nHost: a\r\n\r\n")
  await running
  socket.destroy()
  await once(socket, "close")
  expect((await written)[0]).toMatchObject({
    reason: "aborted",
    detail: "the client went away",
    route: "GET /hangs",
  })
})
