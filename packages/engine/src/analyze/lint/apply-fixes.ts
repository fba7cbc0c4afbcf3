import type { Diagnostic, Edit, Fix } from "../../diagnostics/diagnostic.ts"
import type { Source } from "../../text/source.ts"

/** The first safe fix of each finding that has one. */
export function safeFixesOf(found: readonly Diagnostic[]): readonly Fix[] {
  return found.flatMap(({ fixes }) => fixes.find(({ safe, edits }) => safe && edits.length > 0) ?? [])
}

/** Those that touch nothing that one before them touches: a fix is carried out whole, or waits for the next round. */
export function apartFrom(fixes: readonly Fix[]): readonly Fix[] {
  const taken: Edit[] = []
  const known = new Set<string>()
  return fixes.filter((fix) => {
    const key = JSON.stringify(fix.edits)
    if (known.has(key)) return false
    if (fix.edits.some((edit) => taken.some((other) => touches(edit, other)))) return false
    known.add(key)
    taken.push(...fix.edits)
    return true
  })
}

/** Edits that only meet count too: which of two insertions at one place comes first is anybody's guess. */
function touches({ span: left }: Edit, { span: right }: Edit): boolean {
  return left.file === right.file && left.start <= right.end && right.start <= left.end
}

/** The texts with all edits carried out. INVARIANT: no two of them touch. */
export function applyFixes(sources: readonly Source[], fixes: readonly Fix[]): readonly Source[] {
  const edits = fixes.flatMap((fix) => fix.edits).toSorted((a, b) => b.span.start - a.span.start)
  return sources.map((source) => {
    const own = edits.filter(({ span }) => span.file === source.path)
    if (own.length === 0) return source
    // From the end on, so that no edit moves another.
    const text = own.reduce(
      (before, { span, text: put }) => before.slice(0, span.start) + put + before.slice(span.end),
      source.text,
    )
    return { path: source.path, text }
  })
}
