import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { alignmentDistance, distanceWithin, nearest } from "../../src/diagnostics/suggest.ts"

describe("the distance of two texts", () => {
  test.each([
    ["", "", 0],
    ["", "abc", 3],
    ["custmer", "customer", 1],
    ["cusotmer", "customer", 1],
    ["customer", "custommer", 1],
    ["kitten", "sitting", 3],
    // A swap and an insertion inside it are three edits where no stretch is edited twice.
    ["ca", "abc", 3],
    ["\u{1f600}", "\u{1f601}", 1],
  ])("%s and %s is %i", (left, right, distance) => {
    expect(alignmentDistance(left, right)).toBe(distance)
  })

  test("is the same both ways, nothing only between equals, and never more than the longer text", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 })
    fc.assert(
      fc.property(word, word, (left, right) => {
        const distance = alignmentDistance(left, right)
        expect(distance).toBe(alignmentDistance(right, left))
        expect(distance === 0).toBe(left === right)
        expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length))
        expect(distanceWithin(left, right, distance)).toBe(true)
        expect(distanceWithin(left, right, distance - 1)).toBe(false)
      }),
    )
  })
})

describe("the nearest name", () => {
  const roles = ["customer", "support", "admin", "service", "owner"]

  test.each([
    ["custmer", "customer"],
    ["suport", "support"],
    ["sevrice", "service"],
    ["Admin", "admin"],
    ["ADMIN", "admin"],
    ["onwer", "owner"],
    ["manager", undefined],
    ["x", undefined],
    ["", undefined],
    ["a".repeat(100_000), undefined],
  ])("to %.20s is %s", (name, meant) => {
    expect(nearest(name, roles)).toBe(meant)
  })

  test("does not depend on the order of the candidates", () => {
    expect(nearest("rat", ["cat", "bat", "oat"])).toBe("bat")
    expect(nearest("rat", ["oat", "cat", "bat"])).toBe("bat")
  })

  test("is the nearer of two that are near", () => {
    expect(nearest("customers", ["costumer", "customer"])).toBe("customer")
  })
})
