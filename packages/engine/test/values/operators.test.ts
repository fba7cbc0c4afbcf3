import { describe, expect, it } from "vitest"
import { parseAddress } from "../../src/values/address.ts"
import { compare, equals, inRange, mirrored } from "../../src/values/compare.ts"
import { coerce } from "../../src/values/coerce.ts"
import { contains, inList, sizeOf } from "../../src/values/list.ts"
import { tlsVersionOf } from "../../src/values/tls.ts"
import { typeText } from "../../src/values/type-text.ts"
import type { Type, Value } from "../../src/values/type.ts"

const ip = (text: string): Value | undefined => parseAddress(text)
const string: Type = { kind: "string" }
const int: Type = { kind: "int" }

describe("comparisons", () => {
  it.each([
    [1, 2, "<"],
    [2, 2, "="],
    [3, 2, ">"],
    [-1.5, 0, "<"],
    ["a", "b", "<"],
    ["a", "a", "="],
    ["a", "A", ">"],
    ["10", "9", "<"],
    ["\uffff", "😀", "<"],
    [ip("10.0.0.1"), ip("10.0.0.2"), "<"],
    [ip("10.0.0.1"), ip("::ffff:10.0.0.1"), "="],
    [ip("::2"), ip("::1"), ">"],
  ] as const)("%o, %o: %s", (left, right, order) => {
    expect(compare("==", left, right)).toBe(order === "=")
    expect(compare("!=", left, right)).toBe(order !== "=")
    expect(compare("<", left, right)).toBe(order === "<")
    expect(compare("<=", left, right)).toBe(order !== ">")
    expect(compare(">", left, right)).toBe(order === ">")
    expect(compare(">=", left, right)).toBe(order !== "<")
  })

  it.each(["==", "!=", "<", "<=", ">", ">="] as const)("%s of what is missing is unknown", (operator) => {
    expect(compare(operator, undefined, 1)).toBeUndefined()
    expect(compare(operator, 1, undefined)).toBeUndefined()
    expect(compare(operator, undefined, undefined)).toBeUndefined()
  })

  it("know no order of truth, of lists, and of texts with numbers", () => {
    expect(compare("<", false, true)).toBeUndefined()
    expect(compare("<", [1], [2])).toBeUndefined()
    expect(compare("<", "1", 2)).toBeUndefined()
    expect(compare("==", false, true)).toBe(false)
    expect(compare("==", true, true)).toBe(true)
    expect(equals(1, "1")).toBe(false)
    expect(equals([1], [1])).toBeUndefined()
    expect(equals({ a: 1 }, { a: 1 })).toBeUndefined()
    expect(equals({ a: 1 }, 1)).toBeUndefined()
  })

  it("take addresses of two families for different, in no order", () => {
    const [four, six] = [ip("10.0.0.1"), ip("::a00:1")]
    expect(equals(four, six)).toBe(false)
    expect(compare("!=", four, six)).toBe(true)
    for (const operator of ["<", "<=", ">", ">="] as const) expect(compare(operator, four, six)).toBe(false)
    expect(inRange(six, ip("0.0.0.0"), ip("255.255.255.255"))).toBe(false)
    expect(inRange(four, ip("0.0.0.0"), ip("255.255.255.255"))).toBe(true)
  })

  it("do not throw on what data pretends to be", () => {
    const hostile = new Proxy(
      {},
      {
        has: () => {
          throw new Error("no")
        },
      },
    )
    expect(equals(hostile, hostile)).toBeUndefined()
    expect(equals({ bits: "1", version: 4 }, { bits: "1", version: 4 })).toBeUndefined()
  })

  it.each([
    [1, 1, 3, true],
    [3, 1, 3, true],
    [0, 1, 3, false],
    [4, 1, 3, false],
    [undefined, 1, 3, undefined],
    [2, undefined, 3, undefined],
    // One end is enough to say no.
    [4, undefined, 3, false],
    ["b", "a", "c", true],
  ])("%s in %s .. %s: %s", (item, low, high, expected) => {
    expect(inRange(item, low, high)).toBe(expected)
  })
})

describe("lists", () => {
  it.each([
    ["a", ["a", "b"], string, true],
    ["c", ["a", "b"], string, false],
    ["a", [], string, false],
    ["a", ["b", 1], string, undefined],
    ["a", ["b", null], string, undefined],
    ["a", [1, "a"], string, true],
    [1, [1.0], int, true],
    [1, ["1"], int, undefined],
    [undefined, ["a"], string, undefined],
    // A missing operand is unknown before the list is looked at.
    [undefined, [], string, undefined],
    ["a", "abc", string, undefined],
    ["a", undefined, string, undefined],
    ["a", { 0: "a", length: 1 }, string, undefined],
  ] as const)("%s in %o as %o: %s", (item, list, type, expected) => {
    expect(inList(item, list, type)).toBe(expected)
  })

  it("take an element that throws for a missing one", () => {
    const list = ["a"]
    Object.defineProperty(list, 0, {
      get: () => {
        throw new Error("no")
      },
    })
    expect(inList("a", list, string)).toBeUndefined()
    list.push("a")
    expect(inList("a", list, string)).toBe(true)
  })

  it.each([
    ["abc", "b", string, true],
    ["abc", "", string, true],
    ["abc", "B", string, false],
    ["abc", 1, string, undefined],
    ["abc", undefined, string, undefined],
    ["\ud800a", "a", string, undefined],
    [["a", "b"], "b", string, true],
    [["a", "b"], "c", string, false],
    [["a", 1], "c", string, undefined],
    [["2026-01-01T00:00:00Z"], "2026-01-01T01:00:00+01:00", { kind: "instant" }, true],
    [["a"], undefined, string, undefined],
    [7, "7", string, undefined],
    [undefined, "a", string, undefined],
  ] as const)("%o contains %o as %o: %s", (left, right, type, expected) => {
    expect(contains(left, coerce(right, type), type)).toBe(expected)
  })

  it.each([
    [[], 0],
    [[null, null], 2],
    ["", 0],
    ["a😀", 2],
    ["\ud800", undefined],
    [{ a: 1 }, undefined],
    [12, undefined],
    [null, undefined],
  ])("size of %o: %s", (raw, expected) => {
    expect(sizeOf(raw)).toBe(expected)
  })
})

describe("TLS versions", () => {
  it.each([
    [1.3, 1.3],
    ["1.3", 1.3],
    ["TLSv1.3", 1.3],
    ["TLSv1.2", 1.2],
    [1.2, 1.2],
    ["TLSv1", 1],
    ["TLSv1.0", 1],
    [1, 1],
    ["1.0", 1],
  ])("%s is %s", (raw, expected) => {
    expect(tlsVersionOf(raw)).toBe(expected)
  })

  it.each([
    ["SSLv3"],
    ["tlsv1.3"],
    ["TLSv1.3 "],
    [99],
    ["99"],
    [13],
    [Number.NaN],
    [true],
    [null],
    [undefined],
    [["1.3"]],
  ])("%o is none", (raw) => {
    expect(tlsVersionOf(raw)).toBeUndefined()
  })
})

describe("types in words", () => {
  it.each([
    [{ kind: "uuid" }, "uuid"],
    [{ kind: "int", min: 1, max: 100 }, "int(1..100)"],
    [{ kind: "string", values: ["a", 'b"'] }, 'string("a", "b\\"")'],
    [{ kind: "string", like: "a-*" }, 'string(like "a-*")'],
    [{ kind: "string", max: 20 }, "string(max 20)"],
    [{ kind: "list", element: { kind: "set", element: string } }, "list of set of string"],
    [{ kind: "record", name: "Order" }, "Order"],
    [{ kind: "record" }, "record"],
  ] as const)("%j is `%s`", (type, expected) => {
    expect(typeText(type)).toBe(expected)
  })
})

it.each(["==", "!=", "<", "<=", ">", ">="] as const)("says the same of exchanged sides: %s", (operator) => {
  for (const [left, right] of [
    [1, 2],
    [2, 2],
    [3, 2],
  ] as const)
    expect(compare(mirrored[operator], right, left)).toBe(compare(operator, left, right))
})
