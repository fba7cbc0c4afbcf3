import type { ExplainedDecision, RuleTrace, Step } from "./trace.ts"

const longest = 120

/** A rule in a sentence: as written, if that is short, and where it stands. */
export function ruleInWords({ text, id }: Pick<RuleTrace, "text" | "id">): string {
  return `\`${text.length <= longest ? text : `${text.slice(0, longest - 1)}…`}\` (${id})`
}

/** Why the request ended as it did, in one sentence. */
export function whyOf(steps: readonly Step[], decision: ExplainedDecision): string {
  const ended = steps.find(({ outcome }) => outcome === "ended")
  if (decision.decision === "allow") return allowedBecause(steps, decision)
  if (ended === undefined) return `refused with ${decision.status}: ${decision.reason}`
  const by = ended.rules.find(({ id }) => id === decision.determining[0]?.id)
  if (by !== undefined && rulesDecide.has(ended.name))
    return `refused with ${decision.status} by ${ruleInWords(by)}: ${by.sentence}`
  return `refused at ${ended.name} with ${ended.sentence}`
}

const rulesDecide: ReadonlySet<string> = new Set(["tls", "deny", "require"])

function allowedBecause(steps: readonly Step[], decision: ExplainedDecision): string {
  const rulesOf = (name: Step["name"]): readonly RuleTrace[] =>
    steps.find((step) => step.name === name)?.rules ?? []
  const cors = rulesOf("route").find(({ kind }) => kind === "cors")
  if (cors !== undefined) return `answered with ${decision.status} by ${ruleInWords(cors)}: ${cors.sentence}`
  const allow = rulesOf("allow").find(({ id }) => id === decision.determining[0]?.id)
  if (allow === undefined) return `allowed: ${decision.reason}`
  const others = [
    ...(rulesOf("deny").length > 0 ? ["no deny applies"] : []),
    ...(rulesOf("require").length > 0 ? ["every require holds"] : []),
  ]
  return [`allowed by ${ruleInWords(allow)}: ${allow.sentence}`, ...others].join(", ")
}
