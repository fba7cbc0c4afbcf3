import type { Limit, LimitUse } from "../../model/policy.ts"
import type { Governed } from "../plan.ts"
import { asks, readsOf } from "./expressions.ts"

/**
 * A counter that several lines put in force is charged once: where one of them always holds, the
 * others say nothing new; lines under guardrails all stay, and whoever charges takes the first that
 * holds. Says of each whether it can be asked before anybody is known.
 */
export function planLimits(
  uses: readonly (LimitUse & Governed)[],
  limits: readonly Limit[],
): readonly (LimitUse & Governed & { readonly contextOnly: boolean })[] {
  const always = new Map<number, LimitUse & Governed>()
  for (const use of uses)
    if (use.guardrail === undefined && !always.has(use.limit)) always.set(use.limit, use)
  return uses
    .filter((use) => (always.get(use.limit) ?? use) === use)
    .map((use) => ({ ...use, contextOnly: isContextOnly(limits[use.limit]!) }))
}

function isContextOnly({ per, cost, when, unless }: Limit): boolean {
  const { expressions, roles } = asks([...per, cost, when], [unless])
  if (roles.some((role) => role !== "anyone")) return false
  return readsOf(expressions).every(({ root }) => root === "context" || root === "setting")
}
