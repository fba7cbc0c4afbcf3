import { createGuard, createMemoryStore, type AuditLine, type DecisionEvent } from "@edict/engine"
import Fastify from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { guard } from "../../src/fastify.ts"
import { policyOf } from "../guard-kit.ts"

const policy = `package app
role reader
subject { id: string }
api /things/{id} { GET / { allow reader  audit full note path.id } }
api /quiet { GET / { allow anyone  audit none } }
`

async function start(audit: (line: AuditLine) => void) {
  const ready = await createGuard({
    policy: policyOf(policy),
    subject: ({ headers }) => ({ id: "ann", roles: headers["x-roles"] === "reader" ? ["reader"] : [] }),
    audit: { write: audit },
    store: createMemoryStore({ clock: "given" }),
    clock: () => Date.parse("2026-01-01T12:00:00Z"),
  })
  const fastify = Fastify()
  onTestFinished(() => fastify.close())
  await fastify.register(guard, ready)
  fastify.get("/things/:id", async () => ({}))
  fastify.get("/quiet", async () => ({}))
  return { ready, fastify }
}

test("an event says what the line says, also where the policy wants no line", async () => {
  const lines: AuditLine[] = []
  const { ready, fastify } = await start((line) => lines.push(line))
  const stream = ready.decisions.open()
  await fastify.inject({ url: "/things/7", headers: { "x-roles": "reader" } })
  await fastify.inject("/things/7")
  await fastify.inject("/quiet")
  await fastify.inject("/nowhere")
  ready.close()
  const events: DecisionEvent[] = []
  for await (const event of stream) events.push(event)
  expect(events.map(({ level }) => level)).toEqual(["full", "full", "none", "summary"])
  const facts = events.filter(({ level }) => level !== "none").map(({ level: _level, ...line }) => line)
  expect(facts).toEqual(lines)
  expect(events[2]).toMatchObject({ decision: "allow", status: 200, route: "GET /quiet" })
  expect(events[2]).not.toHaveProperty("path")
})

test("where the line cannot be written, the event says what was answered", async () => {
  const { ready, fastify } = await start(() => {
    throw new Error("disk full")
  })
  const stream = ready.decisions.open()
  const answer = await fastify.inject({ url: "/things/7", headers: { "x-roles": "reader" } })
  expect(answer.statusCode).toBe(503)
  expect((await stream.next()).value).toMatchObject({
    decision: "deny",
    status: 503,
    reason: "audit-failed",
  })
})

test("requests are decided after the guard is closed", async () => {
  const { ready, fastify } = await start(() => {})
  ready.close()
  expect((await fastify.inject("/things/7")).statusCode).toBe(403)
  expect((await fastify.inject("/quiet")).statusCode).toBe(200)
})
