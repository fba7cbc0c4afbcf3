import type { Code } from "../diagnostics/codes.ts"
import type { Diagnostic } from "../diagnostics/diagnostic.ts"

/** What is missing, or is not where it was meant, once a line that does not parse is passed over. */
const ofAbsence: ReadonlySet<string> = new Set<Code>([
  "E101",
  "E102",
  "E103",
  "E104",
  "E105",
  "E106",
  "E107",
  "E108",
  "E111",
  "E113",
  "E217",
  "E304",
  "E305",
  "E306",
  "E312",
  "E314",
  "E317",
  "E403",
  "E404",
  "E406",
])

/**
 * Leaves out what may only follow from faults of syntax: what stands on their lines, and what is missed because
 * something was passed over. A name that is nearly one that is declared is a fault all the same.
 */
export function withoutEchoes(
  found: readonly Diagnostic[],
  faults: readonly Diagnostic[],
): readonly Diagnostic[] {
  const isSyntax = faults.filter(({ severity }) => severity === "error")
  if (isSyntax.length === 0) return found
  const lines = new Set(
    isSyntax.flatMap(({ span, labels }) =>
      [span, ...labels.map((label) => label.span)].map(({ file, line }) => `${file}:${line}`),
    ),
  )
  return found.filter(({ code, span, fixes }) => {
    if (lines.has(`${span.file}:${span.line}`)) return false
    return !ofAbsence.has(code) || fixes.length > 0
  })
}
