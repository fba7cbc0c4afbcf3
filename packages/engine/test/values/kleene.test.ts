import { describe, expect, it } from "vitest"
import { and, anyOf, everyOf, not, or } from "../../src/values/kleene.ts"
import type { Truth } from "../../src/values/type.ts"

const truths: readonly Truth[] = [true, false, undefined]
/** Kleene's order: false < unknown < true; `and` is the least, `or` the greatest. */
const rank = (truth: Truth): number => (truth === undefined ? 1 : truth ? 2 : 0)
const pairs = truths.flatMap((left) => truths.map((right): [Truth, Truth] => [left, right]))

describe("Kleene logic", () => {
  it.each(pairs)("%s, %s", (left, right) => {
    expect(rank(and(left, right))).toBe(Math.min(rank(left), rank(right)))
    expect(rank(or(left, right))).toBe(Math.max(rank(left), rank(right)))
    expect(not(and(left, right))).toBe(or(not(left), not(right)))
  })

  it("keeps unknown under not", () => {
    expect(truths.map(not)).toEqual([false, true, undefined])
  })

  it.each([
    [[], false, true],
    [[false, undefined], undefined, false],
    [[undefined, true], true, undefined],
    [[false], false, false],
    [[true], true, true],
    [[undefined], undefined, undefined],
  ] as const)("over %j: any %s, every %s", (list, any, every) => {
    expect(anyOf<Truth>(list, (truth) => truth)).toBe(any)
    expect(everyOf<Truth>(list, (truth) => truth)).toBe(every)
  })
})
