import * as adapter from "@edict/adapters/fastify"
import * as fastify from "fastify"
import type { FastifyInstance } from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { blocksOf, folderOf, runProgram } from "./guide.ts"

const modules = { fastify, "@edict/adapters/fastify": adapter }
const order = { id: "o1", ownerId: "ann", total: 500, email: "ann@example.com", cost: 3 }
const orders = new Map([["o1", order]])

/** The program of a readme, in front of the policy of the first one. */
async function startReadme(path: string): Promise<FastifyInstance> {
  const [policy = ""] = await blocksOf("README.md", "edict")
  const [program = ""] = await blocksOf(path, "ts")
  const surroundings = { folder: await folderOf(policy), modules, given: { orders } }
  const { app } = await runProgram<{ readonly app: FastifyInstance }>(program, ["app"], surroundings)
  onTestFinished(() => app.close())
  return app
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
  const app = await startReadme("README.md")
  const { method, url, as } = one
  const answer = await app.inject({ method, url, headers: as === undefined ? {} : { "x-user": as } })
  expect({ status: answer.statusCode, ...("body" in one ? { body: answer.json() } : {}) }).toEqual({
    status: one.status,
    ...("body" in one ? { body: one.body } : {}),
  })
})

test.each([
  ["ann", 200, { id: "o1", total: 500 }],
  ["zoe", 403, expect.objectContaining({ status: 403 })],
])("the program of the adapters' readme answers %s with %d", async (as, status, body) => {
  const app = await startReadme("packages/adapters/README.md")
  const answer = await app.inject({ url: "/orders/o1", headers: { "x-user": as } })
  expect([answer.statusCode, answer.json()]).toEqual([status, body])
})
