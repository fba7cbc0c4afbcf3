export interface Period {
  readonly start: number
  /** The first millisecond after it. */
  readonly end: number
}

const day = 86_400_000
/** 1970-01-05 was a Monday: periods of seven days are weeks that begin on Mondays. */
const firstMonday = 4
/** Zones lie within 14 hours of UTC; a day's start may be moved by a change of the clocks. */
const farthestZone = 16 * 3_600_000

/**
 * Periods of a zone's calendar. Whole days follow the dates, so that a day has 23, 24 or 25 hours; shorter periods
 * are counted from midnight, by time passed, and the last of a day ends with it.
 */
export function compilePeriods(zone: string, windowMilliseconds: number): (now: number) => Period {
  const dayOf = compileDayOf(zone)
  const days = Math.floor(windowMilliseconds / day)
  const isWholeDays = days >= 1 && days * day === windowMilliseconds
  // 36h: there is no whole number of days in it; counted from midnight it would be a day.
  const isLong = days >= 1 && !isWholeDays
  let known: Period = { start: 0, end: 0 }
  return (now) => {
    if (isLong) return evenPeriod(now, windowMilliseconds)
    if (now < known.start || now >= known.end) known = datesAround(dayOf, now, Math.max(1, days))
    return isWholeDays ? known : within(known, now, windowMilliseconds)
  }
}

function within({ start, end }: Period, now: number, length: number): Period {
  const begin = start + Math.floor((now - start) / length) * length
  return { start: begin, end: Math.min(end, begin + length) }
}

function evenPeriod(now: number, length: number): Period {
  const origin = firstMonday * day
  const start = origin + Math.floor((now - origin) / length) * length
  return { start, end: start + length }
}

/** The run of `days` dates in which `now` lies. */
function datesAround(dayOf: (time: number) => number, now: number, days: number): Period {
  const first = firstMonday + Math.floor((dayOf(now) - firstMonday) / days) * days
  return { start: startOf(dayOf, first), end: startOf(dayOf, first + days) }
}

/** The first millisecond of a date, or of the next one where a zone leaves the date out. */
function startOf(dayOf: (time: number) => number, date: number): number {
  let before = date * day - farthestZone
  let after = date * day + farthestZone
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayOf(middle) >= date) after = middle
    else before = middle
  }
  return after
}

/** The date that a zone's calendar shows, in days since 1970-01-01. */
function compileDayOf(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "numeric",
    day: "numeric",
  })
  return (time) => {
    let year = 0
    let month = 0
    let date = 0
    for (const { type, value } of format.formatToParts(time)) {
      if (type === "year") year = Number(value)
      else if (type === "month") month = Number(value)
      else if (type === "day") date = Number(value)
    }
    return Date.UTC(year, month - 1, date) / day
  }
}
