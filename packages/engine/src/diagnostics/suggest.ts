/** Longer names are not compared: the work is their product, and nobody mistypes a name of that length by a letter. */
const longest = 64

/**
 * How many insertions, deletions, substitutions and swaps of neighbours turn one text into the other,
 * where no stretch is edited twice (optimal string alignment).
 */
export function alignmentDistance(left: string, right: string): number {
  const from = Array.from(left)
  const to = Array.from(right)
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      let cost = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      )
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1)
      current.push(cost)
    }
    beforeLast = last
    last = current
  }
  return at(last, to.length)
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? 0
}

/** Whether at most `most` edits lie between two texts; texts of very different length are not compared. */
export function distanceWithin(left: string, right: string, most: number): boolean {
  if (Math.max(left.length, right.length) > longest || Math.abs(left.length - right.length) > most)
    return false
  return alignmentDistance(left, right) <= most
}

/**
 * The candidate that was probably meant by `name`, or undefined where none is near.
 *
 * Near is about one edit for three characters; a difference of case alone counts as one edit. Of candidates equally near
 * the first in alphabetical order is taken, so that the order of files does not change the answer.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > longest) return undefined
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const most = Math.min(Math.floor((Math.max(name.length, candidate.length) + 1) / 3), bestDistance)
    if (candidate === name || Math.abs(name.length - candidate.length) > most) continue
    const distance = distanceOf(name, candidate)
    if (distance > most) continue
    if (distance === bestDistance && best !== undefined && best < candidate) continue
    best = candidate
    bestDistance = distance
  }
  return best
}

/** Whether `meant` is nearer to a name than every other candidate: else which one was meant is anybody's guess. */
export function isNearestAlone(name: string, meant: string, candidates: readonly string[]): boolean {
  const next = nearest(
    name,
    candidates.filter((candidate) => candidate !== meant),
  )
  return next === undefined || distanceOf(name, next) > distanceOf(name, meant)
}

function distanceOf(name: string, candidate: string): number {
  const exact = alignmentDistance(name, candidate)
  if (exact < 2) return exact
  return Math.min(exact, alignmentDistance(name.toLowerCase(), candidate.toLowerCase()) + 1)
}
