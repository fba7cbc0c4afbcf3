/** A caller of the test file: its members, and its roles. */
export interface Actor {
  readonly id: string
  readonly roles: readonly string[]
  readonly tenant?: string
  readonly mfa?: boolean
}
/** One request, and what it must be answered with. */
export interface Case {
  readonly name: string | undefined
  readonly method: string
  readonly path: string
  /** As the test file writes it: `sue+mfa`. */
  readonly as: string
  readonly actor: Actor | undefined
  readonly body: unknown
  readonly repeat: number
  readonly expected: Expected
}
export interface Expected {
  /** `allow`: any status under 300. */
  readonly status: number | "allow"
  readonly body?: unknown
}
export interface TestFile {
  readonly actors: readonly Actor[]
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly cases: readonly Case[]
}
/** Reads a test file into the requests that it stands for: each row of the matrix for every actor, then its tests. */
export declare function readTestFile(text: string): TestFile
