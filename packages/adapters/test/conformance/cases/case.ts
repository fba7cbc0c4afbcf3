import type { Sent } from "../requests.ts"
import type { Scenario } from "../site.ts"

/** What comes back: the answer's status, one of several where frameworks differ, or the end of the connection without one. */
export type Expected = number | "destroyed" | readonly (number | "destroyed")[]

/** Requests sent in one write; what each comes to. */
export type Row = readonly [sent: Sent, expected: Expected]

/** An attack that worked on somebody else, and what looks like it and is fine. */
export interface Advisory {
  /** Where it was published, and whose it was. */
  readonly name: string
  readonly scenario: Scenario
  readonly attacks: readonly Row[]
  readonly twins: readonly Row[]
}
