import type { StringLiteral } from "../syntax/ast.ts"
import { namesJson } from "../values/media-type.ts"
import { quoted, report, type Checking } from "./checking.ts"

const mediaType = /^[!#$%&'+\-.^_`|~0-9A-Za-z]+\/(?:\*|[!#$%&'+\-.^_`|~0-9A-Za-z]+)$/

/** Reports media types that `pass` cannot take. */
export function checkPass(checking: Checking, types: readonly StringLiteral[]): void {
  const seen = new Set<string>()
  for (const { value, span } of types) {
    const essence = value.toLowerCase()
    if (seen.has(essence))
      report(checking, "E114", span, `${quoted(value)} stands twice`, { help: "remove one of them" })
    seen.add(essence)
    if (!mediaType.test(value)) {
      report(checking, "E223", span, `${quoted(value)} is no media type`, {
        why: "a body's type is compared with it, parameters such as `charset` aside",
        help: 'write one such as `"text/csv"`, or all of a kind: `"image/*"`',
      })
    } else if (namesJson(essence)) {
      report(checking, "E411", span, `${quoted(value)} is JSON, which response rules are for`, {
        why: "a handler would choose by a header whether its answer is filtered",
        help: "take it out: JSON is filtered, whatever its type is called",
      })
    }
  }
}
