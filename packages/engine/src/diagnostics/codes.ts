import { conflictCodes, type ConflictCode } from "./codes/conflicts.ts"
import { importCodes, type ImportCode } from "./codes/import.ts"
import { lintCodes, type LintCode } from "./codes/lint.ts"
import { nameCodes, type NameCode } from "./codes/names.ts"
import { securityCodes, type SecurityCode } from "./codes/security.ts"
import { syntaxCodes, type SyntaxCode } from "./codes/syntax.ts"
import { testingCodes, type TestingCode } from "./codes/testing.ts"
import { typeCodes, type TypeCode } from "./codes/types.ts"
import { unsupportedCodes, type UnsupportedCode } from "./codes/unsupported.ts"

/** An error stops the policy from being used; a warning and a note do not. */
export type Severity = "error" | "warning" | "note"

/** What a code means, whatever the place where it is reported. */
export interface CodeEntry {
  readonly severity: Severity
  /** One line, as its page in docs/diagnostics is headed. */
  readonly title: string
}

/** The code of a diagnostic; `edict help CODE` prints its page. */
export type Code =
  | SyntaxCode
  | UnsupportedCode
  | NameCode
  | TypeCode
  | ConflictCode
  | SecurityCode
  | TestingCode
  | ImportCode
  | LintCode

/** The name of a rule of `edict lint`, which stands where others have a code. */
export type RuleName = `${string}-${string}`

/** What a report says of such a rule. */
export interface RuleEntry extends CodeEntry {
  readonly name: string
  /** Of a rule about security: the item of the OWASP API Security Top 10 of 2023, whole. */
  readonly owasp?: string
}

/**
 * Every code that can be reported, in the order of the phases that report them.
 *
 * A code never changes its meaning and is never used again: policies, pipelines and pages name it.
 */
export const codes: Readonly<Record<Code, CodeEntry>> = {
  ...syntaxCodes,
  ...unsupportedCodes,
  ...nameCodes,
  ...typeCodes,
  ...conflictCodes,
  ...securityCodes,
  ...testingCodes,
  ...importCodes,
  ...lintCodes,
}

/** Codes that were reported once and are no more: none of them may come back with another meaning. */
export const retired: ReadonlySet<string> = new Set(["E050", "E066", "E122"])

/** Whether a text, such as one typed after `edict help`, is a code. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(codes, text)
}
