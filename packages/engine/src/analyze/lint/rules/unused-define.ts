import { isInside, unusedNames } from "../declared.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedDefine: PolicyRule = {
  name: "unused-define",
  title: "a definition that nothing calls",
  severity: "warning",
  reads: "policy",
  run: (context) =>
    unusedNames(context, {
      kind: "define",
      word: "definition",
      why: "a condition that nothing asks protects nothing",
      help: (name) => `call it, \`${name}(…)\`, where it was meant to be asked, or remove it`,
      isNone: ({ name }, node) => isInside(name.span, node.span),
    }),
}
