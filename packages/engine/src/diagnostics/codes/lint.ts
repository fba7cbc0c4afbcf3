/** E701 to E799: what is said to the rules of `edict lint`. The rules have names in place of codes. */
export const lintCodes = {
  E701: { severity: "error", title: "an `edict-ignore` without its reason" },
  E702: { severity: "error", title: "an `edict-ignore` of no rule" },
  E703: { severity: "warning", title: "an `edict-ignore` that ignores nothing" },
} as const

export type LintCode = keyof typeof lintCodes
