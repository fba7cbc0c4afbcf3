import { makePolicyContext } from "./analyze/lint/policy-context.ts"
import { rules as allRules } from "./analyze/lint/rules.ts"
import type { LintRule } from "./analyze/lint/rule.ts"
import { runRules, type Severities } from "./analyze/lint/run-rules.ts"
import { makeSyntaxContext } from "./analyze/lint/syntax-context.ts"
import { check, type CheckOptions } from "./check/check.ts"
import { sortDiagnostics } from "./diagnostics/arrange.ts"
import type { Diagnostic } from "./diagnostics/diagnostic.ts"
import type { Policy } from "./model/policy.ts"
import { makePlan } from "./plan/make-plan.ts"
import { nameSources } from "./plan/name-sources.ts"
import { parse } from "./syntax/parse.ts"
import type { Source } from "./text/source.ts"

/** What linting is given besides the sources. */
export interface LintOptions extends Omit<CheckOptions, "faults"> {
  /** By the rule's name; the others have their own. */
  readonly severities?: Severities | undefined
  /** All, unless some are named. */
  readonly rules?: readonly LintRule[] | undefined
}

/** What came of linting. */
export interface Linted {
  /** Of checking and of the rules, in the order of the source. */
  readonly diagnostics: readonly Diagnostic[]
  /** Undefined where checking found an error: rules that ask what the policy means were not run then. */
  readonly policy: Policy | undefined
}

/** Checks policy sources and asks every lint rule about them. Pure, and never throws for what a policy says. */
export function lint(sources: readonly Source[], options: LintOptions = {}): Linted {
  const { rules = allRules, severities = new Map(), schemas, environment } = options
  const parsed = sources.map(parse)
  const files = parsed.map(({ value }) => value)
  const faults = parsed.flatMap(({ diagnostics }) => diagnostics)
  const checked = check(files, { schemas, environment, faults })
  const told = [...faults, ...checked.diagnostics]
  if (faults.length > 0) return { diagnostics: sortDiagnostics(told), policy: undefined }
  const syntax = makeSyntaxContext(sources, files)
  const policy = checked.value
  const context =
    policy &&
    makePolicyContext(syntax, policy, makePlan(policy, nameSources(sources, schemas ?? new Map(), policy)))
  const found = runRules(rules, severities, { syntax, policy: context })
  return { diagnostics: sortDiagnostics([...told, ...found]), policy }
}
