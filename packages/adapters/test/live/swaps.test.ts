import { Agent, request } from "node:http"
import type { AddressInfo } from "node:net"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { compile, createGuard, createMemoryStore, type AuditLine, type GuardOptions } from "@edict/engine"
import Fastify from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { guard } from "../../src/fastify.ts"

type Policy = GuardOptions["policy"]

/** `shift` lines down, so that the rule that decides has another name. */
function policyOf(shown: string, role: string, shift: number): Policy {
  const text = `package app
${"#\n".repeat(shift)}role reader
role writer
subject { id: string }
quota ${shown} = 100_000/1min per subject.id
api /things/{id} { GET / { allow ${role}
  use ${shown}
  response { show decided, ${shown} }
} }
`
  const { policy, diagnostics } = compile([{ path: "app.edict", text }])
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return policy
}

const kinds = [
  { shown: "cost", role: "reader", shift: 0 },
  { shown: "price", role: "writer", shift: 7 },
] as const

const make = (kind: number): Policy => {
  const { shown, role, shift } = kinds[kind % 2]!
  return policyOf(shown, role, shift)
}

interface Seen {
  readonly status: number
  readonly limit: string | undefined
  readonly id: string
  readonly body: Readonly<Record<string, unknown>>
}

function ask(port: number, agent: Agent, id: string): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const headers = { "x-id": id }
    const asked = request({ port, host: "127.0.0.1", path: "/things/1", agent, headers }, (answer) => {
      let text = ""
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk))
      answer.on("end", () => {
        const limit = answer.headers["ratelimit-policy"]
        resolve({
          status: answer.statusCode ?? 0,
          limit: typeof limit === "string" ? limit : undefined,
          id,
          body: text === "" ? {} : JSON.parse(text),
        })
      })
    })
    asked.on("error", reject)
    asked.end()
  })
}

function heapUsed(): number {
  setFlagsFromString("--expose-gc")
  const collect: unknown = runInNewContext("gc")
  if (typeof collect === "function") collect()
  return process.memoryUsage().heapUsed
}

test("through 1,000 swaps each request meets one policy, none fails, and nothing is kept of those that are gone", async () => {
  const lines = new Map<string, AuditLine>()
  const ready = await createGuard({
    policy: make(0),
    subject: () => ({ id: "ann", roles: ["reader", "writer"] }),
    audit: { write: (line) => void lines.set(line.requestId, line) },
    store: createMemoryStore({ clock: "given" }),
    clock: () => Date.parse("2026-01-01T12:00:00Z"),
  })
  const fastify = Fastify({ requestIdHeader: "x-id" })
  onTestFinished(() => fastify.close())
  await fastify.register(guard, ready)
  let swaps = 0
  let between = 0
  fastify.get("/things/:id", async ({ edict }) => {
    const before = swaps
    // Held until some swap is over, so that requests live through swaps.
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    if (swaps !== before) between += 1
    return { decided: edict.decision.determining[0]?.id, cost: 1, price: 2 }
  })
  await fastify.listen({ port: 0, host: "127.0.0.1" })
  const { port } = fastify.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  onTestFinished(() => agent.destroy())

  const hashes = [make(0).plan.hash, make(1).plan.hash]
  const rules = ["app.edict:6", "app.edict:13"]
  const counts = [0, 0]
  const run = { isOver: false }
  const work = async (worker: number): Promise<void> => {
    for (let turn = 0; !run.isOver; turn += 1) {
      const seen = await ask(port, agent, `${worker}-${turn}`)
      const line = lines.get(seen.id)
      lines.delete(seen.id)
      const kind = hashes.indexOf(line?.policyHash ?? "")
      const shown = kinds[kind]?.shown
      expect({ ...seen, line }).toMatchObject({
        status: 200,
        limit: expect.stringContaining(`"${shown}"`),
        line: { decision: "allow", rule: rules[kind] },
      })
      expect(seen.body).toEqual({ decided: rules[kind], [shown ?? ""]: kind + 1 })
      counts[kind]! += 1
    }
  }
  const swap = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await ready.replace(make(swaps + 1))
      swaps += 1
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  const workers = Array.from({ length: 4 }, (_, worker) => work(worker))
  await swap(300)
  const early = heapUsed()
  await swap(700)
  const late = heapUsed()
  run.isOver = true
  await Promise.all(workers)
  expect(Math.min(...counts)).toBeGreaterThan(100)
  expect(between).toBeGreaterThan(100)
  expect(late - early).toBeLessThan(4 * 1024 * 1024)
}, 120_000)

const limited = (text: string): Policy => {
  const { policy, diagnostics } = compile([{ path: "app.edict", text }])
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return policy
}

const before = `package app
role reader
subject { id: string }
api /things/{id} { GET / { allow reader  limit 2/1min per subject.id } }
`

test.each([
  [
    "whose rules moved and changed",
    before
      .replace("role reader\n", "role reader\n# one line more\n")
      .replace("allow reader", "allow reader, anyone"),
    429,
  ],
  ["whose quota allows more", before.replace("2/1min", "3/1min"), 200],
  ["whose quota counts by another thing", before.replace("per subject.id", "per path.id"), 200],
  ["whose quota has another window", before.replace("2/1min", "2/1h"), 200],
])("counters go on under a policy %s", async (_name, after, status) => {
  const ready = await createGuard({
    policy: limited(before),
    subject: () => ({ id: "1", roles: ["reader"] }),
    audit: { write: () => {} },
    clock: () => Date.parse("2026-01-01T12:00:00Z"),
  })
  const fastify = Fastify()
  onTestFinished(() => fastify.close())
  await fastify.register(guard, ready)
  fastify.get("/things/:id", async () => ({}))
  const statuses = [
    (await fastify.inject("/things/1")).statusCode,
    (await fastify.inject("/things/1")).statusCode,
  ]
  await ready.replace(limited(after))
  statuses.push((await fastify.inject("/things/1")).statusCode)
  expect(statuses).toEqual([200, 200, status])
})

test("a policy that cannot be put in force leaves everything as it was, and the next one its turn", async () => {
  const ready = await createGuard({
    policy: limited(before),
    subject: () => ({ id: "1", roles: ["reader"] }),
    audit: { write: () => {} },
  })
  ready.requireCoverage([{ method: "GET", template: "/things/{id}" }])
  const other = limited(before.replace("/things", "/others"))
  const both = limited(`${before}api /others/{id} { GET / { allow reader } }\n`)
  const refused = ready.replace(other)
  const taken = ready.replace(both)
  await expect(refused).rejects.toThrow(/no route for\n {2}GET \/things\/\{id\}/)
  await expect(taken).resolves.toBeUndefined()
  ready.requireCoverage([{ method: "GET", template: "/others/{id}" }])
  // The routes of both applications count from now on.
  await expect(ready.replace(limited(before))).rejects.toThrow(/\/others/)
  ready.close()
  await expect(ready.replace(both)).rejects.toThrow("the guard is closed")
})
