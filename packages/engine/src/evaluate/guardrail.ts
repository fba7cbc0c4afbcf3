import type { Environment } from "./environment.ts"

/** Parameters of a guardrail's path, by its place in the plan; undefined where the request does not lie under it. */
export type GuardrailParameters = (guardrail: number) => readonly string[] | undefined

/** What a rule says of a request: under a guardrail nothing of other requests, and of its own with the guardrail's parameters. */
export function underGuardrail<Value>(
  guardrail: number | undefined,
  says: (environment: Environment) => Value,
): (environment: Environment, guardrails: GuardrailParameters) => Value | undefined {
  if (guardrail === undefined) return says
  return (environment, guardrails) => {
    const parameters = guardrails(guardrail)
    return parameters && says({ ...environment, parameters })
  }
}
