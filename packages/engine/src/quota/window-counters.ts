import { grown, type Counters } from "./counters.ts"

/** More than 8, so that a use is forgotten within an eighth of the window after an exact log would forget it. */
const slicesPerWindow = 10
/** Below this, each millisecond is a slice. */
const shortWindow = 80

/**
 * Sliding windows: uses are counted by slice of the window, and a slice counts until all of it lies further back than the
 * window is long. Thus no interval of the window's length, wherever it begins, holds more than the limit's count.
 */
export function windowCounters(windowMilliseconds: number, large: boolean): Counters {
  const slices = windowMilliseconds < shortWindow ? windowMilliseconds : slicesPerWindow
  const ring = slices + 1
  const makeArray = (length: number): Float64Array | Uint32Array =>
    large ? new Float64Array(length) : new Uint32Array(length)
  let counts = makeArray(0)
  /** The newest slice of each place. */
  let heads = new Float64Array(0)

  // Exact: products and quotients of whole numbers below 2^53.
  const sliceOf = (time: number): number => Math.floor((time * slices) / windowMilliseconds)
  const forgottenAt = (slice: number): number => Math.ceil(((slice + ring) * windowMilliseconds) / slices)

  /** Forgets slices that are further back than a window. A clock that went back stands still. */
  const advance = (place: number, now: number): void => {
    const slice = sliceOf(now)
    const head = heads[place] ?? 0
    if (slice <= head) return
    const start = place * ring
    if (slice - head >= ring) counts.fill(0, start, start + ring)
    else for (let passed = head + 1; passed <= slice; passed += 1) counts[start + (passed % ring)] = 0
    heads[place] = slice
  }

  const sum = (place: number): number => {
    let total = 0
    const start = place * ring
    for (let index = start; index < start + ring; index += 1) total += counts[index] ?? 0
    return total
  }

  /** When the oldest slices that hold `needed` uses are forgotten. */
  const freedAt = (place: number, needed: number): number => {
    const head = heads[place] ?? 0
    let left = needed
    for (let slice = Math.max(0, head - slices); slice <= head; slice += 1) {
      left -= counts[place * ring + (slice % ring)] ?? 0
      if (left <= 0) return forgottenAt(slice)
    }
    return forgottenAt(head)
  }

  return {
    wait(place, cost, now, { count }) {
      if (cost > count) return windowMilliseconds
      advance(place, now)
      const excess = sum(place) + cost - count
      return excess <= 0 ? 0 : Math.max(1, freedAt(place, excess) - now)
    },
    add(place, cost, now, { count }) {
      advance(place, now)
      const index = place * ring + ((heads[place] ?? 0) % ring)
      // Refused uses may be counted too: more than the limit's count in one slice says nothing more.
      counts[index] = Math.min(count, (counts[index] ?? 0) + cost)
    },
    remove(place, cost, then) {
      const slice = sliceOf(then)
      const head = heads[place] ?? 0
      if (slice > head || head - slice > slices) return
      const index = place * ring + (slice % ring)
      counts[index] = Math.max(0, (counts[index] ?? 0) - cost)
    },
    remaining: (place, _now, { count }) => Math.max(0, count - sum(place)),
    reset: (place, now) => (sum(place) === 0 ? 0 : Math.max(0, freedAt(place, 1) - now)),
    isIdle: (place, now) => sliceOf(now) - (heads[place] ?? 0) >= ring || sum(place) === 0,
    clear(place) {
      counts.fill(0, place * ring, (place + 1) * ring)
      heads[place] = 0
    },
    copy(from, to) {
      counts.copyWithin(to * ring, from * ring, (from + 1) * ring)
      heads[to] = heads[from] ?? 0
    },
    grow(size) {
      counts = grown(counts, size * ring)
      heads = grown(heads, size)
    },
  }
}
