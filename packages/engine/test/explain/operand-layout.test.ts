import { expect, it } from "vitest"
import { compile } from "../../src/compile.ts"
import type { Request } from "../../src/decide/decision.ts"
import { explain } from "../../src/explain/explain.ts"
import { renderExplanation } from "../../src/explain/layout.ts"

/** What stands under the `allow` of a policy of one route. */
function told(rule: string, request: Partial<Request>, color = false): string {
  const text = `package shop
role user
type Item { id: string  count?: int }
type Order { id: string  items: list of Item  tags: list of string  total?: int  note?: string  paid: bool }
subject { id: string  age?: int  since?: instant  mfa: bool = false }
define small(o: Order) = o.total < 10 or o.paid
GET /x/{id} { load order: Order by path.id  body any  ${rule} }
`
  const sources = [{ path: "shop.edict", text }]
  const { policy, diagnostics } = compile(sources)
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  const order = { id: "o1", items: [], tags: [], total: 12, paid: false, ...request.resources }
  const asked = {
    method: "GET",
    path: "/x/o1",
    subject: { id: "ann", roles: ["user"] },
    ...request,
    resources: { order },
  }
  const page = renderExplanation(explain(policy, asked, sources), { color })
  const from = page.indexOf("  allow user when ") + 2
  return page
    .slice(from, page.indexOf("\n       `user` is", from))
    .split("\n")
    .map((line, place) => (place === 0 ? line : line.replace(/^ {19}/, "")))
    .join("\n")
}

it.each<[string, string, Partial<Request>, string]>([
  [
    "a comparison with a literal",
    "allow user when order.total <= 12",
    {},
    `allow user when order.total <= 12
                |           |
                12          true`,
  ],
  [
    "what is nested",
    "allow user when not (order.total < 10 or order.paid) and subject.age in 18 .. 67",
    { subject: { id: "ann", roles: ["user"], age: 70 } },
    `allow user when not (order.total < 10 or order.paid) and subject.age in 18 .. 67
                |    |           |    |  |           |   |           |
                true 12          |    |  false       |   70          false
                                 |    false          false
                                 false`,
  ],
  [
    "what is missing, ill-typed or its default",
    "allow user when order.note == subject.id or (subject.mfa or subject.age > 18)",
    { subject: { id: "ann", roles: ["user"], age: "old" } },
    `allow user when order.note == subject.id or (subject.mfa or subject.age > 18)
                |          |  |          |   |           |  |           |
                missing    |  "ann"      |   |           |  |           unknown
                           unknown       |   |           |  "old" (not of its type)
                                         |   |           unknown
                                         |   false (its default)
                                         unknown`,
  ],
  [
    "a long value, cut",
    'allow user when order.note like "a*"',
    { resources: { note: "b".repeat(100) } },
    `allow user when order.note like "a*"
                |          |
                |          false
                "${"b".repeat(46)}…`,
  ],
  [
    "what acts on a terminal, printable",
    'allow user when order.note == "é漢字" and subject.id != "x"',
    { resources: { note: "\u001b[2J\u202e" } },
    `allow user when order.note == "é漢字" and subject.id != "x"
                |          |          |   |          |
                |          false      |   "ann"      true
                "\\u001b[2J\\u{202e}"   false`,
  ],
  [
    "lists and lengths",
    'allow user when "new" in order.tags and size(order.items) > 0',
    { resources: { tags: ["old", "used"] } },
    `allow user when "new" in order.tags and size(order.items) > 0
                      |  |          |   |    |            |
                      |  |          |   0    []           false
                      |  |          false
                      |  ["old","used"]
                      false`,
  ],
  [
    "a time",
    'allow user when context.time between 08:00 and 18:00 in "UTC"',
    { context: { now: "2026-01-01T19:00:00Z" } },
    `allow user when context.time between 08:00 and 18:00 in "UTC"
                |
                false (it is 2026-01-01T19:00:00.000Z)`,
  ],
])("lays out %s", (_, rule, request, page) => {
  expect(told(rule, request)).toBe(page)
})

it("shows a define where it is written, and elements below their list", () => {
  const page = told("allow user when small(order) and subject.mfa", {})
  const rows = page.slice(page.indexOf("shop.edict:6")).split("\n")
  expect(rows.map((row) => row.replace(/^ {2}(?=[|o])/, " ".repeat(14)))).toEqual([
    "shop.edict:6  o.total < 10 or o.paid",
    "              |       |    |  |",
    "              |       |    |  order.paid = false",
    "              |       |    false",
    "              |       false",
    "              order.total = 12",
  ])
  const elements = told("allow user when any item in order.items: item.count > 1", {
    resources: { items: [{ id: "a", count: 1 }, { id: "b" }, { id: "c", count: 2 }] },
  })
  expect(elements).toContain("item.count: missing, unknown\n")
  expect(elements).toContain("item.count: 2, true")
})

it("keeps operands under a rule of several lines with a comment", () => {
  expect(
    told('allow user when order.total > 1   # many\n    and order.note == "a # b"', {
      resources: { note: "x" },
    }),
  ).toBe(
    `allow user when order.total > 1 and order.note == "a # b"
                |           |   |   |          |
                12          |   |   "x"        false
                            |   false
                            true`,
  )
})

it("shows the decisive step alone, if that is asked for", () => {
  const sources = [{ path: "shop.edict", text: "package shop\nrole user\nGET /x { allow user }\n" }]
  const { policy } = compile(sources)
  const decisive = (roles: string[]) =>
    renderExplanation(explain(policy!, { method: "GET", path: "/x", subject: { id: "a", roles } }, sources), {
      steps: "decisive",
    }).split("\n")
  expect(decisive(["user"]).slice(2, 4)).toEqual([
    "11 allow             allowed by shop.edict:3",
    "     shop.edict:3  allow user",
  ])
  expect(decisive([])).toEqual([
    "GET /x",
    "",
    " 8 who               403: no allow can fit the caller; `user` does not fit: it is not assigned",
    "",
    "deny 403: no-role",
    "refused at who with 403: no allow can fit the caller; `user` does not fit: it is not assigned",
    "nearest: `allow user` (shop.edict:3) would be met if the caller had `user`",
    "",
  ])
})

it("paints verdicts, and leaves columns as they are", () => {
  const plain = told("allow user when order.total <= 12 and order.paid", {})
  const painted = told("allow user when order.total <= 12 and order.paid", {}, true)
  expect(painted).toContain("\u001b[32mtrue\u001b[0m")
  // eslint-disable-next-line no-control-regex
  expect(painted.replaceAll(/\u001b\[\d+m/g, "")).toBe(plain)
})
