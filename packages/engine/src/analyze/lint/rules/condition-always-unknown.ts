import { shortOf } from "../conditions/judged.ts"
import type { PolicyRule } from "../rule.ts"

export const conditionAlwaysUnknown: PolicyRule = {
  name: "condition-always-unknown",
  title: "a condition that is neither true nor false",
  severity: "warning",
  reads: "policy",
  *run({ judged, textOf }) {
    for (const { expression, verdict } of judged) {
      if (verdict !== "unknown") continue
      yield {
        span: expression.span,
        message: `${shortOf(textOf(expression.span))} is unknown for every request`,
        why: "what it reads is never there: an `allow` on it is never met, and a `deny` always applies",
        help: "read what is there, or give it: by `body any`, or by a line of the authenticator",
      }
    }
  },
}
