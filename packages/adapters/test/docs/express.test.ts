import { once } from "node:events"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import type { IncomingMessage, Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as adapter from "@edict/adapters/express"
import express from "express"
import { expect, onTestFinished, test } from "vitest"

const modules: Readonly<Record<string, unknown>> = {
  express: { default: express },
  "@edict/adapters/express": adapter,
}
const orders = new Map(
  ["ann", "bob"].map((ownerId, place) => [
    `o${place + 1}`,
    { id: `o${place + 1}`, ownerId, total: 500, cost: 3 },
  ]),
)
const page = await readFile(new URL("../../../../docs/guides/express.md", import.meta.url), "utf8")

function blocksOf(kind: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\`$`, "gms"))].map(([, text = ""]) => text)
}

/** Runs the page's programs, one behind the other, in front of the page's policy. */
async function runGuide(programs: readonly string[]): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), "edict-express-guide-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, "orders.edict"), blocksOf("edict").join(""))
  const program = programs
    .join("\n")
    .replace(/^import (\w+) from "(.*)"$/gm, 'const $1 = modules["$2"].default')
    .replace(/^import (\{.*\}) from "(.*)"$/gm, 'const $1 = modules["$2"]')
    .replace('"./policies/orders"', JSON.stringify(folder))
    .replace("app.listen(3000)", 'app.listen(0, "127.0.0.1"); keep(server)')
  const keep = (server: Server): void => {
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
  }
  const given = { modules, orders, callerOf, keep }
  // oxlint-disable-next-line typescript/no-implied-eval -- running the page's programs is what the test is for
  const run = new Function(...Object.keys(given), `return (async () => { ${program}\nreturn server })()`)
  const server = (await run(...Object.values(given))) as Server
  if (!server.listening) await once(server, "listening")
  return server
}

function callerOf({
  headers,
}: IncomingMessage): { readonly id: string; readonly roles: readonly string[] } | undefined {
  const id = headers["x-user"]
  return typeof id === "string" ? { id, roles: id === "sue" ? ["support"] : ["customer"] } : undefined
}

test.each([
  { as: "ann", url: "/v1/orders/o1", status: 200, body: { id: "o1", total: 500 } },
  { as: "ann", url: "/v1/orders/%6f1", status: 200, body: { id: "o1", total: 500 } },
  { as: "sue", url: "/v1/orders/o1", status: 200, body: { id: "o1", total: 500, cost: 3 } },
  { as: "bob", url: "/v1/orders/o1", status: 403 },
  { as: undefined, url: "/v1/orders/o1", status: 401 },
  {
    as: "sue",
    url: "/v1/orders",
    status: 200,
    body: [
      { id: "o1", total: 500 },
      { id: "o2", total: 500 },
    ],
  },
  {
    as: "ann",
    url: "/v1/orders",
    method: "POST",
    sent: { total: 7 },
    status: 201,
    body: { id: "o9", total: 7 },
  },
  { as: "ann", url: "/v1/orders", method: "POST", sent: { total: -7 }, status: 403 },
  { as: "ann", url: "/v1/other", status: 404 },
])("the guide's program answers $status to $as for $url", async ({ as, url, method, sent, ...expected }) => {
  const server = await runGuide(blocksOf("ts").slice(0, 1))
  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}${url}`, {
    ...(method === undefined ? {} : { method }),
    ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    headers: { "content-type": "application/json", ...(as === undefined ? {} : { "x-user": as }) },
  })
  const body: unknown = await answer.json()
  expect({ status: answer.status, ...("body" in expected ? { body } : {}) }).toEqual(expected)
})

test("the guide's test finds the route that the policy lacks", async () => {
  await expect(runGuide(blocksOf("ts"))).rejects.toThrow("the policy has no route for\n  GET /v1/internal\n")
})
