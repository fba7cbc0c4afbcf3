import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createMemoryStore } from "../../src/quota/memory-store.ts"
import { chargeOf, limitOf } from "./limits.ts"

const narrow = limitOf({ id: "narrow", count: 2, windowMilliseconds: 1000 })
const wide = limitOf({ id: "wide", count: 5, windowMilliseconds: 10_000 })

describe("several limits", () => {
  it("charge all or none", () => {
    const store = createMemoryStore({ clock: "given" })
    const both = [chargeOf(narrow), chargeOf(wide)]
    const kinds = Array.from({ length: 10 }, () => store.charge(both, 5000).kind)
    expect(kinds.filter((kind) => kind === "admitted")).toHaveLength(2)
    // Eight refusals by `narrow` took nothing of `wide`.
    const left = Array.from({ length: 4 }, () => store.charge([chargeOf(wide)], 5000).kind)
    expect(left).toEqual(["admitted", "admitted", "admitted", "refused"])
  })

  it("never charge more than was admitted, in any order", () => {
    const step = fc.record({
      gap: fc.integer({ min: 0, max: 600 }),
      order: fc.boolean(),
      key: fc.constantFrom("a", "b"),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [store, alone] = [createMemoryStore({ clock: "given" }), createMemoryStore({ clock: "given" })]
        let time = 1000
        for (const { gap, order, key } of steps) {
          time += gap
          const both = [chargeOf(narrow, key), chargeOf(wide, "shared")]
          const { kind } = store.charge(order ? both : both.toReversed(), time)
          // A store that saw the admitted requests only admits them too: a refused one left no trace.
          expect(kind === "admitted" ? alone.charge(both, time).kind : kind).toBe(kind)
        }
      }),
    )
  })

  it("tell of each whether it would have admitted, and wait for the slowest", () => {
    const store = createMemoryStore({ clock: "given" })
    for (let use = 0; use < 2; use += 1) store.charge([chargeOf(narrow), chargeOf(wide)], 5000)
    const outcome = store.charge([chargeOf(narrow), chargeOf(wide)], 5000)
    expect(outcome).toMatchObject({
      kind: "refused",
      standings: [
        { admitted: false, remaining: 0 },
        { admitted: true, remaining: 3 },
      ],
    })
  })
})

describe("count refused", () => {
  const counting = limitOf({ count: 2, windowMilliseconds: 1000, countRefused: true })
  const forgiving = limitOf({ count: 2, windowMilliseconds: 1000 })

  it.each([
    { limit: counting, after: "refused" },
    { limit: forgiving, after: "admitted" },
  ])("keeps out who goes on trying: $after", ({ limit, after }) => {
    const store = createMemoryStore({ clock: "given" })
    for (let time = 5000; time <= 6400; time += 100) {
      if (time < 6100) store.charge([chargeOf(limit)], time)
    }
    expect(store.charge([chargeOf(limit)], 6600).kind).toBe(after)
  })
})

describe("then block", () => {
  const limit = limitOf({ count: 2, windowMilliseconds: 1000, blockMilliseconds: 60_000 })

  it("refuses for as long after the first refusal, and is not made longer", () => {
    const store = createMemoryStore({ clock: "given" })
    for (let use = 0; use < 2; use += 1) store.charge([chargeOf(limit)], 5000)
    expect(store.charge([chargeOf(limit)], 5000)).toMatchObject({
      kind: "refused",
      retryMilliseconds: 60_000,
    })
    expect(store.charge([chargeOf(limit)], 50_000)).toMatchObject({
      kind: "refused",
      retryMilliseconds: 15_000,
    })
    expect(store.charge([chargeOf(limit)], 64_999).kind).toBe("refused")
    expect(store.charge([chargeOf(limit)], 65_000).kind).toBe("admitted")
  })

  it("does not block for another limit's refusal", () => {
    const store = createMemoryStore({ clock: "given" })
    const other = limitOf({ id: "other", count: 1, windowMilliseconds: 1000 })
    for (let use = 0; use < 3; use += 1) store.charge([chargeOf(other), chargeOf(limit)], 5000)
    expect(store.charge([chargeOf(limit)], 5000).kind).toBe("admitted")
  })
})

describe("refund", () => {
  it.each([
    ["window", limitOf({ count: 1, windowMilliseconds: 1000 })],
    ["burst", limitOf({ count: 4, windowMilliseconds: 1000, burst: 1 })],
    ["calendar", limitOf({ count: 1, windowMilliseconds: 86_400_000, calendar: "Europe/Berlin" })],
  ])("takes back what was charged: %s", (_, limit) => {
    const store = createMemoryStore({ clock: "given" })
    const outcome = store.charge([chargeOf(limit)], 5000)
    expect(store.charge([chargeOf(limit)], 5100).kind).toBe("refused")
    store.refund(outcome)
    expect(store.charge([chargeOf(limit)], 5100).kind).toBe("admitted")
    expect(store.charge([chargeOf(limit)], 5100).kind).toBe("refused")
  })

  it("leaves what counts refused requests", () => {
    const store = createMemoryStore({ clock: "given" })
    const limit = limitOf({ count: 1, windowMilliseconds: 1000, countRefused: true })
    store.refund(store.charge([chargeOf(limit)], 5000))
    expect(store.charge([chargeOf(limit)], 5100).kind).toBe("refused")
  })
})

describe("a full store", () => {
  const limit = limitOf({ count: 2, windowMilliseconds: 1000 })

  it("never forgets who has used up a limit", () => {
    const store = createMemoryStore({ clock: "given", maxKeys: 100 })
    for (let use = 0; use < 2; use += 1) store.charge([chargeOf(limit, "offender")], 5000)
    for (let stranger = 0; stranger < 5000; stranger += 1)
      store.charge([chargeOf(limit, `s${stranger}`)], 5000)
    expect(store.size()).toBeLessThanOrEqual(100)
    expect(store.charge([chargeOf(limit, "offender")], 5100).kind).toBe("refused")
  })

  it("gives no newcomer more than the limit, before and after there is room again", () => {
    const store = createMemoryStore({ clock: "given", maxKeys: 10 })
    const admitted: number[] = []
    for (let old = 0; old < 10; old += 1) store.charge([chargeOf(limit, `old${old}`)], 5000)
    for (let time = 5500; time < 9000; time += 50) {
      if (store.charge([chargeOf(limit, "newcomer")], time).kind === "admitted") admitted.push(time)
    }
    for (const first of admitted) {
      expect(admitted.filter((time) => time >= first && time <= first + 1000).length).toBeLessThanOrEqual(2)
    }
    expect(admitted.length).toBeGreaterThanOrEqual(5)
  })

  it("takes newcomers on their own again once others are idle", () => {
    const store = createMemoryStore({ clock: "given", maxKeys: 10 })
    for (let old = 0; old < 3000; old += 1) store.charge([chargeOf(limit, `old${old}`)], 5000)
    const kinds = Array.from(
      { length: 10 },
      (_, index) => store.charge([chargeOf(limit, `new${index}`, 2)], 20_000).kind,
    )
    expect(new Set(kinds)).toEqual(new Set(["admitted"]))
    expect(store.size()).toBe(10)
  })

  it("forgets idle keys of other limits too", () => {
    const store = createMemoryStore({ clock: "given", maxKeys: 10 })
    const other = limitOf({ id: "other", count: 1, windowMilliseconds: 1000 })
    for (let old = 0; old < 10; old += 1) store.charge([chargeOf(other, `old${old}`)], 5000)
    store.charge([chargeOf(limit, "newcomer")], 20_000)
    expect(store.size()).toBeLessThan(10)
  })
})

describe("limits that come and go", () => {
  it("leave nothing behind once none of their counters counts", () => {
    const store = createMemoryStore({ clock: "given" })
    for (let turn = 0; turn < 1000; turn += 1) {
      const limit = limitOf({ id: `limit ${turn}`, count: 2, windowMilliseconds: 1000 })
      store.charge([chargeOf(limit)], turn * 2000)
    }
    expect(store.size()).toBe(1)
  })

  it("are not forgotten while they count", () => {
    const store = createMemoryStore({ clock: "given" })
    for (let use = 0; use < 2; use += 1) store.charge([chargeOf(narrow)], 5000)
    for (let turn = 0; turn < 100; turn += 1) {
      store.charge([chargeOf(limitOf({ id: `limit ${turn}`, count: 2, windowMilliseconds: 1000 }))], 5000)
    }
    expect(store.charge([chargeOf(narrow)], 5500).kind).toBe("refused")
  })
})
