import type { Authenticator } from "../model/policy.ts"
import type { Block, RouteDraft } from "./blocks.ts"
import { quoted, report, type Checking } from "./checking.ts"

/**
 * Where the policy authenticates, a route that accepts no authenticator may allow only `anyone`. Reported once
 * for each outermost block, with the first of its routes.
 */
export function checkAccepted(
  checking: Checking,
  authenticators: number,
  routes: readonly RouteDraft[],
  known: readonly Authenticator[],
): void {
  if (authenticators === 0) return
  const open = new Map<Block, RouteDraft[]>()
  for (const route of routes) {
    if (route.block.accept !== undefined || !route.block.allowsOthers) continue
    const top = outermost(route.block)
    const found = open.get(top)
    if (found) found.push(route)
    else open.set(top, [route])
  }
  for (const [first, ...others] of open.values()) {
    if (first === undefined) continue
    const more = others.length > 0 ? `, and ${others.length} more` : ""
    const names = known.map(({ name }) => name).slice(0, 5)
    report(checking, "E403", first.block.head, `${quoted(first.id)}${more} accepts no authenticator`, {
      why: "nobody could be known there, so it may allow only `anyone`",
      help:
        names.length > 0
          ? `write \`accept auth ${names.join(", ")}\` in the block`
          : "write `accept auth` and a name in the block",
    })
  }
}

/** The outermost block around it, the file apart. */
function outermost(block: Block): Block {
  let top = block
  while (top.parent && top.parent.kind !== "file") top = top.parent
  return top
}
