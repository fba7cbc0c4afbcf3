import { performance } from "node:perf_hooks"
import type { Charge, Outcome, QuotaLimit, QuotaStore, Standing } from "./store.ts"
import type { Budget, Times } from "./places.ts"
import { makeTable, type Table } from "./table.ts"

/** How the store in memory counts. */
export interface MemoryStoreOptions {
  /** Keys held at once, over all limits; 1,000,000 where nothing is said. */
  readonly maxKeys?: number
  /**
   * `monotonic`: windows follow a clock that nobody can set, calendars the time that is given. `given`: both follow the
   * time that is given, as tests with a clock of their own need.
   */
  readonly clock?: "monotonic" | "given"
}

export interface MemoryQuotaStore extends QuotaStore {
  charge(requests: readonly Charge[], nowMilliseconds: number): Outcome
  refund(outcome: Outcome): void
  /** Keys held now. */
  size(): number
}

const defaultMaxKeys = 1_000_000
const sweptWhenFull = 64

/** Counters in this process: exact, bounded, without timers, and with an answer at once. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryQuotaStore {
  const isGiven = options.clock === "given"
  const tables = new Map<string, Table>()
  const budget: Budget = {
    capacity: Math.max(1, options.maxKeys ?? defaultMaxKeys),
    used: 0,
    turn: 0,
    reclaim(now) {
      // Whoever floods a full store shall not also make it search without end.
      if (now.steady === fullAt) return false
      for (const table of tables.values()) table.sweep(sweptWhenFull, now)
      if (budget.used < budget.capacity) return true
      fullAt = now.steady
      return false
    },
  }
  let latest = 0
  let fullAt = -1

  const timesOf = (nowMilliseconds: number): Times => {
    const wall = Number.isFinite(nowMilliseconds) ? Math.max(0, Math.floor(nowMilliseconds)) : latest
    latest = Math.max(latest, isGiven ? wall : Math.floor(performance.now()))
    return { steady: latest, wall }
  }

  /** Limits come and go with policies: a table is forgotten once none of its counters counts. */
  const dropEmpty = (now: Times): void => {
    for (const [id, table] of tables) {
      table.sweep(sweptWhenFull, now)
      if (table.isEmpty()) tables.delete(id)
    }
  }

  const tableOf = (limit: QuotaLimit, now: Times): Table => {
    const known = tables.get(limit.id)
    if (known !== undefined) return known
    dropEmpty(now)
    const table = makeTable(limit, budget)
    tables.set(limit.id, table)
    return table
  }

  return {
    size: () => budget.used,
    charge(requests, nowMilliseconds) {
      const now = timesOf(nowMilliseconds)
      budget.turn += 1
      const asked = requests.map((charge) => ask(charge, tableOf(charge.limit, now), now))
      const isRefused = asked.some(({ wait }) => wait > 0)
      const standings = asked.map((each) => settle(each, isRefused, now))
      if (!isRefused) return { kind: "admitted", standings, at: now }
      const retryMilliseconds = standings.reduce((longest, { admitted, resetMilliseconds }) => {
        return admitted ? longest : Math.max(longest, resetMilliseconds)
      }, 0)
      return { kind: "refused", standings, at: now, retryMilliseconds }
    },
    refund(outcome) {
      if (outcome.kind !== "admitted") return
      for (const { charge } of outcome.standings) {
        if (charge.limit.countRefused) continue
        tables.get(charge.limit.id)?.remove(charge.key, charge.cost, outcome.at, charge.limit)
      }
    },
  }
}

interface Asked {
  readonly charge: Charge
  readonly table: Table
  readonly place: number
  /** 0: this counter admits. */
  readonly wait: number
}

function ask(charge: Charge, table: Table, now: Times): Asked {
  const place = table.locate(charge.key, now)
  return { charge, table, place, wait: table.wait(place, charge.cost, now, charge.limit) }
}

/** Charges if all admit; a refused request is counted only where the limit says so. */
function settle({ charge, table, place, wait }: Asked, isRefused: boolean, now: Times): Standing {
  const { limit, cost } = charge
  if (!isRefused || limit.countRefused) table.add(place, cost, now, limit)
  if (wait > 0 && limit.blockMilliseconds !== undefined) table.block(place, now, limit.blockMilliseconds)
  const remaining = table.remaining(place, now, limit)
  if (wait === 0)
    return { charge, admitted: true, remaining, resetMilliseconds: table.reset(place, now, limit) }
  return { charge, admitted: false, remaining, resetMilliseconds: table.wait(place, cost, now, limit) }
}
