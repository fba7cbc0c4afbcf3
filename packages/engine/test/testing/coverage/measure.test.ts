import { expect, it } from "vitest"
import { type Case, cover, seen, unseen } from "./shop.ts"

const shop = `package shop
role customer
role support
role owner of order: Order when order.ownerId == subject.id
type Order { ownerId: string  total?: int  cost?: int }
subject { id: string  mfa: bool = false }
require tls >= 1.2
define large(o: Order) = o.total > 100
api /orders/{id} {
  load order: Order by path.id
  limit 5/min per subject.id unless support
  GET / { allow owner, support }
  PUT / {
    allow owner
    deny owner when large(order)
    require mfa unless support
  }
  response { hide cost unless support }
}
GET /open { allow anyone }
`

const ann = { id: "ann", roles: ["customer"] }
const annMfa = { ...ann, mfa: true }
const sue = { id: "sue", roles: ["support"] }
const both = { id: "ann", roles: ["support"] }
const order = (more: object = {}) => ({ resources: { order: { ownerId: "ann", total: 1, ...more } } })

/** Together they see everything that can be seen: each of them sees something that no other does. */
const whole: Readonly<Record<string, Case>> = {
  "the owner reads": { ask: "GET /orders/o1", as: ann, with: order() },
  "support reads": { ask: "GET /orders/o1", as: sue, with: order() },
  "nobody reads": { ask: "GET /orders/o1", with: order() },
  "the owner writes": { ask: "PUT /orders/o1", as: annMfa, with: order() },
  "the owner writes without a second factor": { ask: "PUT /orders/o1", as: ann, with: order() },
  "the owner writes a large one": { ask: "PUT /orders/o1", as: ann, with: order({ total: 101 }) },
  "the owner writes one of unknown size": { ask: "PUT /orders/o1", as: ann, with: order({ total: null }) },
  "support writes": { ask: "PUT /orders/o1", as: sue, with: order() },
  "nobody writes": { ask: "PUT /orders/o1" },
  "plain HTTP": { ask: "GET /open", with: { context: { tls: 1.1 } } },
  "a customer looks": { ask: "GET /open", as: ann },
  "support looks": { ask: "GET /open", as: sue },
}

it("is at exactly 100 %", () => {
  const report = cover(shop, Object.values(whole))
  expect(unseen(report)).toEqual([])
  expect(report.total).toEqual({ covered: report.total.possible, possible: 31, percent: 100 })
  expect(report.files[0]?.lines.map(({ state }) => state)).toEqual(
    Array.from({ length: 11 }, () => "covered"),
  )
})

// What only this case sees; the twin of the policy's tests without it loses exactly that.
it.each<[string, readonly string[]]>([
  ["the owner reads", ["GET /orders/{id} by customer"]],
  ["support reads", ["18 does not apply", "GET /orders/{id} by support"]],
  ["nobody reads", ["12 not met", "GET /orders/{id} by anonymous"]],
  ["the owner writes", ["16 holds", "16 true"]],
  ["the owner writes without a second factor", ["16 does not hold", "16 false"]],
  ["the owner writes a large one", ["8 true"]],
  ["the owner writes one of unknown size", ["8 unknown"]],
  ["support writes", ["PUT /orders/{id} by support"]],
  ["nobody writes", ["PUT /orders/{id} by anonymous"]],
  ["plain HTTP", ["7 does not hold", "GET /open by anonymous"]],
  ["a customer looks", ["GET /open by customer"]],
  ["support looks", ["GET /open by support"]],
])("loses, without `%s`, exactly %j", (name, lost) => {
  const { [name]: _, ...others } = whole
  expect([...unseen(cover(shop, Object.values(others)))].sort()).toEqual([...lost].sort())
})

it.each<[string, readonly string[]]>([
  ["the owner reads", ["4 true", "7 holds", "11 counts", "12 met", "18 applies"]],
  ["support reads", ["4 false", "7 holds", "11 does not count", "12 met", "18 does not apply"]],
  ["nobody reads", ["7 holds", "11 counts", "12 not met"]],
  ["the owner writes a large one", ["4 true", "7 holds", "8 true", "11 counts", "15 applies"]],
  ["plain HTTP", ["7 does not hold"]],
  ["a customer looks", ["7 holds", "20 met"]],
])("sees, by `%s` alone, %j", (name, expected) => {
  const [one] = Object.entries(whole).flatMap(([known, made]) => (known === name ? [made] : []))
  expect([...seen(cover(shop, [one!]))]).toEqual(expected)
})

it("counts what was not reached as not asked", () => {
  const limited: Case = {
    ...whole["the owner reads"]!,
    ended: { step: "limits", status: 429, reason: "limit", why: undefined, rules: [] },
  }
  expect(seen(cover(shop, [limited]), ["rule", "condition", "cell"])).toEqual([
    "7 holds",
    "11 counts",
    "GET /orders/{id} by customer",
  ])
  const refused: Case = {
    ask: "GET /orders/o1",
    roles: ["customer"],
    ended: { step: "authenticate", status: 401, reason: "credentials", why: undefined, rules: [] },
  }
  expect(seen(cover(shop, [refused]), ["rule", "condition", "cell"])).toEqual([
    "7 holds",
    "GET /orders/{id} by customer",
  ])
  expect(seen(cover(shop, [{ ask: "GET /nothing" }, { ask: "POST /open" }, { ask: "GET /a/../b" }]))).toEqual(
    [],
  )
})

it.each<[string, string, readonly string[]]>([
  ["an operand that is always there", "subject.id == order.ownerId", ["true", "false"]],
  ["an optional member", "order.total > 1", ["true", "false", "unknown"]],
  ["a default", "subject.mfa", ["true", "false"]],
  ["a query", 'query.a == "b"', ["true", "false", "unknown"]],
  ["an address", "context.ip in 10.0.0.0/8", ["true", "false"]],
  ["the user agent", 'context.userAgent like "x*"', ["true", "false", "unknown"]],
  ["presence of what is optional", "has order.total", ["true", "false"]],
  ["presence of what is declared", "has order.ownerId", ["true"]],
  ["a parameter", 'path.id == "x"', ["true", "false"]],
  ["a text as another type", "path.id in 10.0.0.0/8", ["true", "false", "unknown"]],
  ["a time of day", "context.time between 08:00 and 18:00", ["true", "false"]],
  ["an assigned role", "subject is support", ["true", "false"]],
  ["a denial", "not (order.total > 1)", ["true", "false", "unknown"]],
])("of %s, `%s` can be %j", (_, condition, outcomes) => {
  const text = shop.replace("GET / { allow owner, support }", `GET / { allow support when ${condition} }`)
  const report = cover(text, [])
  const told = report.files[0]?.units.filter(({ kind, line }) => kind === "condition" && line === 12)
  expect(told?.map((unit) => unit.outcomes.map(({ name }) => name))).toEqual([outcomes])
})

it("tells each comparison of a condition, and the whole", () => {
  const text = shop.replace(
    "GET / { allow owner, support }",
    'GET / { allow support when subject.mfa and (order.total > 1 or not (query.a == "b")) }',
  )
  const ask = (more: object, query: Record<string, unknown>, mfa: boolean): Case => ({
    ask: "GET /orders/o1",
    as: { ...sue, mfa },
    with: { ...order(more), query },
  })
  const outcomes = (...cases: Case[]) => {
    const { files } = cover(text, cases)
    const told = files[0]?.units.filter(({ kind, line }) => kind === "condition" && line === 12) ?? []
    return told.map((unit) => [unit.text, ...unit.outcomes.map(({ count }) => count)])
  }
  expect(outcomes(ask({ total: 5 }, {}, true), ask({ total: 1 }, { a: "b" }, false))).toEqual([
    ["subject.mfa", 1, 1],
    ['subject.mfa and (order.total > 1 or not (query.a == "b"))', 1, 1, 0],
    ["order.total > 1", 1, 1, 0],
    ['query.a == "b"', 1, 0, 1],
  ])
})

it("asks conditions of those only whom their rule is for", () => {
  const text = shop.replace(
    "GET / { allow owner, support }",
    "GET / { allow owner  allow support when subject.mfa }",
  )
  const report = cover(text, [{ ask: "GET /orders/o1", as: ann, with: order() }])
  expect(seen(report)).toEqual(["4 true", "7 holds", "11 counts", "12 met", "12 not met", "18 applies"])
})

it("asks rules of rows by what the handler answers", () => {
  const text = shop.replace(
    "response { hide cost unless support }",
    "response { each items[*] as order: Order { only to owner  hide cost unless support } }",
  )
  const reply = { items: [{ ownerId: "ann" }, { ownerId: "bob" }] }
  const ask: Case = { ask: "GET /orders/o1", as: both, with: order(), reply }
  const rules = (one: Case) => seen(cover(text, [one]), ["rule"]).filter((line) => line.startsWith("18"))
  expect(rules(ask)).toEqual(["18 has a row", "18 shows a row", "18 leaves out a row", "18 does not apply"])
  expect(rules({ ...ask, reply: JSON.stringify({ items: [{ ownerId: "ann" }] }) })).toEqual([
    "18 has a row",
    "18 shows a row",
    "18 does not apply",
  ])
  expect(rules({ ...ask, reply: { items: [] } })).toEqual([])
  expect(rules({ ...ask, reply: "no JSON" })).toEqual([])
  expect(rules({ ...ask, as: ann, with: order({ ownerId: "zoe" }) })).toEqual([])
})

it("leaves out roles that nobody can come with", () => {
  const cells = (text: string) =>
    cover(text, [])
      .files[0]?.units.filter(({ kind }) => kind === "cell")
      .map((unit) => unit.text)
  const authenticated = `package shop
role customer as "idp:customer"
role service
role both includes customer
role night when context.time between 22:00 and 06:00
subject { id: string }
authenticate jwt shop {
  issuer "https://id.example"
  audience "shop"
  keys env.KEYS
  subject.id = claims.sub
  subject.roles = claims.roles only customer, both
}
authenticate apikey partners {
  header "x-api-key"
  keys file "./keys.yaml"
  subject.id = key.id
  subject.roles = key.roles only service
}
GET /a { accept auth shop  allow customer, night }
GET /b { accept auth shop, partners  allow service }
GET /c { allow anyone }
`
  expect(cells(authenticated)).toEqual([
    "GET /a by anonymous",
    "GET /a by customer",
    "GET /a by both",
    "GET /b by anonymous",
    "GET /b by customer",
    "GET /b by service",
    "GET /b by both",
    "GET /c by anonymous",
  ])
})

it("takes a role by any of its names, and none through another", () => {
  const text = `package shop
role customer as "idp:customer"
role admin includes customer
GET /a { allow customer }
`
  const cells = (...roles: string[]) =>
    seen(cover(text, [{ ask: "GET /a", as: { id: "x", roles } }]), ["cell"])
  expect(cells("idp:customer")).toEqual(["GET /a by customer"])
  expect(cells("admin")).toEqual(["GET /a by admin"])
  expect(cells("admin", "customer")).toEqual(["GET /a by customer", "GET /a by admin"])
  expect(cells()).toEqual([])
})

it("counts no rule that is not about the request", () => {
  const text = `package shop
role customer
role support
guardrail /a/b { deny customer  require subject.roles2 except GET /a/b/c }
subject { id: string  roles2: bool = false }
GET /a/{rest**} { allow customer, support }
`
  const told = (path: string) =>
    seen(cover(text, [{ ask: `GET ${path}`, as: { id: "x", roles: ["support"], roles2: true } }]))
  expect(told("/a/x")).toEqual(["6 met"])
  expect(told("/a/b")).toEqual(["4 does not apply", "4 holds", "4 true", "6 met"])
  expect(told("/a/b/c")).toEqual(["4 does not apply", "6 met"])
})
