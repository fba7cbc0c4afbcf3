import { describe, expect, it } from "vitest"
import { accessMatrix, type MatrixCell } from "../../../src/analyze/matrix/matrix.ts"
import { compile } from "../../../src/compile.ts"

const world = `package shop
role customer
role support
role admin includes support
role owner of order: Order when order.ownerId == subject.id
role local when context.ip in 10.0.0.0/8
type Line { price: number }
type Order { ownerId: string  state: string  total: int  due?: instant  day?: date  open: bool  members: set of string  lines: list of Line }
subject { id: string  tenant?: string  mfa: bool = false  scopes: set of string = []  authTime?: instant }
setting most: int = 50_000
define large(o: Order) = o.total > 10_000
api /o/{id} { load order: Order by path.id  GET / { `

function cellsOf(rules: string, outside = ""): Readonly<Record<string, MatrixCell>> {
  const { policy, diagnostics } = compile([
    { path: "shop.edict", text: `${world}${rules} } }\n${outside}\n` },
  ])
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  const { columns, rows } = accessMatrix(policy)
  const row = rows.find(({ route }) => route === "GET /o/{id}")
  return Object.fromEntries(
    columns.map(({ name }, place) => [name, row?.cells[place] ?? { kind: "no" as const }]),
  )
}

const yes: MatrixCell = { kind: "yes" }
const no: MatrixCell = { kind: "no" }
const when = (...conditions: readonly string[]): MatrixCell => ({ kind: "when", conditions })

describe("whether", () => {
  it.each<[string, string, Readonly<Record<string, MatrixCell>>]>([
    [
      "a role and what includes it",
      "allow support",
      { anonymous: no, "no role": no, customer: no, support: yes, admin: yes },
    ],
    ["anyone", "allow anyone", { anonymous: yes, "no role": yes, admin: yes }],
    ["callers with credentials", "allow authenticated", { anonymous: no, "no role": yes, customer: yes }],
    [
      "a relative role: every caller may hold it, and nobody without a subject",
      "allow owner",
      {
        anonymous: no,
        "no role": when("order.ownerId is the caller's id"),
        customer: when("order.ownerId is the caller's id"),
      },
    ],
    [
      "a role beside a relative one",
      "allow owner, support",
      { support: yes, customer: when("order.ownerId is the caller's id") },
    ],
    [
      "a role with a condition",
      "allow local",
      { anonymous: when("from 10.0.0.0/8"), admin: when("from 10.0.0.0/8") },
    ],
    ["a `deny` that takes all of it", "allow authenticated deny customer", { customer: no, support: yes }],
    [
      "a `deny` with the condition of the `allow`",
      "allow customer when order.open deny customer when order.open",
      { customer: no },
    ],
    [
      "its twin with another condition",
      'allow customer when order.open deny customer when order.state == "x"',
      {
        customer: when("order.open is true", 'order.state is not "x"'),
      },
    ],
    [
      "`deny unless` leaves a role out",
      "allow authenticated deny anyone when order.open unless admin",
      {
        admin: yes,
        support: when("order.open is false"),
      },
    ],
    [
      "an `allow` for both outcomes leaves the third",
      "allow customer when order.open allow customer when not order.open",
      {
        customer: when("order.open is true or order.open is false"),
      },
    ],
    [
      "what is either so or not",
      "allow customer when has order.due allow customer when not has order.due",
      { customer: yes },
    ],
    [
      "`require` of what nobody has",
      "allow authenticated require mfa unless support",
      {
        anonymous: no,
        customer: when("with MFA"),
        admin: yes,
      },
    ],
    [
      "`require` that a `deny` contradicts",
      "allow support require order.open deny support when order.open",
      { support: no },
    ],
    [
      "`subject is` of a held role",
      "allow authenticated when subject is support",
      { admin: yes, customer: no },
    ],
  ])("%s", (_, rules, expected) => {
    const cells = cellsOf(rules)
    for (const [name, cell] of Object.entries(expected)) expect([name, cells[name]]).toEqual([name, cell])
  })

  it("the strictest TLS alone is told", () => {
    const cells = cellsOf("allow customer require tls >= 1.3", "require tls >= 1.2")
    expect(cells["customer"]).toEqual(when("over TLS 1.3 or later"))
  })

  it("rules that reach some requests of the route say which", () => {
    const rails = "guardrail /o/secret { deny customer } require tls >= 1.2 except GET /o/open"
    expect(cellsOf("allow customer", rails)["customer"]).toEqual(
      when("not under /o/secret", "for GET /o/open or over TLS 1.2 or later"),
    )
  })
})

describe("in words", () => {
  it.each<[string, string]>([
    ['order.state == "open"', 'order.state is "open"'],
    ['"open" != order.state', 'order.state is not "open"'],
    ["order.total < 10", "order.total is below 10"],
    ["not (order.total < 10)", "order.total is at least 10"],
    ["not (context.ip < 10.0.0.9)", "the caller's address is not below 10.0.0.9"],
    ["not (order.due < context.now)", "order.due is no earlier than the present time"],
    ["not (order.total <= 1_000)", "order.total is above 1,000"],
    ["5 < order.total", "order.total is above 5"],
    ["order.total > most", "order.total is above most (50,000)"],
    ["not large(order)", "order.total is at most 10,000"],
    ["order.due < context.now", "order.due is before the present time"],
    ["order.day >= 2026-01-01", "order.day is no earlier than 2026-01-01"],
    ["order.due within 7d", "order.due is within the last 7 days"],
    ["subject.authTime within 15min", "the caller's authTime is within the last 15 min"],
    ["subject.id in order.members", "the caller's id is in order.members"],
    ['order.state in ["a", "b"]', 'order.state is "a" or "b"'],
    ['order.state not in ["a", "b"]', 'order.state is not "a" or "b"'],
    ['"pay" in subject.scopes', 'with scope "pay"'],
    ["context.ip in 10.0.0.0/8", "from 10.0.0.0/8"],
    ["not (context.ip in [10.0.0.0/8, 192.0.2.0/24])", "not from 10.0.0.0/8 or 192.0.2.0/24"],
    ["order.total in 1 .. 5", "order.total is from 1 to 5"],
    ['order.state like "a*"', 'order.state is like "a*"'],
    ['header.x-mode starts with "a"', 'header x-mode starts with "a"'],
    ['not (path.id ends with "z")', 'path.id does not end with "z"'],
    ['query.q contains "a"', 'query q contains "a"'],
    ["has subject.tenant", "the caller's tenant is given"],
    ["not has header.x-mode", "header x-mode is not given"],
    ["size(order.members) > 2", "the size of order.members is above 2"],
    ["any line in order.lines: line.price > 9.5", "for some line in order.lines: (line.price is above 9.5)"],
    [
      "every line in order.lines: (line.price > 1 and line.price < 9)",
      "for every line in order.lines: (line.price is above 1 and line.price is below 9)",
    ],
    [
      'context.time between 08:00 and 18:30 in "Europe/Berlin" on mon..fri',
      "between 08:00 and 18:30 Europe/Berlin on Mon, Tue, Wed, Thu and Fri",
    ],
    ["subject.mfa", "with MFA"],
    ["not subject.mfa", "without MFA"],
    [
      'order.open or (order.total < 5 and order.state == "x")',
      'order.open is true or (order.total is below 5 and order.state is "x")',
    ],
  ])("%s", (condition, words) => {
    expect(cellsOf(`allow customer when ${condition}`)["customer"]).toEqual(when(words))
  })

  it("conditions that must all hold stand apart", () => {
    expect(cellsOf('allow customer when order.open and not (order.state == "x")')["customer"]).toEqual(
      when("order.open is true", 'order.state is not "x"'),
    )
  })
})
