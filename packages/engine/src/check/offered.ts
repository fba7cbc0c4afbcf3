import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts"
import type { File } from "../syntax/ast.ts"
import type { Span } from "../text/span.ts"

/** Whatever name stands in these, nobody is let in by it. What is not listed may grant. */
const closed: ReadonlySet<string> = new Set(
  (
    "import type subject actor quota deny require limit use concurrent throttle audit reject hide hash mask " +
    "body query headers params assert"
  ).split(" "),
)

/** Members that let somebody past what holds them. */
const openings: ReadonlySet<string> = new Set(["unless", "to", "except"])

/**
 * The findings of a policy that has errors, where a guess at a name is safe only if it cannot grant.
 *
 * There is nothing to compare such a policy with: a guess at `allow custome` would be who may.
 */
export function withGuessesOffered(
  found: readonly Diagnostic[],
  files: readonly File[],
): readonly Diagnostic[] {
  const trees = new Map(files.map((file) => [file.span.file, file]))
  const settle = (fix: Fix): Fix => {
    if (!fix.safe || fix.edits.every(({ span }) => isClosed(trees.get(span.file), span))) return fix
    return { ...fix, safe: false }
  }
  return found.map((finding) =>
    finding.fixes.length === 0 ? finding : { ...finding, fixes: finding.fixes.map(settle) },
  )
}

function isClosed(file: File | undefined, span: Span): boolean {
  return file !== undefined && reaches(file, span, false)
}

/** Follows what holds the place down to it. */
function reaches(holder: object, span: Span, within: boolean): boolean {
  const isIn = within || ("kind" in holder && closed.has(String(holder.kind)))
  for (const [name, value] of Object.entries(holder)) {
    if (typeof value !== "object" || value === null || name === "span" || name === "head") continue
    const inner = Array.isArray(value) ? value.find((item: unknown) => holds(item, span)) : value
    if (!holds(inner, span)) continue
    return !(isIn && openings.has(name)) && reaches(inner, span, isIn)
  }
  return isIn
}

/** What says no place of its own is looked into. */
function holds(value: unknown, span: Span): value is object {
  if (typeof value !== "object" || value === null) return false
  if ("span" in value) {
    const own = value.span as Span
    return own.start <= span.start && span.end <= own.end
  }
  return Object.values(value).some((member) =>
    Array.isArray(member) ? member.some((item) => holds(item, span)) : holds(member, span),
  )
}
