import type { Charge, QuotaLimit } from "../../src/quota/store.ts"

const span = { file: "a.edict", start: 0, end: 1, line: 1, column: 1 }

export function limitOf(
  terms: Partial<QuotaLimit> & Pick<QuotaLimit, "count" | "windowMilliseconds">,
): QuotaLimit {
  return {
    id: `limit/${terms.windowMilliseconds}${terms.calendar ?? ""}`,
    label: "limit",
    calendar: undefined,
    burst: undefined,
    countRefused: false,
    blockMilliseconds: undefined,
    outage: "deny",
    ...terms,
  }
}

export function chargeOf(limit: QuotaLimit, key = "k", cost = 1): Charge {
  return { limit, rule: { id: "a.edict:1", span }, key, cost }
}
