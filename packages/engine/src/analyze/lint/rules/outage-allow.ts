import type { SyntaxRule } from "../rule.ts"

export const outageAllow: SyntaxRule = {
  name: "outage-allow",
  title: "a limit that opens when its store is down",
  severity: "warning",
  owasp: "API4:2023 Unrestricted Resource Consumption",
  reads: "syntax",
  *run({ nodes }) {
    const rates = [...nodes("quota"), ...nodes("limit")].map(({ rate }) => rate)
    for (const { outage, span } of rates) {
      if (outage !== "allow") continue
      yield {
        span,
        message: "this limit holds nobody while its store is down",
        why: "who can bring the store down, or waits until it is, calls as often as they like",
        help: "write `outage local`: each node counts by itself until the store is back",
      }
    }
  },
}
