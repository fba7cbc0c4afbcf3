import { isInside, unusedNames } from "../declared.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedType: PolicyRule = {
  name: "unused-type",
  title: "a type that nothing names",
  severity: "warning",
  reads: "policy",
  run: (context) =>
    unusedNames(context, {
      kind: "type",
      word: "type",
      why: "nothing is read as it, so that nothing is held to it",
      help: () => "name it where such a thing is loaded or declared, or remove it",
      isNone: ({ name }, node) => isInside(name.span, node.span),
    }),
}
