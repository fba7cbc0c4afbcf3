import type { File } from "../syntax/ast.ts"
import type { Block } from "./blocks.ts"
import { report } from "./checking.ts"
import { packageOf } from "./packages.ts"
import { bareBindings } from "./place.ts"
import { checkNames, checkTargets, checkWhen, type Ground } from "./rules.ts"
import { refuse } from "./unsupported.ts"
import { quoted, suggestion } from "./checking.ts"
import { nearest } from "../diagnostics/suggest.ts"

const needs = ["authentication", "tls", "limit", "quota", "audit", "schema"]

/** Names and targets of assertions are checked; that nothing proves them yet is said of each. */
export function checkAssertions(
  common: Omit<Ground, "block" | "bindings" | "home">,
  files: readonly File[],
  blocks: readonly Block[],
): void {
  const { checking } = common
  for (const file of files) {
    const home = packageOf(checking, file.span.file)
    const block = blocks.find((one) => one.kind === "file" && one.head === file.span)
    for (const node of file.declarations) {
      if (node.kind !== "assert" || block === undefined) continue
      refuse(checking, "E062", node.span, "`assert`")
      const open = { kind: "json" } as const
      const bindings = bareBindings("an assertion", {
        parameter: () => ({ ordinal: 0, type: open }),
        resource: (name) => boundAnywhere(common, name),
      })
      const ground: Ground = { ...common, home, block, bindings }
      if (node.form === "every-route") {
        checkTargets(ground, node.except)
        const { text, span } = node.need
        if (needs.includes(text)) continue
        report(checking, "E106", span, `no route can need ${quoted(text)}`, {
          help: `write ${needs.map(quoted).join(", ")}`,
          ...suggestion(span, nearest(text, needs)),
        })
        continue
      }
      checkNames(ground, node.names)
      checkTargets(ground, node.targets)
      checkWhen(ground, node.when)
    }
  }
}

function boundAnywhere(
  { index }: Pick<Ground, "index">,
  name: string,
): ReturnType<Ground["bindings"]["resource"]> {
  for (const route of index.all) {
    const load = route.block.loads.get(name)
    if (load) return load.type
  }
  return undefined
}
