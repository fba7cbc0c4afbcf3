import { rules } from "../../../src/analyze/lint/rules.ts"
import type { LintRule } from "../../../src/analyze/lint/rule.ts"

/** The rules of these names, which must exist. */
export function only(...names: readonly string[]): readonly LintRule[] {
  return names.map((name) => {
    const rule = rules.find((one) => one.name === name)
    if (rule === undefined) throw new Error(`there is no rule \`${name}\``)
    return rule
  })
}
