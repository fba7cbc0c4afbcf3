import type { ApiBlock, File, GuardrailDeclaration, RouteBlock } from "../../syntax/ast.ts"
import type { Span } from "../../text/span.ts"

/**
 * How narrow the place of each statement is: 0 at file level, then the length of its block's path, and in a route beyond all.
 * What stands further out holds for routes that nobody has written yet: it is never the one too many.
 */
export function depthsIn(files: readonly File[]): (span: Span) => number {
  const depths = new Map<string, number>()
  for (const file of files) {
    for (const node of file.declarations) {
      if (node.kind === "api" || node.kind === "route" || node.kind === "guardrail") enter(node, 0, depths)
    }
  }
  return (span) => depths.get(keyOf(span)) ?? 0
}

const keyOf = ({ file, start }: Span): string => `${start}:${file}`

function enter(
  node: ApiBlock | RouteBlock | GuardrailDeclaration,
  outer: number,
  depths: Map<string, number>,
): void {
  if (node.kind !== "api") {
    const depth = node.kind === "route" ? Number.POSITIVE_INFINITY : node.path.segments.length
    for (const { span } of node.statements) depths.set(keyOf(span), depth)
    return
  }
  const depth = outer + node.path.segments.length
  for (const item of node.items) {
    if (item.kind === "api" || item.kind === "route") enter(item, depth, depths)
    else depths.set(keyOf(item.span), depth)
  }
}
