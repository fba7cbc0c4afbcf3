import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { codePointLength, compareText, isWellFormed, like, likeTokens } from "../../src/values/text.ts"

/** As the definition says it, with every split of the text tried. */
function likeByDefinition(text: readonly string[], pattern: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return text.length === 0
  if (first === "*")
    return text.some((_, index) => likeByDefinition(text.slice(index), rest)) || likeByDefinition([], rest)
  return text.length > 0 && (first === "?" || first === text[0]) && likeByDefinition(text.slice(1), rest)
}

describe("like", () => {
  it.each([
    ["", "", true],
    ["a", "", false],
    ["", "*", true],
    ["", "?", false],
    ["abc", "abc", true],
    ["abcd", "abc", false],
    ["ab", "abc", false],
    ["ABC", "abc", false],
    ["abc", "a*", true],
    ["abc", "*c", true],
    ["abc", "*b", false],
    ["abc", "a?c", true],
    ["ac", "a?c", false],
    ["abc", "a**c", true],
    ["abcabc", "*abc", true],
    ["aab", "*ab", true],
    ["a.b", "a.b", true],
    ["axb", "a.b", false],
    ["a-1-2", "a-*-?", true],
    ["a-1-22", "a-*-?", false],
    ["*", "\\*", true],
    ["x", "\\*", false],
    ["?", "\\?", true],
    ["\\", "\\\\", true],
    ["a*b", "a\\*?", true],
    ["😀", "?", true],
    ["😀", "??", false],
    ["a😀b", "a?b", true],
    ["😀😀", "*😀", true],
    // Not normalised: two code points are not the one that looks like them.
    ["e\u0301", "\u00e9", false],
    ["e\u0301", "??", true],
    ["line\nbreak", "line*", true],
  ])("`%s` like `%s`: %s", (text, pattern, expected) => {
    expect(like(text, pattern)).toBe(expected)
  })

  it.each(["\\", "a\\", "\\a", "\\ ", "*\\d", "\ud800", "a\udc00b"])(
    "refuses the pattern `%s`",
    (pattern) => {
      expect(likeTokens(pattern)).toBeUndefined()
      expect(() => like("a", pattern)).toThrow("not checked")
    },
  )

  it("is what its definition says", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "😀"), { maxLength: 8 })
    const pattern = fc.array(fc.constantFrom("a", "b", "😀", "*", "?"), { maxLength: 6 })
    fc.assert(
      fc.property(letters, pattern, (text, parts) => {
        expect(like(text.join(""), parts.join(""))).toBe(likeByDefinition(text, parts))
      }),
      { numRuns: 2000 },
    )
  })

  it("takes a time that grows with the text and no faster", () => {
    const pattern = `${"*a".repeat(12)}b`
    const timeOf = (length: number): number => {
      const text = "a".repeat(length)
      const start = performance.now()
      expect(like(text, pattern)).toBe(false)
      return performance.now() - start
    }
    timeOf(10_000)
    // Quadratic growth would make a million characters take minutes.
    expect(timeOf(1_000_000)).toBeLessThan(2000)
  })
})

describe("code points", () => {
  it.each([
    ["", 0],
    ["abc", 3],
    ["é", 1],
    ["e\u0301", 2],
    ["😀", 1],
    ["👩‍👧", 3],
  ])("`%s` has %i", (text, count) => {
    expect(codePointLength(text)).toBe(count)
  })

  it("are what Array.from counts, surrogates alone included", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(codePointLength(text)).toBe(Array.from(text).length)
        expect(isWellFormed(text)).toBe(!/[\ud800-\udfff]/u.test(text))
      }),
    )
  })

  it("order texts, not UTF-16 units", () => {
    expect(compareText("\uffff", "😀")).toBeLessThan(0)
    expect(["😀", "\uffff"].toSorted()).toEqual(["😀", "\uffff"])
    expect(compareText("a", "ab")).toBeLessThan(0)
    expect(compareText("Z", "a")).toBeLessThan(0)
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (left, right) => {
        if (!isWellFormed(left) || !isWellFormed(right)) return
        const order = Buffer.compare(Buffer.from(left), Buffer.from(right))
        // UTF-8 keeps the order of code points.
        expect(Math.sign(compareText(left, right))).toBe(order)
      }),
      { numRuns: 1000 },
    )
  })
})
