import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createMemoryStore } from "../../src/quota/memory-store.ts"
import { chargeOf, limitOf } from "./limits.ts"

interface Use {
  readonly time: number
  readonly cost: number
}

/** Requests at growing times, some at once, some about a window apart: where limiters break. */
const requests = (windowMilliseconds: number): fc.Arbitrary<readonly Use[]> =>
  fc
    .array(
      fc.record({
        gap: fc.oneof(
          { weight: 4, arbitrary: fc.constant(0) },
          { weight: 3, arbitrary: fc.integer({ min: 1, max: Math.ceil(windowMilliseconds / 5) }) },
          { weight: 2, arbitrary: fc.integer({ min: windowMilliseconds - 3, max: windowMilliseconds + 3 }) },
        ),
        cost: fc.integer({ min: 1, max: 3 }),
      }),
      { maxLength: 120 },
    )
    .map((steps) => {
      let time = 1_000_003
      return steps.map(({ gap, cost }) => ({ time: (time += gap), cost }))
    })

/** The most that was admitted in any closed interval of the window's length. */
function busiest(admitted: readonly Use[], windowMilliseconds: number): number {
  return admitted.reduce((most, first) => {
    const inside = admitted.filter(
      ({ time }) => time >= first.time && time <= first.time + windowMilliseconds,
    )
    return Math.max(
      most,
      inside.reduce((sum, { cost }) => sum + cost, 0),
    )
  }, 0)
}

/** What an exact log of the admitted uses still counts. */
function logged(admitted: readonly Use[], now: number, windowMilliseconds: number): number {
  return admitted.reduce((sum, { time, cost }) => (time > now - windowMilliseconds ? sum + cost : sum), 0)
}

describe.each([
  { count: 5, windowMilliseconds: 1000 },
  { count: 1, windowMilliseconds: 997 },
  { count: 12, windowMilliseconds: 60_000 },
  { count: 3, windowMilliseconds: 40 },
  { count: 4, windowMilliseconds: 365 * 86_400_000 },
])("$count in $windowMilliseconds ms", (terms) => {
  const { count, windowMilliseconds } = terms
  const limit = limitOf(terms)

  it("admits no more in any interval, and no later than an eighth of the window after an exact log", () => {
    fc.assert(
      fc.property(requests(windowMilliseconds), (uses) => {
        const store = createMemoryStore({ clock: "given" })
        const admitted: Use[] = []
        for (const use of uses) {
          const { time, cost } = use
          const outcome = store.charge([chargeOf(limit, "k", cost)], time)
          const late = time - Math.floor(windowMilliseconds / 8)
          const fitsLog = cost <= count && logged(admitted, late, windowMilliseconds) + cost <= count
          // Uses after `late` are in no log of that time: only if there are none must the answer be yes.
          const isQuiet = admitted.every((earlier) => earlier.time <= late)
          expect(outcome.kind === "admitted" || !fitsLog || !isQuiet).toBe(true)
          if (outcome.kind === "admitted") admitted.push(use)
        }
        expect(busiest(admitted, windowMilliseconds)).toBeLessThanOrEqual(count)
      }),
      { numRuns: 150 },
    )
  })

  it("says when the same request is admitted, exactly", () => {
    fc.assert(
      fc.property(requests(windowMilliseconds), (uses) => {
        const store = createMemoryStore({ clock: "given" })
        for (const { time } of uses) {
          const outcome = store.charge([chargeOf(limit)], time)
          if (outcome.kind !== "refused") continue
          const { retryMilliseconds } = outcome
          expect(store.charge([chargeOf(limit)], time + retryMilliseconds - 1).kind).toBe("refused")
          expect(store.charge([chargeOf(limit)], time + retryMilliseconds).kind).toBe("admitted")
          return
        }
      }),
    )
  })
})

describe("a window", () => {
  const limit = limitOf({ count: 3, windowMilliseconds: 1000 })

  it("takes all at once, and tells what is left", () => {
    const store = createMemoryStore({ clock: "given" })
    const left = [1, 2, 3, 4].map(() => {
      const outcome = store.charge([chargeOf(limit)], 5000)
      return outcome.kind === "unavailable"
        ? []
        : outcome.standings.map(({ admitted, remaining }) => [admitted, remaining])
    })
    expect(left).toEqual([[[true, 2]], [[true, 1]], [[true, 0]], [[false, 0]]])
  })

  it("keeps keys apart", () => {
    const store = createMemoryStore({ clock: "given" })
    for (let use = 0; use < 3; use += 1) store.charge([chargeOf(limit, "a")], 5000)
    expect(store.charge([chargeOf(limit, "a")], 5000).kind).toBe("refused")
    expect(store.charge([chargeOf(limit, "b")], 5000).kind).toBe("admitted")
  })

  it("never takes a cost above its count, and takes one that is equal", () => {
    const store = createMemoryStore({ clock: "given" })
    expect(store.charge([chargeOf(limit, "k", 4)], 5000)).toMatchObject({
      kind: "refused",
      retryMilliseconds: 1000,
    })
    expect(store.charge([chargeOf(limit, "k", 3)], 5000).kind).toBe("admitted")
  })

  it("goes on counting when the given clock goes back", () => {
    const store = createMemoryStore({ clock: "given" })
    for (let use = 0; use < 3; use += 1) store.charge([chargeOf(limit)], 50_000)
    expect(store.charge([chargeOf(limit)], 10).kind).toBe("refused")
    expect(store.charge([chargeOf(limit)], Number.NaN).kind).toBe("refused")
    expect(store.charge([chargeOf(limit)], 52_000).kind).toBe("admitted")
  })

  it("follows a clock that nobody sets unless told otherwise", () => {
    const store = createMemoryStore()
    for (let use = 0; use < 3; use += 1) store.charge([chargeOf(limit)], 5000)
    expect(store.charge([chargeOf(limit)], 5_000_000).kind).toBe("refused")
  })
})

describe("burst", () => {
  const limit = limitOf({ count: 60, windowMilliseconds: 60_000, burst: 5 })

  it("takes so many back to back, and the rest evenly", () => {
    const store = createMemoryStore({ clock: "given" })
    const admittedAt = (time: number): number => {
      let admitted = 0
      while (store.charge([chargeOf(limit)], time).kind === "admitted") admitted += 1
      return admitted
    }
    expect([0, 999, 1000, 2000, 2500, 4000].map((offset) => admittedAt(1_000_000 + offset))).toEqual([
      5, 0, 1, 1, 0, 2,
    ])
  })

  it("keeps the window's promise too", () => {
    const store = createMemoryStore({ clock: "given" })
    let admitted = 0
    for (let time = 0; time <= 60_000; time += 100) {
      if (store.charge([chargeOf(limit)], 1_000_000 + time).kind === "admitted") admitted += 1
    }
    // A full bucket and a minute's refill would be 65.
    expect(admitted).toBe(60)
  })

  it("is tried with its own answer to when", () => {
    const store = createMemoryStore({ clock: "given" })
    for (let use = 0; use < 5; use += 1) store.charge([chargeOf(limit)], 7000)
    expect(store.charge([chargeOf(limit, "k", 2)], 7000)).toMatchObject({
      kind: "refused",
      retryMilliseconds: 2000,
    })
    expect(store.charge([chargeOf(limit, "k", 2)], 8999).kind).toBe("refused")
    expect(store.charge([chargeOf(limit, "k", 2)], 9000).kind).toBe("admitted")
  })
})
