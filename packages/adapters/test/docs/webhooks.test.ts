import * as crypto from "node:crypto"
import * as adapter from "@edict/adapters/fastify"
import * as fastify from "fastify"
import type { FastifyInstance } from "fastify"
import { expect, onTestFinished, test } from "vitest"
import { blocksOf, folderOf, runProgram } from "./guide.ts"

const page = "docs/recipes/webhooks.md"
const modules = { fastify, "node:crypto": crypto, "@edict/adapters/fastify": adapter }
const secret = "shared"
const bytes = '{"paid": 1}'
const sign = (key: string): string => crypto.createHmac("sha256", key).update(bytes).digest("hex")

test.each([
  ["what the service signed", 200, sign(secret)],
  ["what somebody else signed", 401, sign("other")],
  ["a signature that is none", 401, "x"],
])("the handler verifies %s: %d", async (_name, status, signature) => {
  const [policy = ""] = await blocksOf(page, "edict")
  const [program = ""] = await blocksOf(page, "ts")
  const { app } = await runProgram<{ readonly app: FastifyInstance }>(program, ["app"], {
    folder: await folderOf(policy),
    modules,
    given: { secret, audit: { write: () => {} } },
  })
  onTestFinished(() => app.close())
  const answer = await app.inject({
    method: "POST",
    url: "/webhooks/payments",
    remoteAddress: "10.0.0.4",
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": "203.0.113.7",
      "x-forwarded-proto": "https",
      "x-signature": signature,
    },
    payload: bytes,
  })
  expect(answer.statusCode).toBe(status)
})
