import type { RuleReference } from "../decide/decision.ts"
import { type Explanation, type Step, type StepName, stepNames } from "./trace.ts"
import { whyOf } from "./why.ts"

/** How a step of the guard ended a request that the policy's rules had not ended: 429, 415, 401 and so on. */
export interface GuardEnding {
  readonly step: StepName
  readonly status: number
  readonly reason: string
  /** In the guard's own words. */
  readonly why: string | undefined
  readonly rules: readonly RuleReference[]
}

/** The explanation of a request that ended at a step of the guard: what would have followed was not reached. */
export function endedBefore(explanation: Explanation, ending: GuardEnding): Explanation {
  const { status, reason, rules } = ending
  const last = stepNames.indexOf(ending.step)
  const steps = explanation.steps.map((step, place): Step => {
    if (step.name === "audit" && ending.step !== "audit") return step
    if (place < last) return step.outcome === "left open" ? { ...step, outcome: "passed" } : step
    if (place > last) return { name: step.name, outcome: "not reached", rules: [], sentence: "not reached" }
    return { ...step, outcome: "ended", sentence: sentenceOf(ending) }
  })
  const decision = {
    ...explanation.decision,
    decision: "deny",
    status,
    reason,
    determining: rules,
    message: undefined,
    challenge: undefined,
  } as const
  return { ...explanation, steps, decision, why: whyOf(steps, decision), nearest: undefined }
}

function sentenceOf({ status, reason, why, rules }: GuardEnding): string {
  const by = rules.length === 0 ? "" : ` by ${rules.map(({ id }) => id).join(", ")}`
  return `${status}${by}: ${why ?? guardWords[reason] ?? reason}`
}

const guardWords: Readonly<Record<string, string>> = {
  limit: "the limit is used up",
  credentials: "the credentials are not accepted",
}
