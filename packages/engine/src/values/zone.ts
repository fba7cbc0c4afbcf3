/** What the clocks of a zone show. */
export interface Clock {
  /** ISO: 1 is Monday. */
  readonly weekday: number
  /** Whole minutes of the day. */
  readonly minutes: number
}

interface Zone {
  readonly formatter: Intl.DateTimeFormat | undefined
  /** The second that was asked last, and what the clocks show in it: zones change by whole seconds. */
  second: number
  clock: Clock
}

const zones = new Map<string, Zone>()
/** Names come from policies only, but a program may compile many of them. */
const mostZones = 1000

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

/** The time of a moment (milliseconds since 1970) in an IANA zone; undefined where there is no such zone. */
export function clockIn(name: string, now: number): Clock | undefined {
  if (name === "UTC") return utcClock(now)
  const zone = zoneOf(name)
  if (zone.formatter === undefined) return undefined
  const second = Math.floor(now / 1000)
  if (second !== zone.second) {
    zone.clock = read(zone.formatter, second * 1000)
    zone.second = second
  }
  return zone.clock
}

/** Whether there is an IANA zone of this name here; `+01:00` is none. */
export const isZone = (name: string): boolean => zoneOf(name).formatter !== undefined

function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known !== undefined) return known
  const zone = { formatter: formatterOf(name), second: Number.NaN, clock: { weekday: 1, minutes: 0 } }
  if (zones.size >= mostZones) zones.clear()
  zones.set(name, zone)
  return zone
}

function formatterOf(name: string): Intl.DateTimeFormat | undefined {
  if (name === "" || name.startsWith("+") || name.startsWith("-")) return undefined
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    })
  } catch {
    return undefined
  }
}

function read(formatter: Intl.DateTimeFormat, now: number): Clock {
  let weekday = 0
  let minutes = 0
  for (const part of formatter.formatToParts(now)) {
    if (part.type === "weekday") weekday = weekdays.indexOf(part.value) + 1
    else if (part.type === "hour") minutes += Number(part.value) * 60
    else if (part.type === "minute") minutes += Number(part.value)
  }
  return { weekday, minutes }
}

function utcClock(now: number): Clock {
  const minute = Math.floor(now / 60_000)
  const day = Math.floor(minute / 1440)
  // 1970-01-01 was a Thursday.
  return { weekday: ((((day + 3) % 7) + 7) % 7) + 1, minutes: minute - day * 1440 }
}
