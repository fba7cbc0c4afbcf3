import { createHash, randomBytes } from "node:crypto"
import { bucketCounters } from "./bucket-counters.ts"
import { calendarCounters } from "./calendar-counters.ts"
import { grown, type Counters } from "./counters.ts"
import type { QuotaLimit } from "./store.ts"
import { windowCounters } from "./window-counters.ts"

/** How many keys all tables of a store may hold, and how many they do. */
export interface Budget {
  readonly capacity: number
  used: number
  /** Of the charge that is being worked on: what it found stays. */
  turn: number
  /** Forgets idle keys, of any table; true if there is room now. */
  reclaim(now: Times): boolean
}

export interface Times {
  readonly steady: number
  readonly wall: number
}

/** Newcomers share this many counters of each limit while the store is full. */
const sharedCounters = 1024
const sweptPerNewcomer = 2
const seed = randomBytes(16)

/** The seed is the process's own: nobody outside can choose whom to share a counter with. */
function sharedNumber(key: string): number {
  return createHash("sha256").update(seed).update(key).digest().readUInt32LE(0) % sharedCounters
}

/** Counters of one limit, by key. */
export interface Table {
  /** The place of a key's counter, made if there is none. */
  locate(key: string, now: Times): number
  wait(place: number, cost: number, now: Times, limit: QuotaLimit): number
  add(place: number, cost: number, now: Times, limit: QuotaLimit): void
  remove(key: string, cost: number, then: Times, limit: QuotaLimit): void
  remaining(place: number, now: Times, limit: QuotaLimit): number
  reset(place: number, now: Times, limit: QuotaLimit): number
  /** Refuses everything until then; a block that stands is not made longer. */
  block(place: number, now: Times, milliseconds: number): void
  /** Forgets idle keys among the next `places`. */
  sweep(places: number, now: Times): void
  /** Holds no counter at all. */
  isEmpty(): boolean
}

/**
 * A table never forgets a counter that still counts. While the store is full, a new key is counted together with others on
 * one of some shared counters, always the same one: strangers may be refused for each other's sake, nobody gets more than the limit.
 */
export function makeTable(limit: QuotaLimit, budget: Budget): Table {
  const { calendar, windowMilliseconds } = limit
  const main =
    calendar === undefined
      ? windowCounters(windowMilliseconds, limit.count > 0xffff_ffff)
      : calendarCounters(calendar, windowMilliseconds)
  const bucket = limit.burst === undefined ? undefined : bucketCounters()
  const all: readonly Counters[] = bucket === undefined ? [main] : [main, bucket]
  const places = new Map<string, number>()
  const shared = new Map<number, number>()
  const free: number[] = []
  let blockedUntil = new Float64Array(0)
  let turns = new Float64Array(0)
  let size = 0
  let hand = places.entries()

  const mainTime = (now: Times): number => (calendar === undefined ? now.steady : now.wall)

  const isIdle = (place: number, now: Times): boolean =>
    (blockedUntil[place] ?? 0) <= now.steady &&
    main.isIdle(place, mainTime(now)) &&
    (bucket === undefined || bucket.isIdle(place, now.steady))

  const take = (): number => {
    const reused = free.pop()
    if (reused !== undefined) return reused
    const place = size
    size += 1
    if (size > blockedUntil.length) resize(Math.max(16, size * 2))
    return place
  }

  const resize = (length: number): void => {
    blockedUntil = grown(blockedUntil, length)
    turns = grown(turns, length)
    for (const counters of all) counters.grow(length)
  }

  const release = (place: number, key: string): void => {
    places.delete(key)
    blockedUntil[place] = 0
    for (const counters of all) counters.clear(place)
    free.push(place)
    budget.used -= 1
  }

  const sweep = (count: number, now: Times): void => {
    for (let step = Math.min(count, places.size); step > 0; step -= 1) {
      let next = hand.next()
      if (next.done === true) {
        hand = places.entries()
        next = hand.next()
      }
      if (next.done === true) return
      const [key, place] = next.value
      if (turns[place] !== budget.turn && isIdle(place, now)) release(place, key)
    }
  }

  const sharedPlace = (key: string): number => {
    const number = sharedNumber(key)
    const known = shared.get(number)
    if (known !== undefined) return known
    const place = take()
    shared.set(number, place)
    return place
  }

  const admitNewcomer = (key: string, now: Times): number => {
    sweep(sweptPerNewcomer, now)
    if (budget.used >= budget.capacity && !budget.reclaim(now)) return sharedPlace(key)
    const place = take()
    budget.used += 1
    places.set(key, place)
    // What the key used while the store was full still counts.
    const from = shared.size === 0 ? undefined : shared.get(sharedNumber(key))
    if (from !== undefined) {
      for (const counters of all) counters.copy(from, place)
      blockedUntil[place] = blockedUntil[from] ?? 0
    }
    return place
  }

  return {
    locate(key, now) {
      const place = places.get(key) ?? admitNewcomer(key, now)
      turns[place] = budget.turn
      return place
    },
    wait(place, cost, now, terms) {
      const blocked = (blockedUntil[place] ?? 0) - now.steady
      const waits = main.wait(place, cost, mainTime(now), terms)
      const spread = bucket === undefined ? 0 : bucket.wait(place, cost, now.steady, terms)
      return Math.max(blocked > 0 ? Math.ceil(blocked) : 0, waits, spread)
    },
    add(place, cost, now, terms) {
      main.add(place, cost, mainTime(now), terms)
      bucket?.add(place, cost, now.steady, terms)
    },
    remove(key, cost, then, terms) {
      const place = places.get(key) ?? shared.get(sharedNumber(key))
      if (place === undefined) return
      main.remove(place, cost, mainTime(then), terms)
      bucket?.remove(place, cost, then.steady, terms)
    },
    remaining(place, now, terms) {
      if ((blockedUntil[place] ?? 0) > now.steady) return 0
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
      if ((blockedUntil[place] ?? 0) <= now.steady) blockedUntil[place] = now.steady + milliseconds
    },
    sweep,
    isEmpty: () => places.size === 0 && shared.size === 0,
  }
}
