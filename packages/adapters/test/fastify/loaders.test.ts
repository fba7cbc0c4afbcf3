import { expect, test } from "vitest"
import { startApplication, type ApplicationOptions } from "./application.ts"

const policy = `package app
type Order { ownerId: string  tenantId: string }
type Tenant { active: bool }
role customer
role support
role owner of order: Order when order.ownerId == subject.id
subject { id: string }
api /plain { load order: Order by path.id  GET /{id} { allow customer } }
api /orders/{id} {
  load order: Order by path.id
  load tenant: Tenant by order.tenantId
  GET / { allow owner, support  deny anyone when not tenant.active }
  DELETE / { allow support  timeout 30ms  deny anyone when order.ownerId == "x" }
}
api /pairs/{a}/{b} {
  load order: Order by path.a
  load tenant: Tenant by path.b
  GET / { allow customer when order.tenantId == "t1" and tenant.active }
}
api /hidden/{id} {
  load order: Order by path.id
  GET / { allow owner  response { conceal existence } }
}
`
const orders: Record<string, unknown> = {
  o1: { ownerId: "ann", tenantId: "t1" },
  o2: { ownerId: "ann", tenantId: "t2" },
  o3: { ownerId: "ann", tenantId: "gone" },
}
const tenants: Record<string, unknown> = { t1: { active: true }, t2: { active: false } }

async function open(loaders?: ApplicationOptions["loaders"]) {
  const calls: string[] = []
  const application = await startApplication(policy, {
    loaders: {
      order: (id: string) => {
        calls.push(`order ${id}`)
        return orders[id]
      },
      tenant: async (id: string) => {
        calls.push(`tenant ${id}`)
        return tenants[id] ?? null
      },
      ...loaders,
    },
    routes: (fastify) => {
      fastify.get("/plain/:id", async ({ edict }) => ({ loaded: Object.keys(edict.resources) }))
      fastify.get("/orders/:id", async ({ edict }) => edict.resources)
      fastify.delete("/orders/:id", async () => ({}))
      fastify.get("/hidden/:id", async () => ({}))
      fastify.get("/pairs/:a/:b", async () => ({}))
    },
  })
  const as = (user: string | undefined, target: string, method = "GET", roles = "customer") =>
    application.ask(target, {
      method,
      headers: user === undefined ? {} : { "x-user": user, "x-roles": roles },
    })
  return { ...application, as, calls }
}

test("things are loaded once, the outer first, and the handler gets the same", async () => {
  const { as, calls } = await open()
  expect(JSON.parse((await as("ann", "/orders/o1")).text)).toEqual({
    order: orders["o1"],
    tenant: tenants["t1"],
  })
  expect(calls).toEqual(["order o1", "tenant t1"])
})

test("nothing is loaded that no rule needs, nor for callers whom nothing could open the route to", async () => {
  const { as, calls } = await open()
  expect(JSON.parse((await as("ann", "/plain/o1")).text)).toEqual({ loaded: [] })
  expect((await as(undefined, "/orders/o1")).status).toBe(401)
  expect((await as("ann", "/orders/o1", "DELETE")).status).toBe(403)
  expect(calls).toEqual([])
})

test("after the first that is not there nothing more is loaded", async () => {
  const { as, calls } = await open()
  expect((await as("ann", "/pairs/o1/t1")).status).toBe(200)
  expect((await as("ann", "/pairs/o9/t1")).status).toBe(404)
  expect(calls).toEqual(["order o1", "tenant t1", "order o9"])
})

test.each<[string, string | undefined, string, number]>([
  ["its owner", "ann", "/orders/o1", 200],
  ["another customer", "bob", "/orders/o1", 403],
  ["the owner, in a tenant that is closed", "ann", "/orders/o2", 403],
  ["an order that is not there", "ann", "/orders/o9", 404],
  ["an order whose tenant is not there", "ann", "/orders/o3", 404],
  ["an order that is not there, by nobody", undefined, "/orders/o9", 401],
  ["a concealed order, by another", "bob", "/hidden/o1", 404],
  ["a concealed order, by its owner", "ann", "/hidden/o1", 200],
])("%s", async (_, user, target, status) => {
  const { as } = await open()
  expect((await as(user, target)).status).toBe(status)
})

test("what is concealed looks exactly like what is not there", async () => {
  const { as } = await open()
  const [there, absent] = [await as("bob", "/hidden/o1"), await as("bob", "/hidden/o9")]
  const withoutId = (text: string) => text.replace(/"requestId":"[^"]*"/, "")
  expect(withoutId(there.text)).toBe(withoutId(absent.text))
  expect(there.headers.get("content-length")?.length).toBe(absent.headers.get("content-length")?.length)
})

test("a loader that throws closes, and its words stay inside", async () => {
  const thrown = new Error("password=hunter2")
  const { as, errors, lines } = await open({
    order: () => {
      throw thrown
    },
  })
  const answer = await as("ann", "/orders/o1")
  expect(answer.status).toBe(503)
  expect(answer.text).not.toContain("hunter2")
  expect(JSON.stringify(lines)).not.toContain("hunter2")
  expect(lines).toMatchObject([{ reason: "load-failed", detail: "a loader failed", status: 503 }])
  expect(errors).toEqual([thrown])
})

test("a loader that is late closes, and is told to stop", async () => {
  const signals: AbortSignal[] = []
  const { as, lines } = await open({
    order: (_id: string, context: { readonly signal: AbortSignal }) => {
      signals.push(context.signal)
      return new Promise(() => {})
    },
  })
  expect((await as("ann", "/orders/o1", "DELETE", "support")).status).toBe(503)
  expect(lines).toMatchObject([{ detail: "loading `order` took longer than 30 ms" }])
  expect(signals.map(({ aborted }) => aborted)).toEqual([true])
})

test("a guard without a loader that the policy needs does not start", async () => {
  await expect(startApplication(policy, { loaders: { order: () => undefined } })).rejects.toThrow(
    "test.edict:11 no loader is given for `tenant`",
  )
  await expect(
    startApplication(policy, { loaders: { order: () => undefined, tenant: () => undefined } }),
  ).resolves.toBeDefined()
})
