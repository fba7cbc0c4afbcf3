/**
 * Counters of one limit, by place. Times are whole milliseconds that never go back, but for calendars, which are given the
 * time of day. Kept in typed arrays: a million callers take tens of megabytes, and no work for the garbage collector.
 */
export interface Counters {
  /** Until `cost` fits; 0: it fits now. What never fits waits for a whole window. */
  wait(place: number, cost: number, now: number, terms: Terms): number
  add(place: number, cost: number, now: number, terms: Terms): void
  /** Takes back what was added at `then`, as far as it is still counted. */
  remove(place: number, cost: number, then: number, terms: Terms): void
  /** Valid after `wait` or `add` with the same `now`, as is `reset`. */
  remaining(place: number, now: number, terms: Terms): number
  /** Until more remains than now. */
  reset(place: number, now: number, terms: Terms): number
  /** Holds nothing that a new counter would not. */
  isIdle(place: number, now: number): boolean
  clear(place: number): void
  copy(from: number, to: number): void
  grow(size: number): void
}

export interface Terms {
  readonly count: number
  readonly windowMilliseconds: number
  readonly burst: number | undefined
}

export function grown<T extends Float64Array | Uint32Array>(array: T, length: number): T {
  const larger = new (array.constructor as new (length: number) => T)(length)
  larger.set(array)
  return larger
}
