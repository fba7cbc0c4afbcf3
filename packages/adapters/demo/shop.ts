import type { RequestFacts } from "@edict/engine"
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

/** What a handler answered and what was decided, before anything was hidden. */
export interface Seen {
  answer: unknown
  rule: string | undefined
}

/** A route as all three frameworks take it. */
export interface ShopRoute {
  readonly method: "get" | "post"
  readonly path: string
  readonly status: number
  readonly answer: (facts: RequestFacts) => unknown
}

/**
 * An orders API that says nothing of who may do what: that is in `policies/orders`. It answers whole orders, card numbers
 * included, and leaves to the policy what of them a caller sees.
 */
export function shopRoutes(store: Store, seen: Seen): readonly ShopRoute[] {
  const route = (
    method: ShopRoute["method"],
    path: string,
    answer: ShopRoute["answer"],
    status = 200,
  ): ShopRoute => ({
    method,
    path,
    status,
    answer: (facts) => {
      seen.rule = facts.decision.determining[0]?.id
      seen.answer = answer(facts)
      return seen.answer
    },
  })
  return [
    route("get", "/healthz", () => ({ status: "up" })),
    route("get", "/v1/orders", () => store.all()),
    route("post", "/v1/orders", () => ({ id: "o4", status: "open", total: 0, items: [] }), 201),
    route("get", "/v1/orders/:id", ({ resources }) => resources["order"]),
    route("post", "/v1/orders/:id/refund", ({ resources }) => {
      const order = resources["order"]
      if (typeof order === "object" && order !== null) Object.assign(order, { status: "refunded" })
      return order
    }),
    route("get", "/v1/admin/stats", () => ({ orders: store.all().length })),
    route("post", "/v1/login", () => ({ hint: "any password is taken here" })),
  ]
}
