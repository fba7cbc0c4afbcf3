import type { Decision, RuleReference } from "../decide/decision.ts"
import type { Span } from "../text/span.ts"
import type { Expression } from "../values/expression.ts"
import type { Truth } from "../values/type.ts"

// What happened to one request, step by step. Plain data: the sentences are in already, `layout.ts` lays it out for a
// terminal, JSON takes it as it is.

/** What came of a question; what is unknown never opens. */
export type Verdict = "true" | "false" | "unknown"

export function verdictOf(truth: Truth): Verdict {
  return truth === undefined ? "unknown" : truth ? "true" : "false"
}

/** A value that a condition looked at. */
export interface OperandTrace {
  readonly kind: "operand"
  readonly span: Span
  /** What it reads, by its whole name. */
  readonly text: string
  /** As written, where that is something else: the member of a define's parameter, `mfa`. */
  readonly source?: string
  /** As the request or the loader gave it, bounded; null where it is missing. Secrets are no values: `withheld`. */
  readonly value: unknown
  readonly state: "present" | "default" | "missing" | "ill-typed"
}

/** A condition and what came of it. */
export interface ConditionTrace {
  readonly kind: "condition"
  /** `and`, `or` and `not` are made of conditions; every other form is one comparison, quantifier or question. */
  readonly form: Expression["kind"]
  readonly span: Span
  readonly text: string
  readonly source?: undefined
  readonly verdict: Verdict
  /** Operands that it reads, and conditions that it is made of, in order. */
  readonly parts: readonly (OperandTrace | ConditionTrace)[]
  readonly why: string | undefined
}

/** A role named as WHO, or asked by `subject is`. */
export interface RoleTrace {
  readonly name: string
  readonly held: Verdict
  readonly why: string
  /** Conditions of roles through which it would be held. */
  readonly conditions: readonly ConditionTrace[]
}

/** WHO and `when` together: `allow`, `unless`, `to`. */
export interface GrantTrace {
  readonly roles: readonly RoleTrace[]
  readonly when: ConditionTrace | undefined
  readonly met: Verdict
}

/** What a line of the policy is. */
export type RuleKind =
  | "allow"
  | "deny"
  | "require"
  | "limit"
  | "audit"
  | "body"
  | "cors"
  | "show"
  | "hide"
  | "hash"
  | "mask"
  | "each"
  | "only-to"

/** One line of the policy, asked of this request. */
export interface RuleTrace {
  readonly kind: RuleKind
  readonly id: string
  readonly span: Span
  /** The line as written. */
  readonly text: string
  /** It did what it is there for: an `allow` is met, a `deny` applies, a `require` holds, a mask is put on. */
  readonly fires: boolean
  /** It was not asked: its `except` names the request, or its guardrail is about others. */
  readonly isElsewhere?: true
  readonly who: readonly RoleTrace[]
  readonly conditions: readonly (ConditionTrace | OperandTrace)[]
  readonly unless: GrantTrace | undefined
  readonly sentence: string
}

/** In the order in which the guard takes them. */
export const stepNames = [
  "canonicalize",
  "route",
  "tls",
  "limits by context",
  "authenticate",
  "body",
  "limits",
  "who",
  "load",
  "deny",
  "allow",
  "require",
  "handler",
  "response",
  "audit",
] as const

/** The name of a step, as explanations print it. */
export type StepName = (typeof stepNames)[number]

/** One step of the way of a request, in the fixed order of docs/language.md. */
export interface Step {
  readonly name: StepName
  /** `left open`: what only a running guard can tell. */
  readonly outcome: "passed" | "ended" | "not reached" | "left open"
  readonly rules: readonly RuleTrace[]
  readonly sentence: string
}

/** The rule that was nearest to another end, and what it lacks. */
export interface NearestRule {
  readonly rule: RuleReference
  /** As written. */
  readonly text: string
  /** Each thing that would have to be otherwise, in words. */
  readonly unmet: readonly string[]
  /** What, as things stand, would refuse next. */
  readonly next: readonly RuleReference[]
  readonly sentence: string
}

/** One request told step by step, with its decision. Plain data: it survives JSON. */
export interface Explanation {
  readonly request: { readonly method: string; readonly path: string }
  readonly steps: readonly Step[]
  /** What the policy decided; where a step of the guard ended the request before, that. */
  readonly decision: ExplainedDecision
  /** In one sentence. */
  readonly why: string
  /** Where the request was refused: the `allow` with the fewest unmet parts, or what the refusing rule asks for. */
  readonly nearest: NearestRule | undefined
}

/** A decision, also of a step that asks no rule: `limit`, `credentials`, `body` and so on. */
export type ExplainedDecision = Omit<Decision, "reason"> & { readonly reason: string }
