import { unusedNames } from "../declared.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedQuota: PolicyRule = {
  name: "unused-quota",
  title: "a quota that no route uses",
  severity: "warning",
  owasp: "API4:2023 Unrestricted Resource Consumption",
  reads: "policy",
  run: (context) =>
    unusedNames(context, {
      kind: "quota",
      word: "quota",
      why: "it limits nobody, however it reads",
      help: (name) => `write \`use ${name}\` where it shall hold, or remove it`,
    }),
}
