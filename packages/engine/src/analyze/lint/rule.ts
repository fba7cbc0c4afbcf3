import type { Extras } from "../../diagnostics/diagnostic.ts"
import type { Severity } from "../../diagnostics/codes.ts"
import type { Span } from "../../text/span.ts"
import type { PolicyContext } from "./policy-context.ts"
import type { SyntaxContext } from "./syntax-context.ts"

/** What a rule reports at a place; its name and severity are added by whoever runs it. */
export interface Finding extends Extras {
  readonly span: Span
  /** Lower case, no final period, the author's text in backticks. */
  readonly message: string
}

export type RuleSeverity = Severity | "off"

interface RuleHead {
  /** In kebab case: what configurations, `edict-ignore` and `edict help` call it, and its page and fixture. */
  readonly name: string
  /** One line, lower case, as its page in docs/rules is headed. */
  readonly title: string
  /** Where the configuration says nothing. */
  readonly severity: RuleSeverity
  /** Of a rule about security: the item of the OWASP API Security Top 10 of 2023, whole. */
  readonly owasp?: string
}

/** Looks at what is written alone; runs when every file parses. */
export interface SyntaxRule extends RuleHead {
  readonly reads: "syntax"
  readonly run: (context: SyntaxContext) => Iterable<Finding>
}

/** Looks at what it means; runs when the policy has no error. */
export interface PolicyRule extends RuleHead {
  readonly reads: "policy"
  readonly run: (context: PolicyContext) => Iterable<Finding>
}

/**
 * A rule of `edict lint`: one file in `rules/`, one line in `rules.ts`, one page and one fixture.
 *
 * It reports what it is sure of and nothing else; what is said twice at one place is told once.
 */
export type LintRule = SyntaxRule | PolicyRule
