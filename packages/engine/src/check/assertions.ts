import type { AssertDeclaration, File } from "../syntax/ast.ts"
import type { Block } from "./blocks.ts"
import { report } from "./checking.ts"
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
  for (const block of blocks) {
    if (block.kind !== "file") continue
    const file = files.find((one) => one.span === block.head)
    const bindings = bareBindings("an assertion", {
      parameter: () => ({ ordinal: 0, type: { kind: "json" } }),
      resource: (_, name) => boundAnywhere(common, name),
    })
    const ground: Ground = { ...common, home: block.home, block, bindings }
    for (const node of file?.declarations ?? []) if (node.kind === "assert") checkAssertion(ground, node)
  }
}

function checkAssertion(ground: Ground, node: AssertDeclaration): void {
  refuse(ground.checking, "E062", node.span, "`assert`")
  if (node.form !== "every-route") {
    checkNames(ground, node.names)
    checkTargets(ground, node.targets)
    checkWhen(ground, node.when)
    return
  }
  checkTargets(ground, node.except)
  const { text, span } = node.need
  if (needs.includes(text)) return
  report(ground.checking, "E106", span, `no route can need ${quoted(text)}`, {
    help: `write ${needs.map(quoted).join(", ")}`,
    ...suggestion(span, nearest(text, needs)),
  })
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
