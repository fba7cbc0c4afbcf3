import type { File } from "../syntax/ast.ts"
import type { Checking } from "./checking.ts"
import { refuse } from "./unsupported.ts"

/** That nothing proves them yet is said of each, and nothing else: what they name may come with what proves them. */
export function refuseAssertions(checking: Checking, files: readonly File[]): void {
  for (const { declarations } of files)
    for (const node of declarations)
      if (node.kind === "assert") refuse(checking, "E062", node.span, "`assert`")
}
