import type { Plan } from "../plan/plan.ts"
import type { Attributes } from "../evaluate/environment.ts"

export type Authenticator = Plan["authenticators"][number]
export type ValueSource = Extract<Authenticator, { kind: "jwt" }>["keys"]

/** What came of checking one credential; `why` is for the audit line and never holds the credential. */
export type Verification =
  | {
      readonly kind: "verified"
      /** What assignments read: a token's claims, an API key's entry. */
      readonly credential: Attributes
      /** Milliseconds since the epoch; outside of them it is worth nothing. */
      readonly notBefore: number
      readonly expires: number
    }
  | { readonly kind: "rejected"; readonly why: string }

export interface Verifier {
  /** Whether this authenticator could know the credential; what it says of itself is not believed yet. */
  readonly claims: (credential: string) => boolean
  readonly verify: (credential: string, now: number) => Promise<Verification>
}

/** A value, or why the guard cannot start with it. */
export type Started<Value> =
  | { readonly kind: "started"; readonly value: Value }
  | { readonly kind: "problem"; readonly message: string }

export function problem(message: string): { readonly kind: "problem"; readonly message: string } {
  return { kind: "problem", message }
}

export function started<Value>(value: Value): Started<Value> {
  return { kind: "started", value }
}
