/** A stretch of one source file: where a thing was written. */
export interface Span {
  /** The path under which the source was given, as diagnostics and audit lines print it. */
  readonly file: string
  /** First UTF-16 unit, from 0. */
  readonly start: number
  /** One past the last UTF-16 unit. */
  readonly end: number
  /** Line of `start`, from 1. */
  readonly line: number
  /** Column of `start` in UTF-16 units, from 1. */
  readonly column: number
}
