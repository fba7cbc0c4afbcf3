import type { Span } from "../text/span.ts"
import { codes, type Code, type RuleName, type Severity } from "./codes.ts"

/** A remark at a place; at the diagnostic's own span, it stands behind the carets. */
export interface Label {
  readonly span: Span
  readonly text: string
}

/** Another place that the reader needs to see, such as the first of two declarations. */
export interface Related {
  readonly span: Span
  readonly message: string
}

/** Text to put in the place of a span; an empty span inserts. */
export interface Edit {
  readonly span: Span
  readonly text: string
}

/** One way out. A safe fix cannot make a policy allow more than its author wrote. */
export interface Fix {
  readonly title: string
  readonly safe: boolean
  readonly edits: readonly Edit[]
}

/** One finding: the same object for the terminal, JSON, SARIF and an editor. */
export interface Diagnostic {
  readonly code: Code | RuleName
  readonly severity: Severity
  /** Lower case, no final period, the author's text in backticks. */
  readonly message: string
  /** What would happen if it stayed. */
  readonly why?: string
  /** What to do about it, where no fix says so. */
  readonly help?: string
  readonly span: Span
  readonly labels: readonly Label[]
  readonly related: readonly Related[]
  readonly fixes: readonly Fix[]
}

/** What a diagnostic may say beyond its message. */
export interface Extras {
  readonly why?: string | undefined
  readonly help?: string | undefined
  readonly labels?: readonly Label[] | undefined
  readonly related?: readonly Related[] | undefined
  readonly fixes?: readonly Fix[] | undefined
}

/**
 * A diagnostic, with the severity that the registry gives its code.
 *
 * ```ts
 * diagnostic("E101", name.span, `unknown role ${quoted}`, { why: "an unknown role never matches" })
 * ```
 */
export function diagnostic(code: Code, span: Span, message: string, extras: Extras = {}): Diagnostic {
  return {
    code,
    severity: codes[code].severity,
    message,
    ...(extras.why === undefined ? {} : { why: extras.why }),
    ...(extras.help === undefined ? {} : { help: extras.help }),
    span,
    labels: extras.labels ?? [],
    related: extras.related ?? [],
    fixes: extras.fixes ?? [],
  }
}
