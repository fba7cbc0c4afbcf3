import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import * as expressAdapter from "@edict/adapters/express"
import * as fastifyAdapter from "@edict/adapters/fastify"
import type { AuditLine } from "@edict/engine"
import express from "express"
import * as fastify from "fastify"
import type { FastifyInstance } from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { blocksOf, folderOf, runProgram } from "./guide.ts"

const modules = {
  fastify,
  express: { default: express },
  "@edict/adapters/fastify": fastifyAdapter,
  "@edict/adapters/express": expressAdapter,
}

async function policyOf(page: string): Promise<string> {
  return folderOf((await blocksOf(page, "edict")).join(""))
}

test("looking on, the application answers all that it did, and what the policy lacks is told", async () => {
  const page = "docs/recipes/observe.md"
  // In the recipe the program stands in a list.
  const [program = ""] = await blocksOf(page, "ts", "   ")
  const lines: AuditLine[] = []
  const warned: string[] = []
  const given = {
    audit: { write: (line: AuditLine) => void lines.push(line) },
    log: { warn: (message: string) => void warned.push(message) },
  }
  const { app } = await runProgram<{ readonly app: FastifyInstance }>(program, ["app"], {
    folder: await policyOf(page),
    modules,
    given,
  })
  onTestFinished(() => app.close())
  const reports = await app.inject({ url: "/reports" })
  expect([reports.statusCode, reports.json()]).toEqual([200, [{ id: "r1", name: "May", cost: 3 }]])
  expect((await app.inject({ url: "/reports/old" })).json()).toEqual(["forgotten"])
  expect(lines).toMatchObject([
    { decision: "deny", status: 401, answered: 200 },
    { decision: "deny", status: 405, answered: 200 },
  ])
  expect(warned).toEqual([expect.stringContaining("GET /reports/old")])
})

const order = { id: "o1", ownerId: "ann", total: 500, cost: 3 }

test.each([
  ["before", 0],
  ["after", 1],
] as const)("the application %s the move answers alike", async (_name, place) => {
  const page = "docs/recipes/from-middleware.md"
  const program = (await blocksOf(page, "ts"))[place] ?? ""
  const { app } = await runProgram<{ readonly app: RequestListener }>(program, ["app"], {
    folder: await policyOf(page),
    modules,
    given: { orders: new Map([["o1", order]]) },
  })
  const server = createServer(app).listen(0, "127.0.0.1")
  onTestFinished(() => void server.close())
  await once(server, "listening")
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = async (method: string, path: string, as: string): Promise<unknown> => {
    const headers = { connection: "close", ...(as === "" ? {} : { "x-user": as }) }
    const answer = await fetch(`${origin}${path}`, { method, headers })
    return answer.ok ? answer.json() : answer.status
  }
  expect(await ask("GET", "/orders/o1", "ann")).toEqual({ id: "o1", total: 500 })
  expect(await ask("GET", "/orders/o1", "sue")).toEqual({ id: "o1", total: 500, cost: 3 })
  expect(await ask("GET", "/orders/o1", "bob")).toBe(403)
  expect(await ask("GET", "/orders/o1", "")).toBe(401)
  expect(await ask("GET", "/orders/o9", "bob")).toBe(404)
  expect(await ask("POST", "/orders/o1/refund", "sue")).toEqual({ id: "o1" })
  expect(await ask("POST", "/orders/o1/refund", "bob")).toBe(403)
})
