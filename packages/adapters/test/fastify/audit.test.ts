import { pinoSink } from "@edict/engine"
import type { FastifyInstance } from "fastify"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role customer
subject { id: string }
api /things/{id} { GET / { allow customer
  audit full note path.id, query.q } }
api /quiet { GET / { allow anyone  audit none } }
api /summary/{id} { GET / { allow anyone } }
`

function routes(fastify: FastifyInstance): void {
  fastify.get("/things/:id", async () => ({ secret: "hunter2" }))
  fastify.get("/quiet", async () => ({}))
  fastify.get("/summary/:id", async () => ({}))
}

test("every decision is one line of what happened", async () => {
  const { ask, lines } = await startApplication(policy, { routes })
  await ask("/things/7?q=x", { headers: { "x-user": "ann", "x-roles": "customer" } })
  await ask("/summary/8")
  await ask("/things/7")
  await ask("/quiet")
  await ask("/nowhere")
  const common = {
    requestId: expect.any(String),
    milliseconds: expect.any(Number),
    policyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    ip: "127.0.0.1",
    method: "GET",
    time: "2026-01-01T12:00:00.000Z",
  }
  expect(lines).toEqual([
    {
      ...common,
      decision: "allow",
      status: 200,
      path: "/things/7",
      route: "GET /things/{id}",
      subject: "ann",
      reason: "allowed",
      rule: "test.edict:4",
      notes: { "path.id": "7", "query.q": "x" },
    },
    {
      ...common,
      decision: "allow",
      status: 200,
      route: "GET /summary/{id}",
      reason: "allowed",
      rule: "test.edict:7",
    },
    {
      ...common,
      decision: "deny",
      status: 401,
      path: "/things/7",
      route: "GET /things/{id}",
      reason: "no-role",
      notes: { "path.id": "7", "query.q": null },
    },
    { ...common, decision: "deny", status: 404, path: "/nowhere", reason: "no-route" },
  ])
  expect(JSON.stringify(lines)).not.toContain("hunter2")
  expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(4)
})

test("what a caller writes cannot end a line or forge one", async () => {
  const written: string[] = []
  const { ask } = await startApplication(policy, {
    routes,
    audit: pinoSink({ write: (text) => written.push(text) }),
  })
  const forged = '%0A{"decision":"allow"}%1B[2J%E2%80%A8%C2%85%7F'
  await ask(`/things/${forged.replaceAll(/[{}"[\]]/g, (one) => encodeURIComponent(one))}`, {
    headers: { "x-user": 'ann"}\t{', "x-roles": "customer" },
  })
  expect(written).toHaveLength(1)
  // oxlint-disable-next-line no-control-regex -- these are what must not be in a line
  expect(written[0]).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+\n$/)
  expect(JSON.parse(written[0] ?? "")).toMatchObject({
    subject: 'ann"}\t{',
    notes: { "path.id": '\n{"decision":"allow"}\u001b[2J\u2028\u0085\u007f' },
  })
})

test("a line that cannot be written refuses the request, unless the host bears it", async () => {
  const audit = {
    write: () => {
      throw new Error("disk full")
    },
  }
  const closed = await startApplication(policy, { routes, audit })
  const answer = await closed.ask("/summary/8")
  expect(answer.status).toBe(503)
  expect(answer.text).not.toContain("disk")
  expect(closed.errors).toHaveLength(1)
  expect((await closed.ask("/quiet")).status).toBe(200)
  expect((await closed.ask("/nowhere")).status).toBe(503)
  const borne = await startApplication(policy, { routes, audit, auditFailure: "ignore" })
  expect((await borne.ask("/summary/8")).status).toBe(200)
})

test("a note that names a credential does not hold it", async () => {
  const noting = `package app
role customer
subject { id: string }
api /noted { GET / { allow customer  audit full note header.authorization, header.cookie, header.x-trace, subject.id } }
`
  const { ask, lines } = await startApplication(noting, {
    routes: (fastify) => {
      fastify.get("/noted", async () => ({}))
    },
  })
  const headers = {
    "x-user": "ann",
    "x-roles": "customer",
    authorization: "Bearer hunter2",
    cookie: "s=hunter2",
    "x-trace": "7",
  }
  expect((await ask("/noted", { headers })).status).toBe(200)
  expect(lines).toMatchObject([
    {
      notes: {
        "header.authorization": "withheld",
        "header.cookie": "withheld",
        "header.x-trace": "7",
        "subject.id": "ann",
      },
    },
  ])
})
