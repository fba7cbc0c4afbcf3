import { matchSegment } from "./match.ts"
import { machineOf, type Machine, type Symbols } from "./machine.ts"
import type { Template, TemplateSegment } from "./template.ts"

/**
 * Whether some text fits both segments; `**` is none here.
 *
 * Walks the machines of both at once, and with them a third that refuses `.` and `..`, which no canonical path has.
 */
export function canMeet(
  left: Template,
  segment: TemplateSegment,
  right: Template,
  other: TemplateSegment,
): boolean {
  if (segment.kind === "literal") return matchSegment(right, other, segment.text)
  if (other.kind === "literal") return matchSegment(left, segment, other.text)
  if (segment.kind === "parameter" && other.kind === "parameter") return true
  const one = machineOf(left, segment)
  const two = machineOf(right, other)
  const open: Place[] = [[0, 0, 0]]
  const seen = new Set<number>()
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const [here, there, dots] = place
    const key = (here * two.steps.length + there) * 4 + dots
    if (seen.has(key)) continue
    seen.add(key)
    if (one.accepts.has(here) && two.accepts.has(there) && dots === mostDots) return true
    open.push(...placesAfter(place, one, two))
  }
  return false
}

/** States of the three machines. */
type Place = readonly [one: number, two: number, dots: number]

function placesAfter([here, there, dots]: Place, one: Machine, two: Machine): readonly Place[] {
  const answers = two.steps[there] ?? []
  return (one.steps[here] ?? []).flatMap((step) =>
    answers.flatMap((answer) =>
      dotsAfter(dots, step.takes, answer.takes).map((next): Place => [step.to, answer.to, next]),
    ),
  )
}

/** 0, 1, 2: as many dots and nothing else; 3: more, or something else. */
const mostDots = 3

/** Where the third machine may go on a character that both take; nowhere if there is none. */
function dotsAfter(dots: number, left: Symbols, right: Symbols): readonly number[] {
  const shared = sharedOf(left, right)
  if (shared === undefined) return []
  if (dots === mostDots) return [mostDots]
  if (shared.kind === "written") return [shared.text === "." ? dots + 1 : mostDots]
  if (shared.kind === "range" && (shared.low > dot || shared.high < dot)) return [mostDots]
  return shared.kind === "range" && shared.low === shared.high ? [dots + 1] : [dots + 1, mostDots]
}

const dot = 46

function sharedOf(left: Symbols, right: Symbols): Symbols | undefined {
  if (left.kind === "any") return right
  if (right.kind === "any") return left
  if (left.kind === "written" && right.kind === "written") return left.text === right.text ? left : undefined
  if (left.kind === "range" && right.kind === "range") {
    const low = Math.max(left.low, right.low)
    const high = Math.min(left.high, right.high)
    return low <= high ? { kind: "range", low, high } : undefined
  }
  const [written, range] = left.kind === "written" ? [left, right] : [right, left]
  if (written.kind !== "written" || range.kind !== "range") return undefined
  return written.code >= range.low && written.code <= range.high ? written : undefined
}
