import { describe, expect, it } from "vitest"
import { compile, type CompiledPolicy } from "../../src/compile.ts"
import type { Decision, Request } from "../../src/decide/decision.ts"
import { decideByReference } from "../../src/reference/decide.ts"

const text = `package shop
type Order { ownerId: string  total: number }
role customer
role support
role admin includes support
role owner of order: Order when order.ownerId == subject.id
role visible of order: Order when order.total < 5
role night when context.time between 22:00 and 06:00
subject { id: string  mfa: bool = false  authTime?: instant  scopes: set of string = []  tenant?: string }
guardrail /v1/{area} {
  deny authenticated when path.area == "closed" except GET /v1/closed/notice
}
api /v1/open { GET / { allow anyone } }
api /v1/closed {
  GET / { allow customer }
  GET /{page} { allow customer }
}
api /v1/orders {
  GET / { allow customer, support }
  PUT / { allow customer  require scope "orders:write", "orders:all" }
  DELETE / { allow customer  require mfa within 10min }
  PATCH / { allow customer  require tls >= 1.2 }
  api /{id} {
    load order: Order by path.id
    GET / { allow owner, support }
    HEAD / { allow visible }
    PUT / {
      allow owner
      deny customer when order.total > 100 else 409 "too large"
      deny customer when order.total > 10
      require subject.tenant == "t1" else 422 "tenant"
      require not (order.total == 7) else 400 "seven"
    }
    DELETE /  { allow owner  response { conceal existence } }
    POST / { allow night }
  }
}
`

/** Line of a rule in `text`. */
const line = (part: string): number => text.slice(0, text.indexOf(part)).split("\n").length

function compiled(codegen: boolean): CompiledPolicy {
  const { policy, diagnostics } = compile([{ path: "shop.edict", text }], { codegen })
  expect(diagnostics).toEqual([])
  return policy!
}

const ann = { id: "ann", roles: ["customer"] }
const sue = { id: "sue", roles: ["support"] }
const root = { id: "root", roles: ["admin"] }
const orders = {
  anns: { order: { ownerId: "ann", total: 9 } },
  bobs: { order: { ownerId: "bob", total: 9 } },
}
const large = (total: number): Request["resources"] => ({ order: { ownerId: "ann", total } })

type Row = readonly [what: string, request: Request, status: number, reason: string, rule?: string]

const rows: readonly Row[] = [
  ["anyone, without credentials", { method: "GET", path: "/v1/open" }, 200, "allowed", "api /v1/open"],
  ["an ambiguous target", { method: "GET", path: "/v1//open" }, 400, "ambiguous-target"],
  ["no such path", { method: "GET", path: "/v2" }, 404, "no-route"],
  ["no such verb on the path", { method: "POST", path: "/v1/open" }, 405, "method-not-allowed"],
  ["no credentials", { method: "GET", path: "/v1/orders" }, 401, "no-role"],
  [
    "a role that the route does not name",
    { method: "GET", path: "/v1/orders", subject: { id: "x", roles: ["night"] } },
    403,
    "no-role",
  ],
  [
    "a role that it names",
    { method: "GET", path: "/v1/orders", subject: ann },
    200,
    "allowed",
    "GET / { allow customer, support }",
  ],
  [
    "a role that includes it",
    { method: "GET", path: "/v1/orders", subject: root },
    200,
    "allowed",
    "GET / { allow customer, support }",
  ],
  [
    "a verb that GET takes",
    { method: "HEAD", path: "/v1/orders", subject: ann },
    200,
    "allowed",
    "GET / { allow customer, support }",
  ],
  [
    "a role nobody declared",
    { method: "GET", path: "/v1/orders", subject: { id: "x", roles: ["boss"] } },
    403,
    "no-role",
  ],
  [
    "the owner",
    { method: "GET", path: "/v1/orders/1", subject: ann, resources: orders.anns },
    200,
    "allowed",
    "GET / { allow owner, support }",
  ],
  [
    "somebody else's",
    { method: "GET", path: "/v1/orders/1", subject: ann, resources: orders.bobs },
    403,
    "not-allowed",
  ],
  [
    "support, somebody else's",
    { method: "GET", path: "/v1/orders/1", subject: sue, resources: orders.bobs },
    200,
    "allowed",
    "GET / { allow owner, support }",
  ],
  [
    "nothing loaded, might be the owner",
    { method: "GET", path: "/v1/orders/1", subject: ann },
    404,
    "nothing-loaded",
  ],
  ["nothing loaded, without credentials", { method: "GET", path: "/v1/orders/1" }, 401, "no-role"],
  [
    "a relative role that reads no subject",
    { method: "HEAD", path: "/v1/orders/1", resources: large(4) },
    200,
    "allowed",
    "HEAD / { allow visible }",
  ],
  ["the same, nothing loaded", { method: "HEAD", path: "/v1/orders/1" }, 401, "nothing-loaded"],
  [
    "one deny",
    { method: "PUT", path: "/v1/orders/1", subject: ann, resources: large(11) },
    403,
    "denied",
    "deny customer when order.total > 10\n",
  ],
  [
    "two denies: the lowest status",
    { method: "PUT", path: "/v1/orders/1", subject: ann, resources: large(101) },
    403,
    "denied",
    "deny customer when order.total > 10\n",
  ],
  [
    "an unknown deny",
    { method: "PUT", path: "/v1/orders/1", subject: ann, resources: { order: { ownerId: "ann" } } },
    403,
    "denied",
    "deny customer when order.total > 10\n",
  ],
  [
    "an unmet require",
    { method: "PUT", path: "/v1/orders/1", subject: ann, resources: large(9) },
    422,
    "requirement",
    "require subject.tenant",
  ],
  [
    "two unmet requires: the lowest status",
    { method: "PUT", path: "/v1/orders/1", subject: ann, resources: large(7) },
    400,
    "requirement",
    "require not (order.total",
  ],
  [
    "all met",
    { method: "PUT", path: "/v1/orders/1", subject: { ...ann, tenant: "t1" }, resources: large(9) },
    200,
    "allowed",
    "allow owner\n",
  ],
  [
    "concealed: not the owner",
    { method: "DELETE", path: "/v1/orders/1", subject: ann, resources: orders.bobs },
    404,
    "not-allowed",
  ],
  [
    "concealed: nothing there",
    { method: "DELETE", path: "/v1/orders/1", subject: ann },
    404,
    "nothing-loaded",
  ],
  [
    "concealed: the owner",
    { method: "DELETE", path: "/v1/orders/1", subject: ann, resources: orders.anns },
    200,
    "allowed",
    "DELETE /  { allow owner",
  ],
  [
    "a guardrail, by its own parameter",
    { method: "GET", path: "/v1/closed", subject: ann },
    403,
    "denied",
    "deny authenticated when path.area",
  ],
  [
    "a guardrail, below its path",
    { method: "GET", path: "/v1/closed/x", subject: ann },
    403,
    "denied",
    "deny authenticated when path.area",
  ],
  [
    "a guardrail's exception",
    { method: "GET", path: "/v1/closed/notice", subject: ann },
    200,
    "allowed",
    "GET /{page} { allow customer }",
  ],
  [
    "a scope that is missing",
    { method: "PUT", path: "/v1/orders", subject: { ...ann, scopes: ["orders:write"] } },
    403,
    "requirement",
    "require scope",
  ],
  [
    "both scopes",
    { method: "PUT", path: "/v1/orders", subject: { ...ann, scopes: ["orders:all", "orders:write"] } },
    200,
    "allowed",
    "PUT / { allow customer",
  ],
  [
    "no second factor",
    { method: "DELETE", path: "/v1/orders", subject: ann, context: { now: 1000 } },
    401,
    "requirement",
    "require mfa",
  ],
  [
    "a second factor, too old",
    {
      method: "DELETE",
      path: "/v1/orders",
      subject: { ...ann, mfa: true, authTime: 300 },
      context: { now: 1000 },
    },
    401,
    "requirement",
    "require mfa",
  ],
  [
    "a second factor, fresh",
    {
      method: "DELETE",
      path: "/v1/orders",
      subject: { ...ann, mfa: true, authTime: 401 },
      context: { now: 1000 },
    },
    200,
    "allowed",
    "DELETE / { allow customer",
  ],
  [
    "no clock: not fresh",
    { method: "DELETE", path: "/v1/orders", subject: { ...ann, mfa: true, authTime: 401 } },
    401,
    "requirement",
    "require mfa",
  ],
  [
    "plain HTTP, before anybody is known",
    { method: "PATCH", path: "/v1/orders" },
    403,
    "insecure-transport",
    "require tls",
  ],
  [
    "old TLS",
    { method: "PATCH", path: "/v1/orders", subject: ann, context: { tls: 1.1 } },
    403,
    "insecure-transport",
    "require tls",
  ],
  [
    "TLS as Node names it",
    { method: "PATCH", path: "/v1/orders", subject: ann, context: { tls: "TLSv1.3" } },
    200,
    "allowed",
    "PATCH / { allow customer",
  ],
  [
    "a role held at night, at night",
    { method: "POST", path: "/v1/orders/1", context: { now: "2026-01-01T23:00:00Z" } },
    200,
    "allowed",
    "POST / { allow night }",
  ],
  [
    "a role held at night, at noon",
    { method: "POST", path: "/v1/orders/1", context: { now: "2026-01-01T12:00:00Z" } },
    401,
    "no-role",
  ],
]

const cases = rows.map(([what, request, status, reason, rule]) => ({ what, request, status, reason, rule }))

describe.each([
  ["generated code", true],
  ["closures", false],
])("decisions by %s", (_, codegen) => {
  it.each(cases)("$what", ({ request, status, reason, rule }) => {
    const policy = compiled(codegen)
    const decision = policy.decide(request)
    const lines = decision.determining.map(({ span }) => span.line)
    expect({ status: decision.status, reason: decision.reason, lines }).toEqual({
      status,
      reason,
      lines: rule === undefined ? [] : [line(rule)],
    })
    expect(decision.decision).toBe(status === 200 ? "allow" : "deny")
    expect(plain(decision)).toEqual(plain(decideByReference(policy.model, request)))
  })

  it("are frozen, and the same object for requests that are answered alike", () => {
    const { decide } = compiled(codegen)
    for (const [, request] of rows) {
      const decision = decide(request)
      expect(decide({ ...request })).toEqual(decision)
      expect(
        Object.isFrozen(decision) &&
          Object.isFrozen(decision.obligations) &&
          Object.isFrozen(decision.determining),
      ).toBe(true)
      // The verbs of a 405 are found anew each time.
      expect(decide({ ...request }) === decision).toBe(decision.status !== 405)
    }
  })

  it("never throw, whatever they are given", () => {
    const { decide } = compiled(codegen)
    const thrower = new Proxy(
      {},
      {
        get: () => {
          throw new Error("read")
        },
        getOwnPropertyDescriptor: () => {
          throw new Error("read")
        },
        ownKeys: () => {
          throw new Error("read")
        },
      },
    )
    const odd: readonly unknown[] = [
      undefined,
      null,
      0,
      "",
      [],
      {},
      thrower,
      Object.create(null),
      { roles: 5 },
      { roles: [null, {}, "__proto__"] },
    ]
    for (const value of odd) {
      for (const [, request] of rows) {
        const given = {
          ...request,
          subject: value,
          context: value,
          resources: value,
          query: value,
          headers: value,
        } as unknown as Request
        expect(["allow", "deny"]).toContain(decide(given).decision)
      }
      expect(decide({ method: value, path: value } as unknown as Request).decision).toBe("deny")
    }
  })

  it("read nothing from prototypes", () => {
    const { decide } = compiled(codegen)
    const inherited = Object.create({ roles: ["customer"] }) as { readonly id: string }
    expect(decide({ method: "GET", path: "/v1/orders", subject: inherited }).status).toBe(403)
    expect(
      decide({ method: "GET", path: "/v1/orders", subject: { ...inherited, id: "x", roles: ["customer"] } })
        .status,
    ).toBe(200)
    const polluted = JSON.parse('{"__proto__": {"roles": ["customer"]}, "id": "x"}') as {
      readonly id: string
    }
    expect(decide({ method: "GET", path: "/v1/orders", subject: polluted }).status).toBe(403)
  })
})

describe("a challenge", () => {
  const { decide } = compiled(true)
  it.each([
    [
      "says how old a second factor may be",
      { method: "DELETE", path: "/v1/orders", subject: ann },
      { kind: "step-up", maxAgeSeconds: 600 },
    ],
    [
      "names the scopes",
      { method: "PUT", path: "/v1/orders", subject: ann },
      { kind: "insufficient-scope", scopes: ["orders:write", "orders:all"] },
    ],
    [
      "is left out where another rule refuses",
      { method: "GET", path: "/v1/closed", subject: ann },
      undefined,
    ],
  ] as const)("%s", (_, request, challenge) => {
    expect(decide(request).challenge).toEqual(challenge)
  })
})

it("405 names the verbs that the path takes", () => {
  expect(compiled(true).decide({ method: "PURGE", path: "/v1/orders/1" }).allowedMethods).toEqual([
    "DELETE",
    "GET",
    "HEAD",
    "POST",
    "PUT",
  ])
})

/** Without what only one of them keeps: the order of members and frozenness. */
function plain(decision: Decision): unknown {
  return JSON.parse(JSON.stringify(decision))
}
