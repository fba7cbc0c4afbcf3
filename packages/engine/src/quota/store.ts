import type { Plan } from "../plan/plan.ts"

type Declared = Plan["limits"][number]

/** One counter's terms. */
export interface QuotaLimit {
  /** Spaces its keys: equal for limits that share a counter, also across a reload that keeps what is counted, by what, and the window. */
  readonly id: string
  /** What `RateLimit` fields call it. */
  readonly label: string
  readonly count: number
  readonly windowMilliseconds: number
  readonly calendar: string | undefined
  readonly burst: number | undefined
  readonly countRefused: boolean
  readonly blockMilliseconds: number | undefined
  /** What to do while the store is down. */
  readonly outage: "local" | "allow" | "deny"
}

/** One request asks one counter. */
export interface Charge {
  readonly limit: QuotaLimit
  /** The line that puts the limit in force. */
  readonly rule: Pick<Declared, "id" | "span">
  /** Of the combination of key parts; never longer than some hundred characters. */
  readonly key: string
  /** A whole number of at least 1. */
  readonly cost: number
}

/** Where a counter stands after the request. */
export interface Standing {
  readonly charge: Charge
  /** This counter would have admitted the request. */
  readonly admitted: boolean
  readonly remaining: number
  /** If admitted, until more is left than now; else until the same request is admitted. */
  readonly resetMilliseconds: number
}

export type Outcome =
  | { readonly kind: "admitted"; readonly standings: readonly Standing[]; readonly at: Moment }
  | {
      readonly kind: "refused"
      readonly standings: readonly Standing[]
      readonly at: Moment
      readonly retryMilliseconds: number
    }
  /** The store failed, and this limit says that then nobody is admitted. No quota is used up: 503, not 429. */
  | { readonly kind: "unavailable"; readonly charge: Charge; readonly why: string }

/** When a store counted, by its own clocks. */
interface Moment {
  /** Of a clock that never goes back: windows. */
  readonly steady: number
  /** Of the calendar. */
  readonly wall: number
}

/**
 * Counts. All counters must admit before any is charged, as one step that no other request comes between;
 * a refusal charges those that `count refused`. Never throws to refuse.
 */
export interface QuotaStore {
  charge(requests: readonly Charge[], nowMilliseconds: number): Outcome | Promise<Outcome>
  /** Takes back what an admitted charge counted, for a request that a later step refuses. */
  refund?(outcome: Outcome): void | Promise<void>
}
