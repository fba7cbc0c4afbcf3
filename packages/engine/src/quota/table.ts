import { makeBlocks } from "./blocks.ts"
import { bucketCounters } from "./bucket-counters.ts"
import { calendarCounters } from "./calendar-counters.ts"
import type { Counters } from "./counters.ts"
import { makePlaces, type Budget, type Places, type Times } from "./places.ts"
import type { QuotaLimit } from "./store.ts"
import { windowCounters } from "./window-counters.ts"

/** Counters of one limit, by key. */
export interface Table extends Places {
  wait(place: number, cost: number, now: Times, limit: QuotaLimit): number
  add(place: number, cost: number, now: Times, limit: QuotaLimit): void
  remove(key: string, cost: number, then: Times, limit: QuotaLimit): void
  remaining(place: number, now: Times, limit: QuotaLimit): number
  reset(place: number, now: Times, limit: QuotaLimit): number
  /** Refuses everything until then; a block that stands is not made longer. */
  block(place: number, now: Times, milliseconds: number): void
}

/** The counters of a limit: of its window or calendar, of its burst, and who is blocked. */
export function makeTable(limit: QuotaLimit, budget: Budget): Table {
  const { calendar } = limit
  const main = mainCounters(limit)
  const bucket = limit.burst === undefined ? undefined : bucketCounters()
  const blocks = makeBlocks()
  const mainTime = (now: Times): number => (calendar === undefined ? now.steady : now.wall)
  const isIdle = (place: number, now: Times): boolean =>
    blocks.remaining(place, now.steady) === 0 &&
    main.isIdle(place, mainTime(now)) &&
    (bucket === undefined || bucket.isIdle(place, now.steady))
  const kept = bucket === undefined ? [main, blocks] : [main, bucket, blocks]
  const places = makePlaces(kept, isIdle, budget)
  return {
    ...places,
    wait(place, cost, now, terms) {
      const waits = main.wait(place, cost, mainTime(now), terms)
      const spread = bucket === undefined ? 0 : bucket.wait(place, cost, now.steady, terms)
      return Math.max(Math.ceil(blocks.remaining(place, now.steady)), waits, spread)
    },
    add(place, cost, now, terms) {
      main.add(place, cost, mainTime(now), terms)
      bucket?.add(place, cost, now.steady, terms)
    },
    remove(key, cost, then, terms) {
      const place = places.find(key)
      if (place === undefined) return
      main.remove(place, cost, mainTime(then), terms)
      bucket?.remove(place, cost, then.steady, terms)
    },
    remaining(place, now, terms) {
      if (blocks.remaining(place, now.steady) > 0) return 0
      const left = main.remaining(place, mainTime(now), terms)
      return bucket === undefined ? left : Math.min(left, bucket.remaining(place, now.steady, terms))
    },
    reset(place, now, terms) {
      const isSpread =
        bucket !== undefined &&
        bucket.remaining(place, now.steady, terms) < main.remaining(place, mainTime(now), terms)
      return isSpread ? bucket.reset(place, now.steady, terms) : main.reset(place, mainTime(now), terms)
    },
    block(place, now, milliseconds) {
      blocks.add(place, now.steady, milliseconds)
    },
  }
}

function mainCounters({ calendar, windowMilliseconds, count }: QuotaLimit): Counters {
  return calendar === undefined
    ? windowCounters(windowMilliseconds, count > 0xffff_ffff)
    : calendarCounters(calendar, windowMilliseconds)
}
