import type { Outcome } from "./store.ts"

/** One counter as `RateLimit` fields tell of it. */
export interface PublicLimit {
  readonly name: string
  readonly quota: number
  readonly windowMilliseconds: number
  readonly remaining: number
  readonly resetMilliseconds: number
}

/** What a caller may know of the counters that its request met. */
export function publicLimits(outcomes: readonly Outcome[]): readonly PublicLimit[] {
  const limits: PublicLimit[] = []
  for (const outcome of outcomes) {
    if (outcome.kind === "unavailable") continue
    for (const { charge, remaining, resetMilliseconds } of outcome.standings) {
      const { label: name, count: quota, windowMilliseconds } = charge.limit
      limits.push({ name, quota, windowMilliseconds, remaining, resetMilliseconds })
    }
  }
  return limits
}
