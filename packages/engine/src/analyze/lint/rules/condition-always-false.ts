import { shortOf } from "../conditions/judged.ts"
import type { PolicyRule } from "../rule.ts"

export const conditionAlwaysFalse: PolicyRule = {
  name: "condition-always-false",
  title: "a condition that is never true",
  severity: "warning",
  reads: "policy",
  *run({ judged, textOf }) {
    for (const { expression, verdict } of judged) {
      if (verdict !== "never") continue
      yield {
        span: expression.span,
        message: `${shortOf(textOf(expression.span))} is never true`,
        why: "no request meets it: what it opens stays shut, and what it forbids stays open",
        help: "correct it, or remove what hangs on it",
      }
    }
  },
}
