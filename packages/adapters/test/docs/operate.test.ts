import * as files from "node:fs/promises"
import { join } from "node:path"
import * as adapter from "@edict/adapters/fastify"
import * as measuring from "@edict/adapters/opentelemetry"
import * as engine from "@edict/engine"
import * as decide from "@edict/engine/decide"
import * as enforcement from "@edict/engine/guard"
import type { AuditLine, Guard } from "@edict/engine"
import * as opentelemetry from "@opentelemetry/api"
import * as fastify from "fastify"
import type { FastifyInstance } from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { blocksOf, folderOf, runProgram } from "./guide.ts"

const modules = {
  fastify,
  "@edict/engine": engine,
  "@edict/engine/decide": decide,
  "@edict/engine/guard": enforcement,
  "@edict/adapters/fastify": adapter,
  "@edict/adapters/opentelemetry": measuring,
  "@opentelemetry/api": opentelemetry,
  "node:fs/promises": files,
}
const guide = "docs/guides/operate.md"
const [policyText = ""] = await blocksOf(guide, "edict")
const [
  watching = "",
  replacing = "",
  building = "",
  enforcing = "",
  observing = "",
  reading = "",
  metering = "",
  explaining = "",
] = await blocksOf(guide, "ts")

interface Ran {
  readonly app: FastifyInstance
  readonly ready: Guard
  readonly measuring: measuring.Measuring
  /** Puts another text in the policy's file. */
  readonly change: (text: string) => Promise<void>
}

/** Runs a program of the page in front of its policy; gives what it declares under these names. */
async function run(
  program: string,
  declared: readonly (keyof Ran)[],
  given: Readonly<Record<string, unknown>>,
): Promise<Ran> {
  const folder = await folderOf(policyText)
  const ran = await runProgram<Ran>(program, declared, { folder, modules, given })
  if (declared.includes("app")) onTestFinished(() => ran.app.close())
  const file = join(folder, "policy.edict")
  const change = async (changed: string): Promise<void> => {
    await files.writeFile(`${file}.new`, changed)
    await files.rename(`${file}.new`, file)
  }
  return { ...ran, change }
}

/** Whoever waits for the next one gets it. */
function mailbox<Message>() {
  const kept: Message[] = []
  const waiting: ((message: Message) => void)[] = []
  return {
    put: (message: Message): void => {
      const resolve = waiting.shift()
      if (resolve === undefined) kept.push(message)
      else resolve(message)
    },
    next: (): Promise<Message> => {
      const message = kept.shift()
      return message === undefined
        ? new Promise((resolve) => waiting.push(resolve))
        : Promise.resolve(message)
    },
  }
}

const asAnn = { "x-user": "ann" }

test("a changed folder is in force and reported, and one with an error reported alone", async () => {
  const info = mailbox<string>()
  const failures = mailbox<string>()
  const log = { info: info.put, error: failures.put }
  const { app, change } = await run(watching, ["app"], { log })
  const erase = { method: "DELETE", url: "/v1/orders/o1", headers: asAnn } as const
  expect((await app.inject(erase)).statusCode).toBe(403)
  await change(policyText.replace("allow support }", "allow customer }"))
  expect(await info.next()).toMatch(/^policy [0-9a-f]{64} is in force$/)
  expect((await app.inject(erase)).statusCode).toBe(200)
  await change(policyText.replace("allow support }", "allow suport }"))
  expect(await failures.next()).toContain("unknown role `suport`")
  expect((await app.inject(erase)).statusCode).toBe(200)
})

test.each([
  ["valid", policyText.replace("allow support }", "allow customer }"), 200, undefined],
  ["not valid", "package app\napi", 403, expect.any(String)],
])("a program puts a policy in force itself, one that is %s", async (_name, text, status, problem) => {
  const { policy: first } = engine.compile([{ path: "orders.edict", text: policyText }])
  let told: string | undefined
  const log = { error: (message: string) => (told = message) }
  const { ready } = await run(replacing, ["ready"], { first, text, log })
  const app = fastify.default()
  onTestFinished(() => app.close())
  await app.register(adapter.guard, ready)
  app.delete("/v1/orders/:id", async () => ({}))
  const answer = await app.inject({ method: "DELETE", url: "/v1/orders/o1", headers: asAnn })
  expect(answer.statusCode).toBe(status)
  expect(told).toEqual(problem)
})

test("a plan that was written elsewhere is enforced", async () => {
  const file = JSON.stringify(join(await folderOf(policyText), "orders.json"))
  const [write, enforce] = [building, enforcing].map((text) => text.replace('"plans/orders.json"', file))
  await run(write ?? "", [], {})
  const { app } = await run(enforce ?? "", ["app"], {})
  const asked = ["GET", "DELETE"].map((method) =>
    app.inject({ method, url: "/v1/orders/o1", headers: asAnn }),
  )
  const answers = await Promise.all(asked)
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 403])
  expect(answers[0]?.json()).toEqual({ id: "o1" })
})

test("looking on, what would be refused is answered, and its line says so", async () => {
  const lines: AuditLine[] = []
  const warned = mailbox<Error>()
  process.once("warning", warned.put)
  const audit = { write: (line: AuditLine) => void lines.push(line) }
  const { app } = await run(observing, ["app"], { audit })
  const whole = await app.inject({ url: "/v1/orders/o1" })
  expect([whole.statusCode, whole.json()]).toEqual([200, { id: "o1", cost: 3 }])
  expect(whole.headers["edict-decision"]).toBe("deny;status=401")
  expect((await app.inject({ url: "/v1/reports" })).json()).toEqual(["one"])
  expect(lines).toMatchObject([
    { mode: "observe", decision: "deny", status: 401, answered: 200 },
    { mode: "observe", decision: "deny", status: 404, answered: 200 },
  ])
  expect((await warned.next()).message).toContain("GET /v1/reports")
})

test("decisions are read along and measured", async () => {
  const alarms = mailbox<object>()
  const audit = { write: () => {} }
  const ran = await run(`${reading}${metering}`, ["app", "ready", "measuring"], { audit, alarm: alarms.put })
  await ran.app.inject({ url: "/v1/orders/o1", headers: asAnn })
  await ran.app.inject({ method: "DELETE", url: "/v1/orders/o1", headers: asAnn })
  expect(await alarms.next()).toEqual({ reason: "no-role", route: "DELETE /v1/orders/{id}", subject: "ann" })
  await ran.app.close()
  await ran.measuring.ended
})

test("a guard that explains says why to the host, and nothing of it to callers", async () => {
  const told: string[] = []
  const log = { info: (line: string) => void told.push(line) }
  const { app } = await run(explaining, ["app"], { log })
  const as = (roles: string) => ({ headers: { "x-user": "ann", "x-roles": roles }, url: "/v1/orders/1" })
  const allowed = await app.inject({ method: "GET", ...as("customer") })
  expect(allowed.json()).toEqual({ id: "1" })
  const refused = await app.inject({ method: "DELETE", ...as("customer") })
  expect(refused.statusCode).toBe(403)
  expect(told).toEqual([
    "allowed by `allow customer, support` (policy.edict:9:11): it is met: the caller is `customer`",
    "refused at who with 403: no allow can fit the caller; `support` does not fit: it is not assigned",
  ])
  for (const { payload, headers } of [allowed, refused])
    expect(`${payload} ${JSON.stringify(headers)}`).not.toMatch(/policy\.edict|support|assigned/)
})
