import type { Decision, Reason, RuleReference } from "../decide/decision.ts"

/** What ends a request besides the policy's rules. */
export type GuardReason =
  | Reason
  /** The framework would run another route than the one decided on. */
  | "dispatch-mismatch"
  /** The policy has the route, the application has not. */
  | "no-handler"
  | "upgrade"
  /** No request that HTTP knows, or one whose expectation nobody meets. */
  | "malformed"
  | "credentials"
  | "too-many-failures"
  | "subject-failed"
  | "limit"
  | "store-failed"
  | "body"
  | "load-failed"
  | "audit-failed"
  | "timeout"
  /** The handler's answer cannot be filtered, or went around the guard. */
  | "withheld"
  | "aborted"
  | "undecided"
  | "internal"

/** Why a request ends here: what the caller is told, and what the audit line says. */
export interface Refusal {
  readonly status: number
  readonly reason: GuardReason
  /** For the audit line alone. */
  readonly why?: string
  /** The text after `else`: the caller reads it. */
  readonly message?: string | undefined
  readonly rules?: readonly RuleReference[]
  readonly headers?: Readonly<Record<string, string | string[]>>
  /** Where the status alone does not name the problem. */
  readonly kind?: string
  readonly violatedPolicies?: readonly string[]
  /** The status that leaves all the same, where the guard only looks on. */
  readonly answered?: number
}

/** A policy's decision against the request, with the fields that its status asks for. */
export function refusalOf(decision: Decision): Refusal {
  const { status, reason, message, determining, allowedMethods, challenge } = decision
  return {
    status,
    reason,
    message,
    rules: determining,
    ...(allowedMethods === undefined ? {} : { headers: { allow: allowedMethods.join(", ") } }),
    ...(challenge === undefined
      ? {}
      : { kind: challenge.kind === "step-up" ? "step-up-required" : "insufficient-scope" }),
  }
}
