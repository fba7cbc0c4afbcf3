import { hash } from "node:crypto"
import { LRUCache } from "lru-cache"

const capacity = 10_000

interface Kept<Value> {
  readonly value: Value
  readonly notBefore: number
  readonly expires: number
}

/**
 * Remembers what was verified, so that a token's signature is checked once.
 *
 * Keyed by SHA-256: the memory of the process holds no token longer than its request. Bounded; only successes are
 * kept; nothing is given back outside of the time for which it was issued, by the clock that the caller names.
 */
export interface VerifiedCache<Value> {
  readonly get: (key: string, now: number) => Value | undefined
  readonly keep: (key: string, kept: Kept<Value>) => void
}

export function verifiedCache<Value extends object>(): VerifiedCache<Value> {
  const cache = new LRUCache<string, Kept<Value>>({ max: capacity })
  return {
    get: (key, now) => {
      const kept = cache.get(key)
      if (kept === undefined || now < kept.notBefore) return undefined
      if (now < kept.expires) return kept.value
      cache.delete(key)
      return undefined
    },
    keep: (key, kept) => {
      cache.set(key, kept)
    },
  }
}

/** Under what a credential is remembered: its authenticator is part of it, since each reads it differently. */
export function cacheKey(authenticator: string, credential: string): string {
  return `${authenticator}:${hash("sha256", credential, "base64")}`
}
