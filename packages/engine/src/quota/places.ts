import { createHash, randomBytes } from "node:crypto"
import { grown, type Counters } from "./counters.ts"

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

/** What is kept for each place. */
type Kept = Pick<Counters, "clear" | "copy" | "grow">

/** Where the counters of each key of one limit are. */
export interface Places {
  /** The place of a key, made if there is none. */
  locate(key: string, now: Times): number
  /** The place where a key is counted, alone or with others; undefined where it is not. */
  find(key: string): number | undefined
  /** Forgets idle keys among the next `count`. */
  sweep(count: number, now: Times): void
  /** Holds no place at all. */
  isEmpty(): boolean
}

/**
 * A place is never forgotten while it still counts. While the store is full, a new key is counted together with others at one
 * of some shared places, always the same one: strangers may be refused for each other's sake, nobody gets more than the limit.
 */
export function makePlaces(
  kept: readonly Kept[],
  isIdle: (place: number, now: Times) => boolean,
  budget: Budget,
): Places {
  const places = new Map<string, number>()
  const shared = new Map<number, number>()
  const free: number[] = []
  let turns = new Float64Array(0)
  let size = 0
  let hand = places.entries()

  const take = (): number => {
    const reused = free.pop()
    if (reused !== undefined) return reused
    const place = size
    size += 1
    if (size > turns.length) resize(Math.max(16, size * 2))
    return place
  }

  const resize = (length: number): void => {
    turns = grown(turns, length)
    for (const each of kept) each.grow(length)
  }

  const release = (place: number, key: string): void => {
    places.delete(key)
    for (const each of kept) each.clear(place)
    free.push(place)
    budget.used -= 1
  }

  const sweep: Places["sweep"] = (count, now) => {
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
    if (from !== undefined) for (const each of kept) each.copy(from, place)
    return place
  }

  return {
    locate(key, now) {
      const place = places.get(key) ?? admitNewcomer(key, now)
      turns[place] = budget.turn
      return place
    },
    find: (key) => places.get(key) ?? shared.get(sharedNumber(key)),
    sweep,
    isEmpty: () => places.size === 0 && shared.size === 0,
  }
}
