import type { Plan } from "./plan.ts"

/** Headers that bring API keys, in lower case. */
export function keyHeadersOf({ authenticators }: Pick<Plan, "authenticators">): ReadonlySet<string> {
  return new Set(authenticators.flatMap((one) => (one.kind === "apikey" ? [one.header] : [])))
}
