/** Beyond this many comparisons lines are no longer matched one by one. */
const mostComparisons = 4_000_000

interface Change {
  readonly sign: "-" | "+"
  /** From 1, in the text that the line is of. */
  readonly line: number
  readonly text: string
}

/** The first lines in which two texts differ, at most `most` of them, and how many more there are. */
export function shortDiff(before: string, after: string, most: number = 12): readonly string[] {
  const changes = changesOf(linesOf(before), linesOf(after))
  const shown = changes.slice(0, most).map(({ sign, line, text }) => `${sign}${line}: ${text}`)
  const rest = changes.length - shown.length
  return rest > 0 ? [...shown, `… and ${rest} more`] : shown
}

/** A return at the end of a line is shown, as it may be all that differs. */
const linesOf = (text: string): readonly string[] =>
  text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => line.replace(/\r$/, "\\r"))

function changesOf(before: readonly string[], after: readonly string[]): readonly Change[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let beforeEnd = before.length
  let afterEnd = after.length
  while (beforeEnd > start && afterEnd > start && before[beforeEnd - 1] === after[afterEnd - 1]) {
    beforeEnd--
    afterEnd--
  }
  const left = before.slice(start, beforeEnd)
  const right = after.slice(start, afterEnd)
  const changes =
    left.length * right.length > mostComparisons ? [...removed(left), ...added(right)] : matched(left, right)
  return changes.map((change) => ({ ...change, line: change.line + start }))
}

const removed = (lines: readonly string[]): Change[] =>
  lines.map((text, place) => ({ sign: "-", line: place + 1, text }))
const added = (lines: readonly string[]): Change[] =>
  lines.map((text, place) => ({ sign: "+", line: place + 1, text }))

/** What is not in the longest common subsequence. */
function matched(left: readonly string[], right: readonly string[]): readonly Change[] {
  const width = right.length + 1
  const longest = new Uint32Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      longest[i * width + j] =
        left[i] === right[j]
          ? longest[(i + 1) * width + j + 1]! + 1
          : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!)
  const changes: Change[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      i++
      j++
    } else if (
      j === right.length ||
      (i < left.length && longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!)
    ) {
      changes.push({ sign: "-", line: i + 1, text: left[i++]! })
    } else changes.push({ sign: "+", line: j + 1, text: right[j++]! })
  }
  return changes
}
