import type { Environment } from "../evaluate/environment.ts"
import type { RuleReference } from "./decision.ts"
import type { Owed } from "./terms.ts"

/** How long a body may be, and the rule that says so. */
export interface BodyMax {
  readonly bytes: number
  readonly rule: RuleReference | undefined
}

/** Where no `max` is in force: 100 kb. */
export const usualMax: BodyMax = Object.freeze({ bytes: 102_400, rule: undefined })

/** Makes the function that finds the strictest `body max` in force for a request; `maxima` have the strictest first. */
export function makeBodyMax(maxima: readonly Owed<BodyMax>[]): (environment: Environment) => BodyMax {
  return (environment) => maxima.find(({ applies }) => !applies || applies(environment))?.value ?? usualMax
}
