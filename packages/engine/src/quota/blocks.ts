import { grown } from "./counters.ts"

/** Until when the callers of one limit are blocked, by place. */
export interface Blocks {
  /** Milliseconds that a block still stands; 0 where there is none. */
  remaining(place: number, now: number): number
  /** A block that stands is not made longer. */
  add(place: number, now: number, milliseconds: number): void
  clear(place: number): void
  copy(from: number, to: number): void
  grow(size: number): void
}

export function makeBlocks(): Blocks {
  let until = new Float64Array(0)
  const remaining: Blocks["remaining"] = (place, now) => Math.max(0, (until[place] ?? 0) - now)
  return {
    remaining,
    add(place, now, milliseconds) {
      if (remaining(place, now) === 0) until[place] = now + milliseconds
    },
    clear(place) {
      until[place] = 0
    },
    copy(from, to) {
      until[to] = until[from] ?? 0
    },
    grow(size) {
      until = grown(until, size)
    },
  }
}
