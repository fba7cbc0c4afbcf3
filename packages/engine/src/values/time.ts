import { dayMilliseconds, dayOf, digits, furthest } from "./calendar.ts"
import type { Truth, Value } from "./type.ts"
import { clockIn } from "./zone.ts"

/**
 * A moment, as milliseconds since 1970 in UTC: RFC 3339 text (`2026-01-01T08:00:00+01:00`), a number
 * of seconds (the NumericDate of JSON Web Tokens), or a `Date`. To the nearest millisecond.
 */
export function instantOf(raw: unknown): number | undefined {
  if (typeof raw === "string") return parseInstant(raw)
  if (typeof raw === "number") return inReach(Math.round(raw * 1000))
  if (typeof raw !== "object" || raw === null) return undefined
  try {
    return raw instanceof Date ? inReach(Date.prototype.getTime.call(raw)) : undefined
  } catch {
    return undefined
  }
}

/** True when now − D ≤ instant ≤ now; unknown where either is missing. */
export function within(instant: Value | undefined, now: Value | undefined, milliseconds: number): Truth {
  if (typeof instant !== "number" || typeof now !== "number") return undefined
  return now - milliseconds <= instant && instant <= now
}

/**
 * Whether the wall clock of a zone stands between two times of the day, the first included.
 *
 * A window whose end is not after its start goes on past midnight. `days` (1 is Monday) are those on which a window may
 * begin: at 01:00 on Saturday, the window of Friday 22:00 to 06:00 is open for `days` of Friday. What the clock says
 * counts: an hour that it skips never comes, one that it repeats comes twice. Unknown without a moment, and where the zone
 * is not known here.
 */
export function inWindow(
  now: number | undefined,
  from: number,
  to: number,
  zone: string,
  days: readonly number[] | undefined,
): Truth {
  if (now === undefined || inReach(now) === undefined) return undefined
  const clock = clockIn(zone, now)
  if (clock === undefined) return undefined
  const beginsToday = clock.minutes >= from && (from >= to || clock.minutes < to)
  const beganYesterday = from >= to && clock.minutes < to
  if (beginsToday && (days === undefined || days.includes(clock.weekday))) return true
  return beganYesterday && (days === undefined || days.includes(clock.weekday === 1 ? 7 : clock.weekday - 1))
}

const inReach = (milliseconds: number): number | undefined =>
  Math.abs(milliseconds) <= furthest ? milliseconds + 0 : undefined

/** `DATE "T" TIME [fraction] ("Z" / ±hh:mm)`, letters of either case. */
function parseInstant(text: string): number | undefined {
  const day = dayOf(text.slice(0, 10))
  const separator = text.charCodeAt(10) | 32
  if (day === undefined || separator !== 116 || text[13] !== ":" || text[16] !== ":") return undefined
  const hours = digits(text, 11, 2)
  const minutes = digits(text, 14, 2)
  const seconds = digits(text, 17, 2)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return undefined
  let place = 19
  if (text[place] === ".") {
    place += 1
    while (digits(text, place, 1) >= 0) place += 1
    if (place === 20) return undefined
  }
  const offset = parseOffset(text.slice(place))
  if (offset === undefined) return undefined
  const minute = day * dayMilliseconds + (hours * 60 + minutes - offset) * 60_000
  if (seconds === 60) return isLastMinuteOfMonth(minute) ? minute + 59_999 : undefined
  return minute + seconds * 1000 + Math.round(Number(`0${text.slice(19, place)}`) * 1000)
}

/** Minutes east of UTC. */
function parseOffset(text: string): number | undefined {
  if (text === "Z" || text === "z") return 0
  if (text.length !== 6 || text[3] !== ":" || (text[0] !== "+" && text[0] !== "-")) return undefined
  const hours = digits(text, 1, 2)
  const minutes = digits(text, 4, 2)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined
  return (hours * 60 + minutes) * (text[0] === "-" ? -1 : 1)
}

/**
 * A leap second can only end a month in UTC; anywhere else `:60` is not a time. It has no millisecond of
 * its own on the scale in which we count, and is read as the last one before the next month.
 */
const isLastMinuteOfMonth = (minute: number): boolean => {
  const next = minute + 60_000
  return next % dayMilliseconds === 0 && Math.abs(next) <= furthest && new Date(next).getUTCDate() === 1
}
