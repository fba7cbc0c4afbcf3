import { LRUCache } from "lru-cache"
import { networkOf, parseAddress } from "../values/address.ts"

const windowMilliseconds = 15 * 60_000
const perAddress = 100
const perAccount = 10
const capacity = 50_000

/** A try at a credential that is not known to be good. */
type Attempt =
  | { readonly kind: "refused"; readonly retryAfterSeconds: number }
  /** It counts as failed until `succeeded` is called: tries in flight at once cannot slip through together. */
  | { readonly kind: "admitted"; readonly succeeded: () => void }

/**
 * Bounds how often credentials may fail in 15 minutes: 100 times from one address (IPv6: one /64), and 10 times
 * for one account from one address. The account alone is no key: whoever knows a name could lock its owner out.
 * Counts are this process's own. A credential that is remembered as good does not come here.
 */
export interface Lockout {
  readonly attempt: (address: string | undefined, account: string | undefined, now: number) => Attempt
}

export function createLockout(): Lockout {
  const failures = new LRUCache<string, number[]>({ max: capacity })
  const recent = (key: string, now: number) => {
    const log = failures.get(key) ?? []
    const old = log.findIndex((at) => at > now - windowMilliseconds)
    log.splice(0, old === -1 ? log.length : old)
    failures.set(key, log)
    return log
  }
  return {
    attempt: (address, account, now) => {
      const network = callerOf(address)
      const logs = [{ log: recent(network, now), most: perAddress }]
      if (account !== undefined) logs.push({ log: recent(`${network} ${account}`, now), most: perAccount })
      const full = logs.filter(({ log, most }) => log.length >= most).map(({ log }) => log[0] ?? now)
      if (full.length > 0)
        return { kind: "refused", retryAfterSeconds: secondsUntilFree(Math.max(...full), now) }
      for (const { log } of logs) log.push(now)
      return { kind: "admitted", succeeded: () => logs.forEach(({ log }) => forget(log, now)) }
    },
  }
}

function forget(log: number[], at: number): void {
  const index = log.lastIndexOf(at)
  if (index !== -1) log.splice(index, 1)
}

function secondsUntilFree(oldest: number, now: number): number {
  return Math.max(1, Math.ceil((oldest + windowMilliseconds - now) / 1000))
}

function callerOf(text: string | undefined): string {
  const address = text === undefined ? undefined : parseAddress(text)
  return address === undefined ? "unknown" : networkOf(address)
}
