import type { Sent } from "../requests.ts"
import type { Scenario } from "../site.ts"
import type { Trait } from "../subject.ts"

/** What comes back: the answer's status, one of several where frameworks differ, or the end of the connection without one. */
export type Expected = number | "destroyed" | readonly (number | "destroyed")[]

/** What comes back from one application. */
export type ExpectedOf = Expected | ((traits: ReadonlySet<Trait>) => number)

/** Requests sent in one write; what each comes to. */
export type Row<Result = Expected> = readonly [sent: Sent, expected: Result]

/** An attack that worked on somebody else, and what looks like it and is fine. */
export interface Advisory {
  /** Where it was published, and whose it was. */
  readonly name: string
  readonly scenario: Scenario
  readonly attacks: readonly Row<ExpectedOf>[]
  readonly twins: readonly Row<ExpectedOf>[]
}
