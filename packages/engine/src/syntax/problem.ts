import type { Span } from "../text/span.ts"
import type { SyntaxCode } from "../diagnostics/codes/syntax.ts"

/** A fault of the author's text, before it becomes a `Diagnostic`. */
export interface Problem {
  readonly code: SyntaxCode
  readonly span: Span
  readonly message: string
  readonly why?: string
  readonly help?: string
  readonly labels?: readonly { readonly span: Span; readonly text: string }[]
  /** What the text at `span` should have been. */
  readonly replacement?: string
}

/** The author's text between backticks: one line, and never long. */
export function quoted(text: string): string {
  const line = text.replace(/[\r\n\t\p{Cc}]+/gu, " ")
  return `\`${line.length > 40 ? `${line.slice(0, 40)}…` : line}\``
}
