import { isLowerCamel, lowerCamelOf } from "../name-style.ts"
import type { SyntaxRule } from "../rule.ts"

export const roleNameStyle: SyntaxRule = {
  name: "role-name-style",
  title: "a role that is not written `likeThis`",
  severity: "warning",
  reads: "syntax",
  *run({ nodes }) {
    for (const { name } of nodes("role")) {
      if (isLowerCamel(name.text)) continue
      const meant = lowerCamelOf(name.text)
      yield {
        span: name.span,
        message: `role \`${name.text}\` is not written \`${meant}\``,
        why: "names of one kind that look alike are not mistaken for names of another",
        help: `where it is assigned under this name, write \`role ${meant} as "${name.text}"\``,
      }
    }
  },
}
