import { compile, type GuardOptions } from "@edict/engine"
import { policyText, type Kind } from "./scenario.ts"

/** What the three adapters take; lines go to standard output, as they do where nothing is said. */
export function guardOptions(kind: Exclude<Kind, "bare" | "stack">): Pick<GuardOptions, "policy"> {
  const { policy, diagnostics } = compile([{ path: "shop.edict", text: policyText(kind) }])
  if (!policy) throw new Error(`the benchmark's policy is refused: ${diagnostics[0]?.message}`)
  return { policy }
}
