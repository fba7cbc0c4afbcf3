import { compilePeriods } from "./calendar.ts"
import { grown, type Counters } from "./counters.ts"

/** `calendar "Zone"`: as many uses in each period of the zone's calendar. `now` is the time of day. */
export function calendarCounters(zone: string, windowMilliseconds: number): Counters {
  const periodAt = compilePeriods(zone, windowMilliseconds)
  let starts = new Float64Array(0)
  let counts = new Float64Array(0)

  /**
   * Begins a new count in a new period. A clock that was set back by less than a period goes on in the later one, so that
   * nobody gets a period twice; one that had been far ahead is believed again.
   */
  const advance = (place: number, now: number): void => {
    const { start } = periodAt(now)
    const known = starts[place] ?? 0
    if (start === known) return
    if (known > now && known - now <= windowMilliseconds) return
    starts[place] = start
    counts[place] = 0
  }
  const endOf = (place: number, now: number): number => periodAt(Math.max(now, starts[place] ?? 0)).end

  return {
    wait(place, cost, now, { count }) {
      if (cost > count) return windowMilliseconds
      advance(place, now)
      return (counts[place] ?? 0) + cost <= count ? 0 : Math.max(1, endOf(place, now) - now)
    },
    add(place, cost, now, { count }) {
      advance(place, now)
      counts[place] = Math.min(count, (counts[place] ?? 0) + cost)
    },
    remove(place, cost, then) {
      if (periodAt(then).start === starts[place]) counts[place] = Math.max(0, (counts[place] ?? 0) - cost)
    },
    remaining: (place, _now, { count }) => Math.max(0, count - (counts[place] ?? 0)),
    reset: (place, now) => ((counts[place] ?? 0) === 0 ? 0 : endOf(place, now) - now),
    isIdle: (place, now) => (counts[place] ?? 0) === 0 || endOf(place, starts[place] ?? 0) <= now,
    clear(place) {
      starts[place] = 0
      counts[place] = 0
    },
    copy(from, to) {
      starts[to] = starts[from] ?? 0
      counts[to] = counts[from] ?? 0
    },
    grow(size) {
      starts = grown(starts, size)
      counts = grown(counts, size)
    },
  }
}
