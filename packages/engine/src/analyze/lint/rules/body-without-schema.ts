import type { SyntaxRule } from "../rule.ts"

export const bodyWithoutSchema: SyntaxRule = {
  name: "body-without-schema",
  title: "a body that may hold anything",
  severity: "off",
  owasp: "API3:2023 Broken Object Property Level Authorization",
  reads: "syntax",
  *run({ nodes }) {
    for (const { shape, span } of nodes("body")) {
      if (shape !== "any" && shape !== "raw") continue
      yield {
        span,
        message: `\`body ${shape}\` takes whatever comes`,
        why: "a member that nobody thought of, such as `role`, reaches the handler, which may store it",
        help: "name the shape that the handler reads, `body NewOrder`",
      }
    }
  },
}
