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
  const open = new Map<Block | undefined, RouteDraft[]>()
  for (const route of routes) {
    if (route.block.accept !== undefined || !needsSubject(route)) continue
    const found = open.get(route.block.top)
    if (found) found.push(route)
    else open.set(route.block.top, [route])
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

function needsSubject({ block }: RouteDraft): boolean {
  for (let at: Block | undefined = block; at; at = at.parent) {
    const needs = at.statements.some(
      (node) => node.kind === "allow" && node.grant.names.some((name) => name.text !== "anyone"),
    )
    if (needs) return true
  }
  return false
}
