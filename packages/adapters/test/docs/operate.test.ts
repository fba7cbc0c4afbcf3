import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises"
import type { IncomingMessage } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as adapter from "@edict/adapters/fastify"
import * as measuring from "@edict/adapters/opentelemetry"
import * as engine from "@edict/engine"
import type { AuditLine, Guard } from "@edict/engine"
import * as opentelemetry from "@opentelemetry/api"
import * as fastify from "fastify"
import type { FastifyInstance } from "fastify"
import { expect, onTestFinished, test } from "vitest"

const modules: Readonly<Record<string, unknown>> = {
  fastify,
  "@edict/engine": engine,
  "@edict/adapters/fastify": adapter,
  "@edict/adapters/opentelemetry": measuring,
  "@opentelemetry/api": opentelemetry,
}
const page = await readFile(new URL("../../../../docs/guides/operate.md", import.meta.url), "utf8")

function blocksOf(kind: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, "gms"))].map(([, text = ""]) => text)
}

const [policyText = ""] = blocksOf("edict")
const [watching = "", replacing = "", observing = "", reading = "", metering = ""] = blocksOf("ts")

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
  const folder = await mkdtemp(join(tmpdir(), "edict-operate-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, "orders.edict")
  await writeFile(file, policyText)
  const text = program
    .replaceAll(/^import (\w+) from "(.*)"$/gm, 'const $1 = modules["$2"].default')
    .replaceAll(/^import (\{.*\}) from "(.*)"$/gm, 'const $1 = modules["$2"]')
    .replaceAll('"./policies/orders"', JSON.stringify(folder))
  const all = { modules, callerOf, ...given }
  // oxlint-disable-next-line typescript/no-implied-eval -- running the page's programs is what the test is for
  const made = new Function(
    ...Object.keys(all),
    `return (async () => { ${text}\nreturn { ${declared.join(", ")} } })()`,
  )
  const ran = (await made(...Object.values(all))) as Ran
  if (declared.includes("app")) onTestFinished(() => ran.app.close())
  const change = async (changed: string): Promise<void> => {
    await writeFile(`${file}.new`, changed)
    await rename(`${file}.new`, file)
  }
  return { ...ran, change }
}

function callerOf({
  headers,
}: IncomingMessage): { readonly id: string; readonly roles: readonly string[] } | undefined {
  const id = headers["x-user"]
  return typeof id === "string" ? { id, roles: id === "sue" ? ["support"] : ["customer"] } : undefined
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
