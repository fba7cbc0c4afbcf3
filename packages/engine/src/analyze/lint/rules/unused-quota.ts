import { folderOf } from "../../../text/paths.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedQuota: PolicyRule = {
  name: "unused-quota",
  title: "a quota that no route uses",
  severity: "warning",
  reads: "policy",
  *run({ nodes, mentions }) {
    for (const { name, span } of nodes("quota")) {
      if (mentions.of("quota", folderOf(span.file), name.text).length > 0) continue
      yield {
        span: name.span,
        message: `quota \`${name.text}\` is never used`,
        why: "it limits nobody, however it reads",
        help: `write \`use ${name.text}\` where it shall hold, or remove it`,
      }
    }
  },
}
