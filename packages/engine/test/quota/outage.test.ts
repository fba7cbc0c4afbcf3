import { describe, expect, it, vi } from "vitest"
import { createMemoryStore } from "../../src/quota/memory-store.ts"
import { withOutages } from "../../src/quota/outage.ts"
import type { Outcome, QuotaStore } from "../../src/quota/store.ts"
import { chargeOf, limitOf } from "./limits.ts"

const terms = { count: 1, windowMilliseconds: 1000 }
const deny = chargeOf(limitOf({ ...terms, id: "deny", outage: "deny" }))
const allow = chargeOf(limitOf({ ...terms, id: "allow", outage: "allow" }))
const local = chargeOf(limitOf({ ...terms, id: "local", outage: "local" }))

const failing: Readonly<Record<string, QuotaStore["charge"]>> = {
  "that throws": () => {
    throw new Error("no connection")
  },
  "that rejects": () => Promise.reject(new Error("no connection")),
  "that answers nothing": () => undefined as unknown as Outcome,
  "that answers too little": () => ({ kind: "admitted", standings: [], at: { steady: 0, wall: 0 } }),
  "that answers nonsense later": () => Promise.resolve({ kind: "fine" } as unknown as Outcome),
}

describe.each(Object.entries(failing))("a store %s", (_, charge) => {
  const store = (): QuotaStore => withOutages({ charge }, { local: createMemoryStore({ clock: "given" }) })

  it("refuses under `outage deny`, which is no used-up quota", async () => {
    expect(await store().charge([deny], 0)).toMatchObject({ kind: "unavailable", charge: deny })
  })

  it("admits under `outage allow`", async () => {
    const under = store()
    for (let use = 0; use < 3; use += 1)
      expect(await under.charge([allow], 0)).toMatchObject({ kind: "admitted" })
  })

  it("counts here under `outage local`", async () => {
    const under = store()
    expect(await under.charge([local, allow], 0)).toMatchObject({ kind: "admitted" })
    expect(await under.charge([local, allow], 0)).toMatchObject({ kind: "refused" })
  })

  it("charges nothing here if another limit refuses", async () => {
    const under = store()
    expect(await under.charge([local, deny], 0)).toMatchObject({ kind: "unavailable" })
    expect(await under.charge([local], 0)).toMatchObject({ kind: "admitted" })
  })
})

describe("a store that does not answer", () => {
  it("is not waited for beyond its deadline", async () => {
    vi.useFakeTimers()
    try {
      const store = withOutages({ charge: () => new Promise<Outcome>(() => undefined) })
      const answer = store.charge([deny], 0)
      await vi.advanceTimersByTimeAsync(50)
      expect(await answer).toMatchObject({ kind: "unavailable", why: "the store did not answer in time" })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe("a store that works", () => {
  it("is asked, and its answer kept", () => {
    const memory = createMemoryStore({ clock: "given" })
    const store = withOutages(memory)
    expect(store.charge([deny], 0)).toMatchObject({ kind: "admitted" })
    expect(store.charge([deny], 0)).toMatchObject({ kind: "refused" })
  })

  it("is not asked about nothing", () => {
    const charge = vi.fn<QuotaStore["charge"]>()
    expect(withOutages({ charge }).charge([], 0)).toMatchObject({ kind: "admitted" })
    expect(charge).not.toHaveBeenCalled()
  })
})
