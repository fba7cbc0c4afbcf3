import type { RuleName, Severity } from "../../diagnostics/codes.ts"
import type { Diagnostic } from "../../diagnostics/diagnostic.ts"
import type { PolicyContext } from "./policy-context.ts"
import type { Finding, LintRule, RuleSeverity } from "./rule.ts"
import type { SyntaxContext } from "./syntax-context.ts"

/** By name; a rule that is not named has its own severity. */
export type Severities = ReadonlyMap<string, RuleSeverity>

/** What the rules find, each finding once. Without `policy`, rules that read what is meant are left out. */
export function runRules(
  rules: readonly LintRule[],
  severities: Severities,
  context: { readonly syntax: SyntaxContext; readonly policy: PolicyContext | undefined },
): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  for (const rule of rules) {
    const severity = severities.get(rule.name) ?? rule.severity
    if (severity === "off") continue
    const told = new Set<string>()
    for (const finding of findingsOf(rule, context)) {
      const { file, start, end } = finding.span
      const key = `${file}:${start}:${end}:${finding.message}`
      if (told.has(key)) continue
      told.add(key)
      found.push(diagnosticOf(rule, severity, finding))
    }
  }
  return found
}

function findingsOf(
  rule: LintRule,
  { syntax, policy }: { readonly syntax: SyntaxContext; readonly policy: PolicyContext | undefined },
): Iterable<Finding> {
  if (rule.reads === "syntax") return rule.run(syntax)
  return policy === undefined ? [] : rule.run(policy)
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
