import { createHmac } from "node:crypto"
import { describe, expect, it } from "vitest"
import { leaving, policyWith, redact } from "./policy.ts"

const order = {
  id: "o1",
  email: "ann@example.com",
  card: { pan: "4111", last4: "1111" },
  items: [{ id: 1, cost: 3 }, { id: 2, cost: 4, inner: { cost: 5 } }, 7],
}
const customer = { id: "u1", roles: ["customer"] }
const support = { id: "s1", roles: ["support"] }

describe("hide", () => {
  it.each([
    ["card", { ...order, card: undefined }],
    ["card.pan", { ...order, card: { last4: "1111" } }],
    ["items[*].cost", { ...order, items: [{ id: 1 }, { id: 2, inner: { cost: 5 } }, 7] }],
    ["items.cost", { ...order, items: [{ id: 1 }, { id: 2, inner: { cost: 5 } }, 7] }],
    ["**.cost", { ...order, items: [{ id: 1 }, { id: 2, inner: {} }, 7] }],
    ["items[*]", { ...order, items: [] }],
    ["card.*", { ...order, card: {} }],
    ["card[*].pan", { ...order, card: { last4: "1111" } }],
    ["nothing.here", order],
    ["**", null],
  ])("takes away `%s` and no more", (path, expected) => {
    expect(leaving(policyWith(`hide ${path}`), { body: order })).toEqual(JSON.parse(JSON.stringify(expected)))
  })

  it("finds the field in each element of a list, however deep lists lie", () => {
    expect(leaving(policyWith("hide a"), { body: [{ a: 1, b: 2 }, [{ a: 1 }], "a"] })).toEqual([
      { b: 2 },
      [{}],
      "a",
    ])
  })

  it("does not hide from whom it is not hidden", () => {
    const policy = policyWith("hide email unless support")
    expect(leaving(policy, { body: order, subject: customer })).not.toHaveProperty("email")
    expect(leaving(policy, { body: order, subject: support })).toEqual(order)
  })

  it("hides by what is unknown", () => {
    const policy = policyWith('hide email when query.none == "1"  hide id when query.q == "2"')
    expect(leaving(policy, { body: order })).toEqual({ id: "o1", card: order.card, items: order.items })
  })
})

describe("mask and hash", () => {
  it.each([
    ["mask email keep 2", { email: "an*************" }],
    ['mask email with "hidden"', { email: "hidden" }],
    ["mask id keep 2", { id: "**" }],
    ["mask card keep 2", { card: "***" }],
    ["mask email keep 2  mask email keep 1", { email: "a**************" }],
    ['mask email keep 2  mask email with "b"  mask email with "a"', { email: "a" }],
    ['mask card.pan keep 1  mask card with "x"', { card: "x" }],
  ])("%s", (rules, changes) => {
    expect(leaving(policyWith(rules), { body: order })).toEqual({ ...order, ...changes })
  })

  it("counts code points", () => {
    expect(leaving(policyWith("mask a keep 1"), { body: { a: "😀é😀" } })).toEqual({ a: "😀**" })
  })

  it("hashes what the handler gave, by the host's key, whatever the order of members", () => {
    const expected = createHmac("sha256", "secret").update('{"last4":"1111","pan":"4111"}').digest("hex")
    const body = { card: { pan: "4111", last4: "1111" } }
    expect(leaving(policyWith("hash card  hide card.pan"), { body, hashKey: "secret" })).toEqual({
      card: expected,
    })
  })

  it("withholds where there is no key", () => {
    expect(redact(policyWith("hash card"), { body: order })).toMatchObject({ kind: "withheld" })
  })
})

describe("show", () => {
  it.each([
    ["show id", { id: "o1" }],
    ["show card.last4", { card: { last4: "1111" } }],
    ["show items[*].id", { items: [{ id: 1 }, { id: 2 }] }],
    ["show items.id", { items: [] }],
    ["show **.cost", { items: [{ cost: 3 }, { cost: 4, inner: { cost: 5 } }] }],
    ["show *.pan", { card: { pan: "4111" } }],
    ["show card  hide card.pan", { card: { last4: "1111" } }],
    ["show card  show id to support", { card: order.card }],
    ['show id, card  mask card with "x"  mask email with "y"', { id: "o1", card: "x" }],
    ["show none", {}],
  ])("%s", (rules, expected) => {
    expect(leaving(policyWith(rules), { body: order, subject: customer })).toEqual(expected)
  })

  it.each([
    ["a list", [{ id: 1, x: 2 }, { x: 2 }, 5, [{ id: 3 }]], [{ id: 1 }, {}, []]],
    ["a text", JSON.stringify("secret"), null],
    ["an empty list", [], []],
  ])("keeps the shape of %s", (_, body, expected) => {
    expect(leaving(policyWith("show id"), { body })).toEqual(expected)
  })

  it("holds for 2xx only, hiding for all", () => {
    const policy = policyWith("show id  hide card  reveal errors")
    expect(leaving(policy, { body: order, status: 201 })).toEqual({ id: "o1" })
    expect(leaving(policy, { body: order, status: 409 })).toEqual({
      id: "o1",
      email: order.email,
      items: order.items,
    })
  })
})

describe("each", () => {
  const rows = [{ ownerId: "u1", total: 1, id: "a" }, { ownerId: "u2", total: 2, id: "b" }, "none"]
  it("judges each row by its own", () => {
    const policy = policyWith("each [*] as item: Item { only to owner, support }")
    expect(leaving(policy, { body: rows, subject: customer })).toEqual([rows[0]])
    expect(leaving(policy, { body: rows, subject: support })).toEqual(rows)
    expect(leaving(policy, { body: rows })).toEqual([])
  })

  it("shows each row what is its own", () => {
    const policy = policyWith("show rows[*].id  each rows[*] as item: Item { show total to owner }")
    expect(leaving(policy, { body: { rows }, subject: customer })).toEqual({
      rows: [{ total: 1, id: "a" }, { id: "b" }],
    })
  })

  it("takes away in each row by its own values", () => {
    const policy = policyWith(
      'each [*] as item: Item { hide ownerId when item.total > 1  mask id with "x" unless owner }',
    )
    expect(leaving(policy, { body: rows.slice(0, 2), subject: customer })).toEqual([
      rows[0],
      { total: 2, id: "x" },
    ])
  })

  it("removes a body that is itself a row", () => {
    const policy = policyWith("each [*] as item: Item { only to owner }")
    expect(leaving(policy, { body: rows[1], subject: customer })).toBeNull()
    expect(leaving(policy, { body: rows[0], subject: customer })).toEqual(rows[0])
  })
})

describe("guardrails and errors", () => {
  it("hide under their path only", () => {
    const at = (path: string): unknown =>
      leaving(policyWith("reveal errors", `guardrail ${path} { response { hide email } }`), { body: order })
    expect(at("/x/1")).not.toHaveProperty("email")
    expect(at("/x/2")).toEqual(order)
  })

  it("put problem details in the place of an error's body unless it is revealed", () => {
    expect(redact(policyWith("hide none"), { body: order, status: 404 })).toEqual({ kind: "problem" })
    expect(redact(policyWith("reveal errors"), { body: order, status: 404 })).toEqual({ kind: "unchanged" })
  })
})
