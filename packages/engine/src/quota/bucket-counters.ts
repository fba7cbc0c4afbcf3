import { grown, type Counters, type Terms } from "./counters.ts"

/** What floating point may lose over many additions, in milliseconds. */
const tolerance = 1e-6

/** `burst B`: B back to back, the rest spread evenly over the window. Kept as the time at which the bucket is full again. */
export function bucketCounters(): Counters {
  let fullAt = new Float64Array(0)
  const perUnit = ({ count, windowMilliseconds }: Terms): number => windowMilliseconds / count
  const debt = (place: number, now: number): number => Math.max(0, (fullAt[place] ?? 0) - now)
  const capacityOf = (terms: Terms): number => terms.burst ?? terms.count
  return {
    wait(place, cost, now, terms) {
      const capacity = capacityOf(terms)
      if (cost > capacity) return terms.windowMilliseconds
      const excess = debt(place, now) - (capacity - cost) * perUnit(terms)
      return excess <= tolerance ? 0 : Math.max(1, Math.ceil(excess - tolerance))
    },
    add(place, cost, now, terms) {
      const owed = debt(place, now) + cost * perUnit(terms)
      // Refused uses may be counted too: no more is owed than an empty bucket.
      fullAt[place] = now + Math.min(owed, capacityOf(terms) * perUnit(terms))
    },
    remove(place, cost, _then, terms) {
      fullAt[place] = (fullAt[place] ?? 0) - cost * perUnit(terms)
    },
    remaining(place, now, terms) {
      const left = capacityOf(terms) - debt(place, now) / perUnit(terms)
      return Math.max(0, Math.floor(left + tolerance))
    },
    reset: (place, now, terms) => {
      const owed = debt(place, now)
      const partial = owed % perUnit(terms)
      return owed <= tolerance ? 0 : Math.ceil(partial <= tolerance ? perUnit(terms) : partial)
    },
    isIdle: (place, now) => debt(place, now) <= tolerance,
    clear(place) {
      fullAt[place] = 0
    },
    copy(from, to) {
      fullAt[to] = fullAt[from] ?? 0
    },
    grow(size) {
      fullAt = grown(fullAt, size)
    },
  }
}
