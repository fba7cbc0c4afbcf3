import type { SyntaxRule } from "../rule.ts"

export const undocumentedRole: SyntaxRule = {
  name: "undocumented-role",
  title: "a role that nothing says who has it",
  severity: "off",
  reads: "syntax",
  *run({ nodes }) {
    for (const { name, documentation } of nodes("role")) {
      if (documentation !== undefined && documentation.trim() !== "") continue
      yield {
        span: name.span,
        message: `role \`${name.text}\` has no documentation`,
        why: "whoever assigns it decides by its name alone",
        help: "write a line that begins with `##` before it, or at its end",
      }
    }
  },
}
