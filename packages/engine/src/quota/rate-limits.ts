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
  return outcomes.flatMap((outcome) => {
    if (outcome.kind === "unavailable") return []
    return outcome.standings.map(({ charge, remaining, resetMilliseconds }) => ({
      name: charge.limit.label,
      quota: charge.limit.count,
      windowMilliseconds: charge.limit.windowMilliseconds,
      remaining,
      resetMilliseconds,
    }))
  })
}
