import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseJson } from "../../src/http/json.ts"

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth)

describe("JSON with one meaning", () => {
  it("is read as `JSON.parse` reads it", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJson(text)).toEqual({ kind: "json", value: JSON.parse(text) })
        expect(parseJson(Buffer.from(text))).toEqual({ kind: "json", value: JSON.parse(text) })
      }),
    )
  })

  it.each([
    ["a name twice", '{"a":1,"a":2}'],
    ["a name twice, one escaped", '{"a":1,"\\u0061":2}'],
    ["a name twice, deep inside", '[{"x":{"a":{"b":1},"c":[{"d":1,"d":{}}]}}]'],
    ["a name twice whose first value holds names", '{"a":{"b":1,"c":2},"a":1}'],
    ["`__proto__` twice", '{"__proto__":1,"__proto__":2}'],
    ["a number as array index twice", '{"1":1,"1":2}'],
  ])("is not %s", (_, text) => {
    expect(parseJson(text)).toEqual({ kind: "malformed", why: "an object has a name twice" })
  })

  it.each([
    '{"a":{"a":1},"b":[{"a":1},{"a":2}]}',
    '{"a":"x:y","b":"{\\":\\"}","c\\"":"\\\\"}',
    '{"A":1,"a":2}',
    '{"__proto__":{"admin":true},"constructor":1}',
    '{"1":1,"01":2}',
  ])("is the harmless %s", (text) => {
    expect(parseJson(text).kind).toBe("json")
  })

  it("keeps `__proto__` a member like any other", () => {
    const result = parseJson('{"__proto__":{"admin":true}}')
    const value = result.kind === "json" ? (result.value as Record<string, unknown>) : {}
    expect(Object.keys(value)).toEqual(["__proto__"])
    expect(value["admin"]).toBeUndefined()
  })

  it.each([
    ["a lone continuation byte", bytes(0x22, 0x80, 0x22)],
    ["an overlong slash", bytes(0x22, 0xc0, 0xaf, 0x22)],
    ["a surrogate in UTF-8", bytes(0x22, 0xed, 0xa0, 0x80, 0x22)],
  ])("is not %s", (_, source) => {
    expect(parseJson(source)).toEqual({ kind: "malformed", why: "the text is not UTF-8" })
  })

  it.each(["", " ", "\ufeff{}", "{", "{a:1}", "[1,]", "01", "NaN", "'a'", '{"a":1}x', '"\u0001"'])(
    "is not `%s`",
    (text) => {
      expect(parseJson(text)).toEqual({ kind: "malformed", why: "the text is not JSON" })
    },
  )

  it("is bounded in depth, and a million brackets cost nothing", () => {
    expect(parseJson(nested(64)).kind).toBe("json")
    expect(parseJson(nested(65)).kind).toBe("malformed")
    expect(parseJson("[".repeat(1_000_000)).kind).toBe("malformed")
    expect(parseJson(`"${"[".repeat(100)}"`).kind).toBe("json")
  })
})
