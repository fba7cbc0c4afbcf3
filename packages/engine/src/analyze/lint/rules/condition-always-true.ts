import { shortOf } from "../conditions/judged.ts"
import type { PolicyRule } from "../rule.ts"

export const conditionAlwaysTrue: PolicyRule = {
  name: "condition-always-true",
  title: "a condition that is never false",
  severity: "warning",
  owasp: "API5:2023 Broken Function Level Authorization",
  reads: "policy",
  *run({ judged, textOf }) {
    for (const { expression, verdict } of judged) {
      if (verdict !== "always") continue
      yield {
        span: expression.span,
        message: `${shortOf(textOf(expression.span))} is never false`,
        why: "it asks for nothing but that what it reads is there, which is perhaps not what was meant",
        help: "correct it, or ask `has …` where that is meant",
      }
    }
  },
}
