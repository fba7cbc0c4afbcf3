import { nearest } from "../../diagnostics/suggest.ts"
import type { LintRule, RuleSeverity } from "./rule.ts"

const severities: readonly string[] = ["off", "note", "warning", "error"] satisfies RuleSeverity[]

/** What a configuration says of rules, read; or what is wrong with it. */
export type Severities =
  | { readonly kind: "read"; readonly severities: ReadonlyMap<string, RuleSeverity> }
  | { readonly kind: "wrong"; readonly message: string; readonly hint: string }

/** Reads severities by the names of rules; a name or a severity that does not exist is never passed over. */
export function readSeverities(
  rules: readonly LintRule[],
  written: Readonly<Record<string, unknown>>,
): Severities {
  const names = rules.map(({ name }) => name)
  const read = new Map<string, RuleSeverity>()
  for (const [name, value] of Object.entries(written)) {
    if (!names.includes(name)) {
      const meant = nearest(name, names)
      const hint = meant === undefined ? "`edict help rules` lists the rules" : `did you mean \`${meant}\`?`
      return { kind: "wrong", message: `there is no rule \`${name}\``, hint }
    }
    // YAML reads a bare `off` as text, and YAML 1.1 as false.
    const severity = value === false ? "off" : value
    if (typeof severity !== "string" || !severities.includes(severity)) {
      const message = `\`${name}\` has no severity \`${String(value)}\``
      return { kind: "wrong", message, hint: `severities are ${severities.join(", ")}` }
    }
    read.set(name, severity as RuleSeverity)
  }
  return { kind: "read", severities: read }
}
