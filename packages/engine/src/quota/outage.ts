import { createMemoryStore } from "./memory-store.ts"
import type { Charge, Outcome, QuotaStore, Standing } from "./store.ts"

export interface OutageOptions {
  /** How long the store may take; 50 where nothing is said. */
  readonly deadlineMilliseconds?: number
  /** Counts for `outage local`. */
  readonly local?: QuotaStore
}

/**
 * A store that always answers in time. When the host's store fails, is late or answers nonsense, each limit says what
 * then: `local` counts in this process, `allow` admits, `deny` (where nothing is said) refuses.
 */
export function withOutages(store: QuotaStore, options: OutageOptions = {}): QuotaStore {
  const deadline = options.deadlineMilliseconds ?? 50
  const local = options.local ?? createMemoryStore()
  // Only what the host's store counted may be taken back from it. Weak: few are ever asked about.
  const fallenBack = new WeakSet<Outcome>()
  return {
    charge(requests, nowMilliseconds) {
      if (requests.length === 0) return none
      const remember = (outcome: Outcome): Outcome => {
        fallenBack.add(outcome)
        return outcome
      }
      const fallBack = (why: string): Outcome | Promise<Outcome> => {
        const outcome = during(requests, nowMilliseconds, local, why)
        return "then" in outcome ? outcome.then(remember) : remember(outcome)
      }
      try {
        const outcome = store.charge(requests, nowMilliseconds)
        if (!("then" in outcome)) return isOutcome(outcome, requests) ? outcome : fallBack(nonsense)
        return settleInTime(Promise.resolve(outcome), deadline).then(
          (answer) => (isOutcome(answer, requests) ? answer : fallBack(nonsense)),
          (error: unknown) =>
            fallBack(error === late ? "the store did not answer in time" : "the store failed"),
        )
      } catch {
        return fallBack("the store failed")
      }
    },
    async refund(outcome) {
      if (fallenBack.has(outcome)) return
      try {
        await settleInTime(Promise.resolve(store.refund?.(outcome)), deadline)
      } catch {
        // What is not taken back counts against the caller: the limit holds.
      }
    },
  }
}

const none: Outcome = { kind: "admitted", standings: [], at: { steady: 0, wall: 0 } }
const nonsense = "the store gave no answer that can be read"
const late = Symbol("late")

function settleInTime<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, milliseconds, late)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/** A host's store is not of our making: what it answers opens nothing by accident. */
function isOutcome(value: unknown, requests: readonly Charge[]): value is Outcome {
  if (typeof value !== "object" || value === null) return false
  const { kind, standings } = value as Partial<Extract<Outcome, { kind: "refused" }>>
  if (!Array.isArray(standings) || standings.length !== requests.length) return false
  return String(kind) === "admitted" || kind === "refused"
}

function during(
  requests: readonly Charge[],
  nowMilliseconds: number,
  local: QuotaStore,
  why: string,
): Outcome | Promise<Outcome> {
  const denied = requests.find(({ limit }) => limit.outage === "deny")
  if (denied !== undefined) return { kind: "unavailable", charge: denied, why }
  const counted = requests.filter(({ limit }) => limit.outage === "local")
  if (counted.length > 0) return local.charge(counted, nowMilliseconds)
  const standings = requests.map((charge): Standing => {
    return { charge, admitted: true, remaining: charge.limit.count, resetMilliseconds: 0 }
  })
  return { kind: "admitted", standings, at: { steady: 0, wall: nowMilliseconds } }
}
