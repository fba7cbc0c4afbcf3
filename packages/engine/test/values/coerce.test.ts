import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { coerce, coerceText } from "../../src/values/coerce.ts"
import type { Type } from "../../src/values/type.ts"

const string: Type = { kind: "string" }
const int: Type = { kind: "int" }
const number: Type = { kind: "number" }
const uuid = "0aB1c2D3-4455-6677-8899-aabbccddeeff"
const list: Type = { kind: "list", element: string }
const record: Type = { kind: "record", name: "Order" }

const accepted: readonly (readonly [unknown, Type, unknown])[] = [
  [true, { kind: "bool" }, true],
  [12, int, 12],
  [12.0, int, 12],
  [Number.MAX_SAFE_INTEGER, int, Number.MAX_SAFE_INTEGER],
  [Number.MIN_SAFE_INTEGER, int, Number.MIN_SAFE_INTEGER],
  [-0, int, 0],
  [1, { kind: "int", min: 1, max: 100 }, 1],
  [100, { kind: "int", min: 1, max: 100 }, 100],
  [1.5, number, 1.5],
  [-0, number, 0],
  [1e300, number, 1e300],
  ["", string, ""],
  ["é😀", string, "é😀"],
  ["😀😀", { kind: "string", max: 2 }, "😀😀"],
  ["paid", { kind: "string", values: ["open", "paid"] }, "paid"],
  ["a-1", { kind: "string", like: "a-*" }, "a-1"],
  ["2024-02-29", { kind: "date" }, "2024-02-29"],
  ["08:30", { kind: "time" }, 510],
  ["2026-01-01T00:00:00Z", { kind: "instant" }, 1767225600000],
  [1767225600, { kind: "instant" }, 1767225600000],
  ["15min", { kind: "duration" }, 900_000],
  [250, { kind: "duration" }, 250],
  ["::ffff:10.0.0.1", { kind: "ip" }, { version: 4, bits: 0x0a000001n }],
  [uuid, { kind: "uuid" }, uuid.toLowerCase()],
  ["https://shop.example/a?b#c", { kind: "url" }, "https://shop.example/a?b#c"],
  ["mailto:ann@example.com", { kind: "url" }, "mailto:ann@example.com"],
  [[1, "a", null], list, [1, "a", null]],
  [[], { kind: "set", element: int }, []],
  [{ id: 1 }, record, { id: 1 }],
  [false, { kind: "json" }, false],
  [0, { kind: "json" }, 0],
  ["x", { kind: "json" }, "x"],
  [[1], { kind: "json" }, [1]],
  [{ a: 1 }, { kind: "json" }, { a: 1 }],
]

const refused: readonly (readonly [unknown, Type])[] = [
  ["true", { kind: "bool" }],
  [1, { kind: "bool" }],
  ["12", int],
  [12.5, int],
  [2 ** 53, int],
  [-(2 ** 53), int],
  [Number.NaN, int],
  [Number.POSITIVE_INFINITY, int],
  [12n, int],
  [0, { kind: "int", min: 1, max: 100 }],
  [101, { kind: "int", min: 1, max: 100 }],
  [Number.NaN, number],
  [Number.NEGATIVE_INFINITY, number],
  ["1.5", number],
  [1, string],
  ["\ud800", string],
  ["a\udc00", string],
  [new String("a"), string],
  [["a"], string],
  ["😀😀a", { kind: "string", max: 2 }],
  ["Paid", { kind: "string", values: ["open", "paid"] }],
  ["b-1", { kind: "string", like: "a-*" }],
  ["2023-02-29", { kind: "date" }],
  ["2026-1-1", { kind: "date" }],
  ["2026-01-01T00:00:00Z", { kind: "date" }],
  [new Date(), { kind: "date" }],
  ["24:00", { kind: "time" }],
  ["8:30", { kind: "time" }],
  ["08:30:00", { kind: "time" }],
  ["2026-01-01", { kind: "instant" }],
  ["15 min", { kind: "duration" }],
  ["min", { kind: "duration" }],
  ["15", { kind: "duration" }],
  ["PT15M", { kind: "duration" }],
  ["-1s", { kind: "duration" }],
  [-1, { kind: "duration" }],
  [Number.NaN, { kind: "duration" }],
  ["10.0.0.256", { kind: "ip" }],
  ["10.0.0.0/8", { kind: "ip" }],
  [167772161, { kind: "ip" }],
  [`${uuid}0`, { kind: "uuid" }],
  [`{${uuid}}`, { kind: "uuid" }],
  [uuid.replaceAll("-", ""), { kind: "uuid" }],
  [uuid.replace("0", "g"), { kind: "uuid" }],
  [uuid.replace("-", "0"), { kind: "uuid" }],
  ["/orders", { kind: "url" }],
  [" https://shop.example/", { kind: "url" }],
  ["java\tscript:alert(1)", { kind: "url" }],
  ["https://", { kind: "url" }],
  ["abc", list],
  [{ length: 1, 0: "a" }, list],
  [new Set(["a"]), list],
  [[], record],
  ["{}", record],
  [Number.NaN, { kind: "json" }],
  [1n, { kind: "json" }],
  [Symbol("a"), { kind: "json" }],
  [() => 1, { kind: "json" }],
  ["10.0.0.0/8", { kind: "cidr" }],
]

const kinds: readonly Type[] = [...new Map(accepted.map(([, type]) => [JSON.stringify(type), type])).values()]

describe("raw values", () => {
  it.each(accepted)("%j is %j: %o", (raw, type, expected) => {
    expect(coerce(raw, type)).toStrictEqual(expected)
  })

  it.each(refused)("%o is no %j", (raw, type) => {
    expect(coerce(raw, type)).toBeUndefined()
  })

  it.each(kinds)("null and nothing are no %j", (type) => {
    expect(coerce(null, type)).toBeUndefined()
    expect(coerce(undefined, type)).toBeUndefined()
  })

  it("never throw, whatever they are", () => {
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    const hostile = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error("no")
        },
      },
    )
    for (const type of kinds) {
      expect(() => coerce(proxy, type)).not.toThrow()
      expect(() => coerce(hostile, type)).not.toThrow()
    }
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withBigInt: true, withTypedArray: true }),
        fc.constantFrom(...kinds),
        (raw, type) => {
          coerce(raw, type)
        },
      ),
    )
  })
})

describe("texts", () => {
  it.each([
    ["0", int, 0],
    ["-1", int, -1],
    ["9007199254740991", int, Number.MAX_SAFE_INTEGER],
    ["-9007199254740991", int, Number.MIN_SAFE_INTEGER],
    ["20", { kind: "int", min: 1, max: 100 }, 20],
    ["1.50", number, 1.5],
    ["-0", number, 0],
    ["1e3", number, 1000],
    ["0.5E-1", number, 0.05],
    ["true", { kind: "bool" }, true],
    ["false", { kind: "bool" }, false],
    ["12", string, "12"],
    [uuid, { kind: "uuid" }, uuid.toLowerCase()],
    ["15min", { kind: "duration" }, 900_000],
  ] as const)("`%s` is %j: %o", (text, type, expected) => {
    expect(coerceText(text, type as Type)).toStrictEqual(expected)
  })

  it.each([
    ["", int],
    ["-", int],
    ["-0", int],
    ["00", int],
    ["01", int],
    ["+1", int],
    ["1.0", int],
    ["1e3", int],
    [" 1", int],
    ["1 ", int],
    ["1_000", int],
    ["0x10", int],
    ["١", int],
    ["9007199254740992", int],
    ["-9007199254740992", int],
    ["99999999999999999999", int],
    ["101", { kind: "int", min: 1, max: 100 }],
    ["", number],
    [".5", number],
    ["5.", number],
    ["01.5", number],
    ["1e", number],
    ["1e+", number],
    ["NaN", number],
    ["Infinity", number],
    ["1e999", number],
    ["TRUE", { kind: "bool" }],
    ["1", { kind: "bool" }],
    ["", { kind: "bool" }],
    ["a", list],
  ] as const)("`%s` is no %j", (text, type) => {
    expect(coerceText(text, type as Type)).toBeUndefined()
  })

  it("are ints exactly when the language's pattern says so", () => {
    const digit = fc.constantFrom("-", "0", "1", "9", "5", ".", "e")
    fc.assert(
      fc.property(fc.array(digit, { maxLength: 17 }), (parts) => {
        const text = parts.join("")
        const fits = /^(0|-?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text))
        expect(coerceText(text, int)).toBe(fits ? Number(text) : undefined)
      }),
      { numRuns: 2000 },
    )
  })

  it("are numbers exactly when they are JSON", () => {
    const character = fc.constantFrom("-", "0", "1", "9", ".", "e", "E", "+")
    fc.assert(
      fc.property(fc.array(character, { maxLength: 8 }), (parts) => {
        const text = parts.join("")
        const fits =
          /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(text) && Number.isFinite(Number(text))
        expect(coerceText(text, number)).toBe(fits ? Number(text) + 0 : undefined)
      }),
      { numRuns: 5000 },
    )
  })
})
