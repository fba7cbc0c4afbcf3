import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import type { IncomingMessage } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as adapter from "@edict/adapters/fastify"
import * as fastify from "fastify"
import type { FastifyInstance } from "fastify"
import { expect, onTestFinished, test } from "vitest"

const modules: Readonly<Record<string, unknown>> = { fastify, "@edict/adapters/fastify": adapter }
const order = { id: "o1", ownerId: "ann", total: 500, email: "ann@example.com", cost: 3 }
const orders = new Map([["o1", order]])

/** The program of the readme, in front of the policy of the readme. */
async function startReadme(): Promise<FastifyInstance> {
  const page = await readFile(new URL("../../../../README.md", import.meta.url), "utf8")
  const folder = await mkdtemp(join(tmpdir(), "edict-readme-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, "shop.edict"), blockOf(page, "edict"))
  const program = blockOf(page, "ts")
    .replace(/^import (\w+) from "(.*)"$/gm, 'const $1 = modules["$2"].default')
    .replace(/^import (\{.*\}) from "(.*)"$/gm, 'const $1 = modules["$2"]')
    .replace('"./policies/shop"', JSON.stringify(folder))
  const given = { modules, orders, callerOf }
  // oxlint-disable-next-line typescript/no-implied-eval -- running the page's program is what the test is for
  const run = new Function(...Object.keys(given), `return (async () => { ${program}\nreturn app })()`)
  const app = (await run(...Object.values(given))) as FastifyInstance
  onTestFinished(() => app.close())
  return app
}

function blockOf(page: string, kind: string): string {
  const [, text] = new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, "ms").exec(page) ?? []
  if (text === undefined) throw new Error(`the readme has no block of ${kind}`)
  return text
}

function callerOf({
  headers,
}: IncomingMessage): { readonly id: string; readonly roles: readonly string[] } | undefined {
  const id = headers["x-user"]
  return typeof id === "string" ? { id, roles: id === "sue" ? ["support"] : ["customer"] } : undefined
}

test.each([
  { as: "ann", method: "GET", url: "/orders/o1", status: 200, body: { id: "o1", total: 500 } },
  {
    as: "sue",
    method: "GET",
    url: "/orders/o1",
    status: 200,
    body: { id: "o1", total: 500, email: order.email },
  },
  { as: "zoe", method: "GET", url: "/orders/o1", status: 403 },
  { as: undefined, method: "GET", url: "/orders/o1", status: 401 },
  { as: "sue", method: "GET", url: "/orders/o9", status: 404 },
  { as: "sue", method: "POST", url: "/orders/o1/refund", status: 200, body: {} },
  { as: "ann", method: "POST", url: "/orders/o1/refund", status: 403 },
] as const)("the readme's program answers $status to $as for $method $url", async (one) => {
  const app = await startReadme()
  const { method, url, as } = one
  const answer = await app.inject({ method, url, headers: as === undefined ? {} : { "x-user": as } })
  expect({ status: answer.statusCode, ...("body" in one ? { body: answer.json() } : {}) }).toEqual({
    status: one.status,
    ...("body" in one ? { body: one.body } : {}),
  })
})
