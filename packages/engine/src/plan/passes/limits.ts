import type { Limit, LimitUse } from "../../model/policy.ts"
import { visitParts } from "../../values/parts.ts"
import type { Governed } from "../plan.ts"

type PlannedUse = LimitUse & Governed & { readonly contextOnly: boolean }

/**
 * A counter that several lines put in force is charged once: where one of them always holds, the
 * others say nothing new; lines under guardrails all stay, and whoever charges takes the first that
 * holds. `contextOnly` says of each counter whether it can be asked before anybody is known.
 */
export function planLimits(
  uses: readonly (LimitUse & Governed)[],
  contextOnly: readonly boolean[],
): readonly PlannedUse[] {
  const always = new Map<number, LimitUse & Governed>()
  for (const use of uses)
    if (use.guardrail === undefined && !always.has(use.limit)) always.set(use.limit, use)
  return uses
    .filter((use) => (always.get(use.limit) ?? use) === use)
    .map((use) => ({ ...use, contextOnly: contextOnly[use.limit] === true }))
}

/** Everything that the counter asks is known from the connection alone. */
export function isContextOnly({ per, cost, when, unless }: Limit): boolean {
  if (unless?.roles.some((role) => role !== "anyone") === true) return false
  let isKnown = true
  for (const expression of [...per, cost, when, unless?.when]) {
    if (expression === undefined) continue
    visitParts(expression, (part) => {
      if (part.kind === "is" && part.role !== "anyone") isKnown = false
      if (part.kind === "read" && part.root !== "context" && part.root !== "setting") isKnown = false
    })
  }
  return isKnown
}
