import type { RuleName, Severity } from "../../diagnostics/codes.ts"
import type { Diagnostic } from "../../diagnostics/diagnostic.ts"
import { applyIgnores, readIgnores } from "./ignores.ts"
import type { PolicyContext } from "./policy-context.ts"
import type { Finding, LintRule, RuleSeverity } from "./rule.ts"
import { rules as allRules } from "./rules.ts"
import type { SyntaxContext } from "./syntax-context.ts"

/** How the rules are run. */
export interface RunOptions {
  /** All, unless some are given. */
  readonly rules?: readonly LintRule[] | undefined
  /** By name; a rule that is not named has its own severity. */
  readonly severities?: ReadonlyMap<string, RuleSeverity> | undefined
}

interface Contexts {
  readonly syntax: SyntaxContext
  /** Undefined where the policy has errors: rules that read what it means are left out then. */
  readonly policy: PolicyContext | undefined
}

/** What the rules find, each finding once and without what is ignored, and what is wrong with the ignores. */
export function runRules(contexts: Contexts, options: RunOptions): readonly Diagnostic[] {
  const { rules = allRules, severities = new Map<string, RuleSeverity>() } = options
  const found: Diagnostic[] = []
  const ran = new Set<string>()
  for (const rule of rules) {
    const severity = severities.get(rule.name) ?? rule.severity
    const findings = severity === "off" ? undefined : findingsOf(rule, contexts)
    if (severity === "off" || findings === undefined) continue
    ran.add(rule.name)
    for (const finding of findings) found.push(diagnosticOf(rule, severity, finding))
  }
  // A name that is known counts, whichever rules are run.
  const names = [...new Set([...allRules, ...rules].map(({ name }) => name))]
  const { ignores, faults } = readIgnores(contexts.syntax, names)
  return [...applyIgnores(contexts.syntax, distinct(found), ignores, ran), ...faults]
}

function findingsOf(rule: LintRule, { syntax, policy }: Contexts): Iterable<Finding> | undefined {
  if (rule.reads === "syntax") return rule.run(syntax)
  return policy && rule.run(policy)
}

/** One line may govern many routes, and be looked at for each. */
function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = new Map<string, Diagnostic>()
  for (const finding of found) {
    const { file, start, end } = finding.span
    const key = `${finding.code} ${start} ${end} ${file} ${finding.message}`
    if (!told.has(key)) told.set(key, finding)
  }
  return [...told.values()]
}

function diagnosticOf(rule: LintRule, severity: Severity, finding: Finding): Diagnostic {
  const { span, message, why, help, labels = [], related = [], fixes = [] } = finding
  return {
    code: rule.name as RuleName,
    severity,
    message,
    ...(why === undefined ? {} : { why }),
    ...(help === undefined ? {} : { help }),
    span,
    labels,
    related,
    fixes,
  }
}
