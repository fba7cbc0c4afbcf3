import { guard, frameworkErrors } from "@edict/adapters/fastify"
import type { Guard } from "@edict/engine"
import Fastify, { type FastifyInstance } from "fastify"
import type { TestFile } from "./cases.ts"

/** The shop's orders, in memory. */
export interface Store {
  readonly find: (id: unknown) => unknown
  readonly all: () => readonly unknown[]
  /** As the test file has it. */
  readonly reset: () => void
}

export function makeStore(data: TestFile["data"]): Store {
  let orders = structuredClone(data["order"] ?? {})
  return {
    find: (id) => (typeof id === "string" && Object.hasOwn(orders, id) ? orders[id] : undefined),
    all: () => Object.values(orders),
    reset: () => {
      orders = structuredClone(data["order"] ?? {})
    },
  }
}

export interface Tls {
  readonly key: string
  readonly cert: string
}

/** What a handler answered and what was decided, before anything was hidden. */
export interface Seen {
  answer: unknown
  rule: string | undefined
}

/**
 * An orders API that says nothing of who may do what: that is in `policies/orders`. It answers whole orders, card numbers
 * included, and leaves to the policy what of them a caller sees.
 */
export async function openShop(ready: Guard, store: Store, seen: Seen, tls?: Tls): Promise<FastifyInstance> {
  const options = { frameworkErrors, forceCloseConnections: true } as const
  const shop: FastifyInstance = tls === undefined ? Fastify(options) : Fastify({ ...options, https: tls })
  await shop.register(guard, ready)
  shop.addHook("preHandler", async (request) => {
    seen.rule = request.edict.decision.determining[0]?.id
  })
  shop.addHook("preSerialization", async (_request, _reply, payload) => {
    seen.answer = payload
    return payload
  })
  shop.get("/healthz", async () => ({ status: "up" }))
  shop.get("/v1/orders", async () => store.all())
  shop.post("/v1/orders", async (_request, reply) =>
    reply.code(201).send({ id: "o4", status: "open", total: 0, items: [] }),
  )
  shop.get("/v1/orders/:id", async ({ edict }) => edict.resources["order"])
  shop.post("/v1/orders/:id/refund", async ({ edict }) => {
    const order = edict.resources["order"]
    if (typeof order === "object" && order !== null) Object.assign(order, { status: "refunded" })
    return order
  })
  shop.get("/v1/admin/stats", async () => ({ orders: store.all().length }))
  shop.post("/v1/login", async () => ({ hint: "any password is taken here" }))
  return shop
}
