import { isDigit } from "./digits.ts"
import { furthest } from "./calendar.ts"

const units: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
])

/** A stretch of time as milliseconds, written as in a policy: `500ms`, `30s`, `15min`, `1h`, `1d`. */
export function parseDuration(text: string): number | undefined {
  let end = 0
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1
  const unit = units.get(text.slice(end))
  if (end === 0 || unit === undefined) return undefined
  const milliseconds = Number(text.slice(0, end)) * unit
  return milliseconds <= furthest ? milliseconds : undefined
}
