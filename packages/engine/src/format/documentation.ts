import { layOut, type Layout } from "./layout.ts"
import type { Gap, Lexemes } from "./lexemes.ts"
import type { Outline } from "./outline.ts"

/**
 * Lays a text out so that each `##` documents what it documented before.
 *
 * At the end of a line, `##` belongs to the outermost declaration that begins on that line, so moving line ends can move it
 * to another. One that would change hands goes on a line before its own declaration instead, where it means the same:
 * `role a role b ## x` ⇒ `## x`, `role a`, `role b`. One that documented nothing keeps the start of its line.
 */
export function layOutWithDocumentation(lexemes: Lexemes, outline: Outline): Layout {
  const { documentable } = outline
  const forced = new Set<number>()
  let { gaps } = lexemes
  for (;;) {
    const layout = layOut(lexemes, outline, gaps, forced)
    const moved = gaps.flatMap(({ trailing }, index) => {
      if (trailing?.isDocumentation !== true) return []
      const owner = ownerOf(index - 1, lexemes.lines, documentable)
      return owner === ownerOf(index - 1, layout.lines, documentable) ? [] : [{ index, owner }]
    })
    if (moved.length === 0) return layout
    const changed = [...gaps]
    for (const { index, owner } of moved) {
      if (owner === undefined) forced.add(index - 1)
      else moveBefore(changed, index, owner)
    }
    gaps = changed
  }
}

/** What `##` behind `word` documents: the first declaration that begins on its line. */
function ownerOf(
  word: number,
  lines: readonly number[],
  documentable: readonly number[],
): number | undefined {
  const line = lines[word]!
  let low = 0
  let high = documentable.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (lines[documentable[middle]!]! < line) low = middle + 1
    else high = middle
  }
  const first = documentable[low]
  return first !== undefined && first <= word && lines[first] === line ? first : undefined
}

function moveBefore(gaps: Gap[], from: number, owner: number): void {
  const { trailing, ...rest } = gaps[from]!
  if (trailing === undefined) return
  gaps[from] = { ...rest, trailing: undefined }
  const target = gaps[owner]!
  const own = [...target.own, { ...trailing, isAfterBlank: target.isAfterBlank }]
  gaps[owner] = { ...target, own, isAfterBlank: false }
}
