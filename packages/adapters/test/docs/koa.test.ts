import { once } from "node:events"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import type { IncomingMessage, Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as adapter from "@edict/adapters/koa"
import * as parser from "@koa/bodyparser"
import * as koaRouter from "@koa/router"
import Koa from "koa"
import { expect, onTestFinished, test } from "vitest"

const modules: Readonly<Record<string, unknown>> = {
  koa: { default: Koa },
  "@koa/router": koaRouter,
  "@koa/bodyparser": parser,
  "@edict/adapters/koa": adapter,
}
const ann = { id: "o1", ownerId: "ann", total: 500, cost: 3 }
const orders = new Map([
  ["o1", ann],
  ["o2", { ...ann, id: "o2", ownerId: "bob" }],
])
const page = await readFile(new URL("../../../../docs/guides/koa.md", import.meta.url), "utf8")
const blocksOf = (kind: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, "gms"))].map(([, text = ""]) => text)

/** Runs programs of the page, one behind the other, in front of the page's policy. */
async function runGuide(programs: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "edict-koa-guide-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, "orders.edict"), blocksOf("edict").join(""))
  const program = programs
    .join("\n")
    .replace(/^import (\w+) from "(.*)"$/gm, 'const $1 = modules["$2"].default')
    .replace(/^import (\{.*\}) from "(.*)"$/gm, 'const $1 = modules["$2"]')
    .replace('"./policies/orders"', JSON.stringify(folder))
    .replace("app.listen(3000)", 'keep(app.listen(0, "127.0.0.1"))')
  const keep = (server: Server): Server => {
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    return server
  }
  const given = { modules, orders, callerOf, keep }
  // oxlint-disable-next-line typescript/no-implied-eval -- running the page's programs is what the test is for
  const run = new Function(...Object.keys(given), `return (async () => { ${program}\nreturn server })()`)
  const server = (await run(...Object.values(given))) as Server
  if (!server.listening) await once(server, "listening")
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function callerOf({ headers }: IncomingMessage) {
  const id = headers["x-user"]
  return typeof id === "string" ? { id, roles: id === "sue" ? ["support"] : ["customer"] } : undefined
}

test.each([
  { as: "ann", asked: "GET /v1/orders/o1", status: 200, body: { id: "o1", total: 500 } },
  { as: "ann", asked: "GET /v1/orders/%6f1", status: 200, body: { id: "o1", total: 500 } },
  { as: "sue", asked: "GET /v1/orders/o1", status: 200, body: { id: "o1", total: 500, cost: 3 } },
  { as: "bob", asked: "GET /v1/orders/o1", status: 403 },
  { as: "", asked: "GET /v1/orders/o1", status: 401 },
  {
    as: "sue",
    asked: "GET /v1/orders",
    status: 200,
    body: [
      { id: "o1", total: 500 },
      { id: "o2", total: 500 },
    ],
  },
  { as: "ann", asked: "POST /v1/orders", sent: { total: 7 }, status: 201, body: { id: "o9", total: 7 } },
  { as: "ann", asked: "POST /v1/orders", sent: { total: -7 }, status: 403 },
  { as: "ann", asked: "GET /v1/other", status: 404 },
])("the guide's program answers $status to $as for $asked", async ({ as, asked, sent, status, body }) => {
  const origin = await runGuide(blocksOf("ts").slice(0, 1))
  const [method = "", url = ""] = asked.split(" ")
  const answer = await fetch(`${origin}${url}`, {
    method,
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    headers: { "content-type": "application/json", ...(as === "" ? {} : { "x-user": as }) },
  })
  const came = (await answer.json()) as { readonly status?: number }
  const shown = body === undefined ? { status: came.status } : came
  expect([answer.status, shown]).toEqual([status, body ?? { status }])
})

test("the guide's test finds the route that the policy lacks", async () => {
  await expect(runGuide(blocksOf("ts"))).rejects.toThrow("the policy has no route for\n  GET /v1/internal\n")
})
