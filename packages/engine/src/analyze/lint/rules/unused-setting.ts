import { unusedNames } from "../declared.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedSetting: PolicyRule = {
  name: "unused-setting",
  title: "a setting that nothing reads",
  severity: "warning",
  reads: "policy",
  run: (context) =>
    unusedNames(context, {
      kind: "setting",
      word: "setting",
      why: "whoever sets it where the policy runs changes nothing",
      help: () => "read it in the condition that was meant to, or remove it",
    }),
}
