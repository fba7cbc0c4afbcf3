import { expect, it } from "vitest"
import { compile } from "../../src/compile.ts"
import type { Request } from "../../src/decide/decision.ts"
import { explain } from "../../src/explain/explain.ts"

const text = `package shop
role customer
role support
role owner of order: Order when order.ownerId == subject.id
role night when context.time between 22:00 and 06:00
type Order { ownerId: string  tenantId?: string  total: int  tags: list of string }
subject { id: string  tenant?: string  mfa: bool = false  age?: int }
require tls >= 1.2 except GET /open
api /orders/{id} {
  load order: Order by path.id
  GET / { allow owner }
  PUT / {
    allow support when order.tenantId == subject.tenant and order.total < 10
    allow customer when subject.mfa
  }
  PATCH / {
    allow support
    deny support when order.total > 100 and not ("free" in order.tags)
  }
  DELETE / {
    allow support
    require subject.age >= 18
    require mfa
  }
}
GET /reports { allow support when header.x-reason == "audit" or subject.tenant == "t1" }
GET /open { allow support when has subject.tenant }
GET /late { allow night }
GET /secret { allow authenticated when header.authorization == "x" }
`
const sources = [{ path: "shop.edict", text }]
const { policy, diagnostics } = compile(sources)
if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))

const order = { ownerId: "u2", tenantId: "t2", total: 200, tags: [] as string[] }
const ann = { id: "u1", roles: ["customer"] }
const sue = { id: "s1", tenant: "t1", roles: ["support"] }
const context = { tls: 1.3, ip: "10.0.0.1", now: "2026-01-01T12:00:00Z" }

function told(request: Partial<Request>): ReturnType<typeof explain> {
  return explain(
    policy!,
    { method: "GET", path: "/orders/o1", context, resources: { order }, ...request },
    sources,
  )
}

it.each<[string, Partial<Request>, readonly string[], Partial<Request>]>([
  [
    "the thing, rather than who calls",
    { subject: ann },
    ['`order.ownerId` were "u1" (it is "u2")'],
    { resources: { order: { ...order, ownerId: "u1" } } },
  ],
  [
    "the allow with the fewest unmet parts, not the first",
    { method: "PUT", subject: ann },
    ["`subject.mfa` were true (it is false)"],
    { subject: { ...ann, mfa: true } },
  ],
  [
    "all that a conjunction lacks",
    { method: "PUT", subject: sue },
    ['`order.tenantId` were "t1" (it is "t2")', "`order.total` were less than 10 (it is 200)"],
    { resources: { order: { ...order, tenantId: "t1", total: 9 } } },
  ],
  [
    "what is missing, rather than what is there",
    { method: "PUT", subject: { ...sue, tenant: undefined } },
    ['`subject.tenant` were "t2" (it is missing)', "`order.total` were less than 10 (it is 200)"],
    { subject: { ...sue, tenant: "t2" }, resources: { order: { ...order, total: 9 } } },
  ],
  [
    "a role",
    { method: "DELETE", subject: ann },
    ["the caller had `support`"],
    { subject: { ...sue, age: 18, mfa: true } },
  ],
  [
    "a role of callers without credentials",
    { method: "DELETE" },
    ["the caller came with `support`"],
    { subject: { ...sue, age: 18, mfa: true } },
  ],
  [
    "one side of a choice",
    { path: "/reports", subject: { ...sue, tenant: "t2" } },
    ['`header.x-reason` were "audit" (it is missing)'],
    { headers: { "x-reason": "audit" } },
  ],
  [
    "presence",
    { path: "/open", subject: { ...sue, tenant: undefined } },
    ["`subject.tenant` were there, and of its type"],
    { subject: sue },
  ],
  [
    "a time",
    { path: "/late", subject: ann },
    ["`context.time between 22:00 and 06:00` were true"],
    { context: { ...context, now: "2026-01-01T23:00:00Z" } },
  ],
  [
    "what keeps a deny away",
    { method: "PATCH", subject: sue },
    ["`order.total` were at most 100 (it is 200)"],
    { resources: { order: { ...order, total: 100 } } },
  ],
  [
    "what a require asks for, and what refuses next",
    { method: "DELETE", subject: { ...sue, age: 17 } },
    ["`subject.mfa` were true (it is false)"],
    { subject: { ...sue, age: 18, mfa: true } },
  ],
  [
    "a connection",
    { path: "/reports", subject: sue, context: { ...context, tls: 1.1 } },
    ["`context.tls` were at least 1.2"],
    { context },
  ],
])("names %s, and that is enough", (_, request, unmet, otherwise) => {
  const { decision, nearest } = told(request)
  expect(decision.decision).toBe("deny")
  expect(nearest?.unmet).toEqual(unmet)
  // Its twin: what was said to be missing is there.
  expect(told({ ...request, ...otherwise }).decision.decision).toBe("allow")
})

it("says what would refuse next, and shows no secret", () => {
  const next = told({ method: "DELETE", subject: { ...sue, age: 17 } })
  expect(next.nearest?.next.map(({ id }) => id)).toEqual(["shop.edict:22"])
  expect(next.nearest?.sentence).toContain(
    "; as things stand, `require subject.age >= 18` (shop.edict:22) would refuse next",
  )
  const secret = told({ path: "/secret", subject: ann, headers: { authorization: "Bearer abc" } })
  expect(JSON.stringify(secret)).not.toContain("abc")
  expect(secret.nearest?.unmet).toEqual(['`header.authorization` were "x" (it is withheld)'])
})

it.each<[string, Partial<Request>]>([
  ["what is allowed", { path: "/reports", subject: sue }],
  ["what was not loaded", { subject: ann, resources: {} }],
  ["what has no route", { path: "/nothing" }],
])("has nothing nearest to %s", (_, request) => {
  expect(told(request).nearest).toBeUndefined()
})
