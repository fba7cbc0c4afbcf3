import type { Limit, LimitUse } from "../../model/policy.ts"
import type { Governed } from "../plan.ts"
import { asks, readsOf } from "./expressions.ts"

/**
 * A counter that several lines put in force is charged once; a line that holds always goes before one
 * that holds under a guardrail. Says of each whether it can be asked before anybody is known.
 */
export function planLimits(
  uses: readonly (LimitUse & Governed)[],
  limits: readonly Limit[],
): readonly (LimitUse & Governed & { readonly contextOnly: boolean })[] {
  const byLimit = new Map<number, LimitUse & Governed>()
  for (const use of uses) {
    const known = byLimit.get(use.limit)
    if (!known || (known.guardrail !== undefined && use.guardrail === undefined)) byLimit.set(use.limit, use)
  }
  return [...byLimit.values()].map((use) => ({ ...use, contextOnly: isContextOnly(limits[use.limit]!) }))
}

function isContextOnly({ per, cost, when, unless }: Limit): boolean {
  const { expressions, roles } = asks([...per, cost, when], [unless])
  if (roles.some((role) => role !== "anyone")) return false
  return readsOf(expressions).every(({ root }) => root === "context" || root === "setting")
}
