import type { Diagnostic } from "./diagnostic.ts"

/** Diagnostics in the order in which they are shown, and how many more there are. */
export interface Arranged {
  readonly shown: readonly Diagnostic[]
  readonly omitted: number
}

const severityOrder = { error: 0, warning: 1, note: 2 } as const

/** By file, then place, then code; the order of phases and of files given does not matter. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted(byPlace)
}

function byPlace(left: Diagnostic, right: Diagnostic): number {
  return (
    compareText(left.span.file, right.span.file) ||
    left.span.start - right.span.start ||
    left.span.end - right.span.end ||
    compareText(left.code, right.code) ||
    compareText(left.message, right.message)
  )
}

/** Sorts, drops what is said twice, and keeps at most `limit`: no warning takes the place of an error. */
export function arrange(
  diagnostics: readonly Diagnostic[],
  limit: number = Number.POSITIVE_INFINITY,
): Arranged {
  const sorted = sortDiagnostics(diagnostics)
  const distinct = sorted.filter((finding, index) => {
    const before = sorted[index - 1]
    return before === undefined || byPlace(before, finding) !== 0
  })
  if (distinct.length <= limit) return { shown: distinct, omitted: 0 }
  const kept = distinct
    .toSorted((left, right) => severityOrder[left.severity] - severityOrder[right.severity])
    .slice(0, limit)
  return { shown: kept.sort(byPlace), omitted: distinct.length - limit }
}

/** Such as `2 errors, 1 warning (30 more not shown)`; empty where there is nothing to say. */
export function summarize({ shown, omitted }: Arranged): string {
  const counts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = shown.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`]
  })
  return counts.join(", ") + (omitted === 0 ? "" : ` (${omitted} more not shown)`)
}

function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
