import { describe, expect, it } from "vitest"
import { leaving, policyWith, redact } from "./policy.ts"

const hiding = policyWith("hide secret, **.password")
const showing = policyWith("show id, at, big")

describe("a body of any make", () => {
  it.each([
    ["an object", { id: 1, secret: 2, a: { password: 3 } }],
    ["a text", '{"id":1,"secret":2,"a":{"password":3}}'],
    ["bytes", Buffer.from('{"id":1,"secret":2,"a":{"password":3}}')],
    ["a view of bytes", new Uint8Array(Buffer.from('xx{"id":1,"secret":2,"a":{"password":3}}')).subarray(2)],
    ["a text with escaped names", '{"id":1,"\\u0073ecret":2,"a":{"pass\\u0077ord":3}}'],
    ["a text with a name twice", '{"id":1,"secret":2,"secret":4,"a":{"password":3}}'],
  ])("is filtered: %s", (_, body) => {
    expect(redact(hiding, { body })).toEqual({ kind: "body", text: '{"id":1,"a":{}}' })
  })

  it.each([
    ["text that is no JSON", "<p>secret</p>"],
    ["bytes that are no UTF-8", Buffer.from([0x22, 0xff, 0x22])],
    ["JSON with a byte order mark", "\ufeff{}"],
    ["two values", "{}{}"],
    ["a bigint", { id: 1n, a: { b: 1 } }],
    ["a bigint that is shown", { big: 1n }],
  ])("is withheld: %s", (_, body) => {
    expect([redact(hiding, { body }).kind, redact(showing, { body }).kind]).toContain("withheld")
    expect(redact(policyWith("hide **.x"), { body })).toMatchObject({ kind: "withheld" })
  })

  it("is withheld where it holds itself, or nests without end", () => {
    const cycle: Record<string, unknown> = {}
    cycle["a"] = [cycle]
    const deep = "[".repeat(100_000) + "]".repeat(100_000)
    for (const body of [cycle, deep, { a: cycle }]) {
      expect(redact(hiding, { body })).toMatchObject({ kind: "withheld" })
    }
  })

  it("is withheld where reading it fails, and nothing of the failure is told", () => {
    const body = {
      get a(): never {
        throw new Error("password=hunter2")
      },
    }
    expect(redact(hiding, { body })).toEqual({ kind: "withheld", why: "the body could not be filtered" })
    const json = {
      toJSON: (): never => {
        throw new Error("password=hunter2")
      },
    }
    expect(redact(hiding, { body: { json } })).toEqual({
      kind: "withheld",
      why: "the body could not be filtered",
    })
  })

  it("is left as it is where nothing applies", () => {
    expect(
      redact(policyWith("hide a unless support"), {
        body: { a: 1 },
        subject: { id: "s", roles: ["support"] },
      }),
    ).toEqual({ kind: "unchanged" })
    expect(redact(hiding, { body: "" })).toEqual({ kind: "unchanged" })
    expect(redact(hiding, { body: undefined })).toEqual({ kind: "unchanged" })
  })
})

describe("a number of a text", () => {
  const why = "a number of the body has more digits than can be kept"

  it.each([
    '{"id":12345678901234567890}',
    "[9007199254740993]",
    "-9007199254740993",
    '{"a":["x\\"1",0.30000000000000004441]}',
    "1e400",
    "123456789012345678e-3",
    '{"a":1e-400}',
  ])("withholds the body where writing it anew would change it: %s", (body) => {
    expect(redact(hiding, { body })).toEqual({ kind: "withheld", why })
    expect(redact(hiding, { body: Buffer.from(body) })).toEqual({ kind: "withheld", why })
  })

  it.each([
    ['{"id":9007199254740991,"secret":1}', '{"id":9007199254740991}'],
    ['{"id":12345678901234567000}', '{"id":12345678901234567000}'],
    [
      "[1.0,1e2,1.50,100000000000000000000000e-3,-0,0e9,0.000000000000000000]",
      "[1,100,1.5,100000000000000000000,0,0,0]",
    ],
    [
      "[0.30000000000000004,1.7976931348623157e308,5e-324,-1E+2]",
      "[0.30000000000000004,1.7976931348623157e+308,5e-324,-100]",
    ],
    [
      '{"a":"12345678901234567890","b\\"9007199254740993":"\\\\","c":2}',
      '{"a":"12345678901234567890","b\\"9007199254740993":"\\\\","c":2}',
    ],
  ])("is written anew where it stays the same: %s", (body, text) => {
    expect(redact(hiding, { body })).toEqual({ kind: "body", text })
  })
})

describe("a handler's object", () => {
  class Order {
    id = 1
    secret = 2
    #hidden = 3
    get inherited(): number {
      return this.#hidden
    }
  }
  const at = new Date(0)

  it.each([
    ["dates", { at, secret: 1 }],
    ["instances", [new Order()]],
    [
      "`toJSON` that gives its own object",
      { a: { toJSON: () => ({ secret: 1, b: { password: 2, c: at } }) } },
    ],
    ["`toJSON` of the body", { toJSON: () => ({ secret: 1, id: 2 }) }],
    [
      "`toJSON` that gives an object with `toJSON`",
      { a: { toJSON: () => ({ b: 1, toJSON: () => ({ password: 1 }) }) } },
    ],
    [
      "what JSON leaves out",
      { a: undefined, b: () => 1, c: Symbol("c"), d: [undefined, () => 1], secret: 1 },
    ],
    ["numbers that JSON has not", { a: Number.NaN, b: [Infinity], c: -0 }],
    // oxlint-disable-next-line no-new-wrappers -- handlers may
    [
      "wrapped primitives",
      { a: new Number(3), b: new String("x"), c: new Boolean(false), password: new String("y") },
    ],
    ["maps, sets and bytes", { a: new Map([["password", 1]]), b: new Set([1]), c: new Uint8Array([1, 2]) }],
    ["holes", { a: [1, , 3] }], // oxlint-disable-line no-sparse-arrays -- handlers may
    ["an object without prototype", Object.assign(Object.create(null) as object, { id: 1, secret: 2 })],
    ["a member named `__proto__`", JSON.parse('{"__proto__":{"password":1,"a":2},"b":{"__proto__":3}}')],
  ])("leaves as `JSON.stringify` writes it: %s", (_, body) => {
    const wire: unknown = JSON.parse(JSON.stringify(body))
    expect(redact(hiding, { body })).toEqual(redact(hiding, { body: JSON.stringify(wire) }))
    expect(redact(showing, { body })).toEqual(redact(showing, { body: JSON.stringify(wire) }))
  })

  it("is read once, and never changed", () => {
    let reads = 0
    const body = Object.freeze({
      get id(): number {
        reads += 1
        return reads
      },
      a: Object.freeze({ b: 1, password: 2 }),
      secret: 1,
    })
    expect(leaving(hiding, { body })).toEqual({ id: 1, a: { b: 1 } })
    expect(body.a).toEqual({ b: 1, password: 2 })
  })

  it("is judged and sent as one: a row cannot change in between", () => {
    let reads = 0
    const row = {
      get ownerId(): string {
        reads += 1
        return reads === 1 ? "u1" : "u2"
      },
      total: 1,
    }
    const policy = policyWith("each [*] as item: Item { only to owner }")
    expect(leaving(policy, { body: [row], subject: { id: "u1" } })).toEqual([{ ownerId: "u1", total: 1 }])
  })

  it("gives nothing that stands on a prototype", () => {
    expect(leaving(showing, { body: Object.create({ id: 1 }) as object })).toEqual({})
  })
})
