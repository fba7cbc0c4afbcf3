import type { Decision } from "../../src/decide/decision.ts"

/** A decision without spans: what must be equal whoever decides. */
export function essence(decision: Decision): string {
  const { determining, obligations, ...rest } = decision
  const { audit, timeoutMilliseconds, response, preflight } = obligations
  return JSON.stringify({
    ...rest,
    determining: determining.map(({ id }) => id),
    audit,
    timeoutMilliseconds,
    response: response.map(({ id }) => id),
    preflight,
  })
}
