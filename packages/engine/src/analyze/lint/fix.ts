import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts"
import type { Plan } from "../../plan/plan.ts"
import type { Source } from "../../text/source.ts"
import { apartFrom, applyFixes, safeFixesOf } from "./apply-fixes.ts"
import { whatIsLooser } from "./looser.ts"

/** What a look at the sources says of them. */
export interface Looked {
  readonly diagnostics: readonly Diagnostic[]
  /** Every file reads. */
  readonly parses: boolean
  /** Undefined where the policy has errors. */
  readonly plan: Plan | undefined
}

export interface Fixed {
  readonly sources: readonly Source[]
  /** How the sources look now. */
  readonly looked: Looked
  readonly applied: number
  /** Titles of fixes that were not carried out: what came of them would not read, has errors, or allows more. */
  readonly refused: readonly string[]
}

/** One fix may bring about another finding; so many rounds can only be two that undo each other. */
const mostRounds = 100

/**
 * Carries out the safe fixes of what is found, and of what is found then, until none is left.
 *
 * Nothing that comes of it is kept unless every file still reads, a policy without errors is one still, and no route
 * allows more than before.
 */
export function fixAll(given: readonly Source[], look: (sources: readonly Source[]) => Looked): Fixed {
  let sources = given
  let looked = look(sources)
  let applied = 0
  const refused = new Set<string>()
  for (let round = 0; round < mostRounds; round += 1) {
    const open = safeFixesOf(looked.diagnostics).filter((fix) => !refused.has(keyOf(fix, sources)))
    const batch = apartFrom(open)
    if (batch.length === 0) break
    const accepted = tryFixes(sources, batch, looked, look)
    if (accepted) {
      ;({ sources, looked } = accepted)
      applied += batch.length
      continue
    }
    // Not all together, then: the first that does alone, and what others look like after it in the next round.
    for (const fix of batch) {
      const alone = tryFixes(sources, [fix], looked, look)
      if (alone === undefined) refused.add(keyOf(fix, sources))
      else {
        ;({ sources, looked } = alone)
        applied += 1
        break
      }
    }
  }
  const left = safeFixesOf(looked.diagnostics).filter((fix) => refused.has(keyOf(fix, sources)))
  return { sources, looked, applied, refused: left.map(({ title }) => title) }
}

/** Known again when other edits have moved it: by its title and the texts that it takes out and puts in. */
function keyOf(fix: Fix, sources: readonly Source[]): string {
  const texts = fix.edits.map(({ span, text }) => {
    const source = sources.find(({ path }) => path === span.file)
    return [span.file, source?.text.slice(span.start, span.end), text]
  })
  return JSON.stringify([fix.title, texts])
}

function tryFixes(
  sources: readonly Source[],
  fixes: readonly Fix[],
  before: Looked,
  look: (sources: readonly Source[]) => Looked,
): { readonly sources: readonly Source[]; readonly looked: Looked } | undefined {
  const changed = applyFixes(sources, fixes)
  const looked = look(changed)
  if (before.parses && !looked.parses) return undefined
  if (before.plan && (looked.plan === undefined || whatIsLooser(before.plan, looked.plan) !== undefined))
    return undefined
  return { sources: changed, looked }
}
