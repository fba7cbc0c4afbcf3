import { fixAll, type Fixed, type Looked } from "./analyze/lint/fix.ts"
import { makePolicyContext } from "./analyze/lint/policy-context.ts"
import { runRules, type RunOptions } from "./analyze/lint/run-rules.ts"
import { makeSyntaxContext } from "./analyze/lint/syntax-context.ts"
import { check, type CheckOptions } from "./check/check.ts"
import { sortDiagnostics } from "./diagnostics/arrange.ts"
import { makePlan } from "./plan/make-plan.ts"
import { nameSources } from "./plan/name-sources.ts"
import { parse } from "./syntax/parse.ts"
import type { Source } from "./text/source.ts"

/** What linting is given besides the sources. */
export interface LintOptions extends Omit<CheckOptions, "faults">, RunOptions {}

/** All findings of checking and of the rules, in the order of the source; the plan where none of checking is an error. */
export type Linted = Looked

/**
 * Checks policy sources and asks every lint rule about them.
 *
 * Where a file does not read, no rule is asked; where the policy has errors, only those that look at what is written. Pure,
 * and never throws for what a policy says.
 */
export function lint(sources: readonly Source[], options: LintOptions = {}): Linted {
  const { schemas, environment } = options
  const parsed = sources.map(parse)
  const files = parsed.map(({ value }) => value)
  const faults = parsed.flatMap(({ diagnostics }) => diagnostics)
  const { value: policy, diagnostics } = check(files, { schemas, environment, faults })
  if (faults.length > 0)
    return { diagnostics: sortDiagnostics([...faults, ...diagnostics]), parses: false, plan: undefined }
  const syntax = makeSyntaxContext(sources, files)
  const plan = policy && makePlan(policy, nameSources(sources, schemas ?? new Map(), policy))
  const meant = policy && plan && makePolicyContext(syntax, policy, plan)
  const found = runRules({ syntax, policy: meant }, options)
  return { diagnostics: sortDiagnostics([...diagnostics, ...found]), parses: true, plan }
}

/** Lints, and carries out the safe fixes: nothing is kept that would not read, or would allow more. */
export function lintFix(sources: readonly Source[], options: LintOptions = {}): Fixed {
  return fixAll(sources, (changed) => lint(changed, options))
}
