import type { LintRule } from "./rule.ts"
import { unusedQuota } from "./rules/unused-quota.ts"

/** Every rule, in the order of their names. */
export const rules: readonly LintRule[] = [unusedQuota]
