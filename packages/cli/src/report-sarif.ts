import { type Diagnostic, lintRules, renderSarif, type RuleEntry, type Source } from "@edict/engine"
import { version } from "./build.ts"
import { pages } from "./pages.ts"

/** Findings for code scanning, with the pages of what is found. */
export function renderSarifReport(shown: readonly Diagnostic[], sources: readonly Source[]): string {
  return renderSarif(shown, { sources, version, pages, rules: ruleEntries() })
}

/** A rule that is off unless the configuration names it has no severity of its own. */
const ruleEntries = (): readonly RuleEntry[] =>
  lintRules.map(({ severity, ...rule }) => ({ ...rule, severity: severity === "off" ? "note" : severity }))
