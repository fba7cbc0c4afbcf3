import { createHmac } from "node:crypto"
import { describe, expect, test } from "vitest"
import type { Subject } from "../../src/decide/decision.ts"
import { decideByReference } from "../../src/reference/decide.ts"
import { filterByReference } from "../../src/reference/redact.ts"
import { modelOf } from "./policies.ts"

const ann: Subject = { id: "u1", roles: [] }
const admin: Subject = { id: "a1", roles: ["admin"] }

/** What leaves of a body under response rules: of a route that everybody may read. */
function leaving(rules: string, body: unknown, subject: Subject = ann, status = 200): unknown {
  const model = modelOf(`role admin
role owner of item: Item when item.ownerId == subject.id
type Item { id: string  ownerId: string  cost: number }
subject { id: string }
GET /things { allow authenticated
  response { ${rules} } }`)
  const request = { method: "GET", path: "/things", subject }
  const decision = decideByReference(model, request)
  const filtered = filterByReference(model, request, decision, status, body, { hashKey: "key" })
  return filtered.kind === "body" ? filtered.body : filtered.kind
}

const row = { id: "i1", ownerId: "u1", cost: 5 }
const other = { id: "i2", ownerId: "u2", cost: 7 }

describe("show", () => {
  const cases: readonly (readonly [string, string, unknown, unknown])[] = [
    ["nothing else leaves", "show id", { id: 1, name: "x" }, { id: 1 }],
    ["of each element of a list", "show id", [{ id: 1, name: "x" }, { name: "y" }], [{ id: 1 }, {}]],
    ["`[*]` starts at the body", "show [*].id", [{ id: 1, name: "x" }], [{ id: 1 }]],
    [
      "shows add up",
      "show id\n show card.last4",
      { id: 1, card: { pan: "4", last4: "1" } },
      { id: 1, card: { last4: "1" } },
    ],
    [
      "a named thing is shown whole",
      "show card",
      { card: { a: [1, { b: 2 }] }, x: 1 },
      { card: { a: [1, { b: 2 }] } },
    ],
    ["one that is not met shows nothing", "show id to admin", { id: 1 }, {}],
    ["nor in a list", "show id to admin", [{ id: 1 }], []],
    ["what is on the way stays, emptied", "show items[*].id", { items: [], x: 1 }, { items: [] }],
    ["scalars on the way do not", "show card.last4", { card: "4111" }, {}],
    [
      "paths are read exactly: a list is no object",
      "show card.last4",
      { card: [{ last4: "1" }] },
      { card: [] },
    ],
    ["nor an object a list", "show items[*]", { items: { a: 1 } }, { items: {} }],
    ["any member", "show *.id", { a: { id: 1, x: 2 }, b: 3 }, { a: { id: 1 } }],
    [
      "at any depth, without empty ways",
      "show **.id",
      { a: { b: [{ id: 1 }, { x: 1 }] }, c: {} },
      { a: { b: [{ id: 1 }] } },
    ],
    ["a scalar body", "show id", "7", null],
    [
      "a member called `__proto__` is one",
      'show "__proto__"',
      '{"__proto__":1,"a":2}',
      JSON.parse('{"__proto__":1}'),
    ],
  ]
  test.each(cases)("%s", (_, rules, body, expected) => {
    expect(leaving(rules, body)).toEqual(expected)
  })
  test("to who is met", () => {
    expect(leaving("show id to admin\n show name", { id: 1, name: "x", y: 2 }, admin)).toEqual({
      id: 1,
      name: "x",
    })
  })
  test("of a 2xx body only", () => {
    expect(leaving("show id", { id: 1, name: "x" }, ann, 302)).toEqual({ id: 1, name: "x" })
  })
})

describe("hide, mask, hash", () => {
  const hashed = (json: string): string => createHmac("sha256", "key").update(json).digest("hex")
  const cases: readonly (readonly [string, string, unknown, unknown])[] = [
    ["a member goes", "hide b", { a: 1, b: 2 }, { a: 1 }],
    ["beats show", "show a, b\n hide b", { a: 1, b: 2, c: 3 }, { a: 1 }],
    ["an element goes", "hide tags[*]", { tags: ["x", ["y"]] }, { tags: [] }],
    [
      "lists are seen through",
      "hide items.cost",
      { items: [[{ cost: 1, id: 2 }], { cost: 3 }] },
      { items: [[{ id: 2 }], {}] },
    ],
    [
      "`[*]` of what is no list is itself",
      "hide items[*].cost",
      { items: { cost: 1, id: 2 } },
      { items: { id: 2 } },
    ],
    [
      "at any depth",
      "hide **.password",
      { password: 1, a: [{ password: { b: 1 }, c: 2 }] },
      { a: [{ c: 2 }] },
    ],
    ["the body itself", "hide **", { a: 1 }, null],
    ["inherited members are none", "hide constructor", { a: 1 }, { a: 1 }],
    ["applies where it is unknown", 'hide a when query.q == "x"', { a: 1, b: 2 }, { b: 2 }],
    [
      "a mask keeps the first",
      "mask email keep 2",
      { email: "ann@example.com" },
      { email: "an*************" },
    ],
    ["of code points", "mask a keep 1", { a: "\u{1F600}\u{1F600}b" }, { a: "\u{1F600}**" }],
    ["and masks what is no longer", "mask a keep 2", { a: "ab" }, { a: "**" }],
    [
      "anything else whole",
      "mask a, b, c keep 2",
      { a: 12_345, b: null, c: { d: "secret" } },
      { a: "***", b: "***", c: "***" },
    ],
    ["a mask with a text", 'mask a with "–"', { a: [1, 2] }, { a: "–" }],
    [
      "a hash of canonical JSON",
      "hash a",
      { a: { c: 1, b: [true, "x"] } },
      { a: hashed('{"b":[true,"x"],"c":1}') },
    ],
    [
      "the one that tells least wins",
      'mask a keep 3\n mask a keep 1\n hash b\n mask b keep 1\n mask c with "y"\n hash c\n hide d\n mask d with "x"',
      { a: "abcd", b: "x", c: 1, d: 2 },
      { a: "a***", b: hashed('"x"'), c: "y" },
    ],
    [
      "a mark covers what is in it",
      "mask card keep 1\n hide card.pan",
      { card: { pan: 1, x: 2 } },
      { card: "***" },
    ],
    ["what is masked and not shown does not leave", "show a\n mask b keep 1", { a: 1, b: "bbb" }, { a: 1 }],
  ]
  test.each(cases)("%s", (_, rules, body, expected) => {
    expect(leaving(rules, body)).toEqual(expected)
  })
  test("`unless` lifts it", () => {
    expect(leaving("hide b unless admin", { a: 1, b: 2 }, admin)).toEqual({ a: 1, b: 2 })
    expect(leaving("hide b unless admin", { a: 1, b: 2 }, ann)).toEqual({ a: 1 })
  })
})

describe("each", () => {
  const cases: readonly (readonly [string, string, unknown, unknown])[] = [
    ["a row for its owner only", "each [*] as item: Item { only to owner }", [row, other], [row]],
    ["a row alone, where no list is", "each [*] as item: Item { only to owner }", other, null],
    ["several must all be met", "each [*] as item: Item { only to owner\n only to admin }", [row], []],
    ["rows that are no objects go", "each [*] as item: Item { only to owner }", [row, 5, null, "x"], [row]],
    [
      "a condition reads the row",
      "each items[*] as item: Item { hide cost when item.cost > 6 }",
      { items: [row, other] },
      { items: [row, { id: "i2", ownerId: "u2" }] },
    ],
    ["and unknown hides", "each [*] as item: Item { hide cost when item.cost > 6 }", [{ cost: "5" }], [{}]],
    [
      "shows in it add to the others",
      "show items[*].id\n each items[*] as item: Item { show cost to owner }",
      { items: [row, other], x: 1 },
      { items: [{ id: "i1", cost: 5 }, { id: "i2" }] },
    ],
    [
      "and are shows like others",
      "each items[*] as item: Item { show id }",
      { items: [row], total: 1 },
      { items: [{ id: "i1" }] },
    ],
    [
      "an empty list stays one",
      "each items[*] as item: Item { show id to owner }",
      { items: [] },
      { items: [] },
    ],
    [
      "a row of which nothing is shown goes",
      "each items[*] as item: Item { show id to owner }",
      { items: [row, other] },
      { items: [{ id: "i1" }] },
    ],
    [
      "rows in rows are judged on their own",
      "each groups[*] as group { each items[*] as item: Item { only to owner } }",
      { groups: [{ items: [row, other] }, { items: [other] }] },
      { groups: [{ items: [row] }, { items: [] }] },
    ],
    [
      "what one rule hides another still reads",
      "each [*] as item: Item { hide ownerId\n only to owner }",
      [row, other],
      [{ id: "i1", cost: 5 }],
    ],
  ]
  test.each(cases)("%s", (_, rules, body, expected) => {
    expect(leaving(rules, body)).toEqual(expected)
  })
})

describe("bodies", () => {
  test("text and bytes are read as JSON, the last of two members counts", () => {
    expect(leaving("hide b", '{"a":1,"b":2,"a":3}')).toEqual({ a: 3 })
    expect(leaving("hide b", Buffer.from('{"a":1,"b":2}'))).toEqual({ a: 1 })
  })
  test("an object is what it would be on the wire", () => {
    expect(
      leaving("hide b", { a: new Date(0), b: 1, c: undefined, d: { toJSON: () => ({ b: 1 }) } }),
    ).toEqual({ a: "1970-01-01T00:00:00.000Z", d: { b: 1 } })
  })
  test.each([["text"], [Buffer.from([0xff])], [{ a: 1n }]])("what is no JSON is withheld", (body) => {
    expect(leaving("hide b", body)).toBe("withheld")
  })
  test("an error is told by problem details, unless the route reveals it", () => {
    expect(leaving("hide b", { a: 1, b: 2 }, ann, 404)).toBe("problem")
    expect(leaving("hide b\n reveal errors\n show a", { a: 1, b: 2, c: 3 }, ann, 404)).toEqual({ a: 1, c: 3 })
  })
  test("order means nothing", () => {
    const body = { a: "abc", b: { c: 1 } }
    expect(leaving('mask a with "x"\n mask a with "y"\n show a', body)).toEqual(
      leaving('show a\n mask a with "y"\n mask a with "x"', body),
    )
  })
})
