import { describe, expect, it } from "vitest"
import { compilePeriods } from "../../src/quota/calendar.ts"
import { createMemoryStore } from "../../src/quota/memory-store.ts"
import { chargeOf, limitOf } from "./limits.ts"

const hour = 3_600_000
const day = 24 * hour
const period = (zone: string, length: number, at: string): readonly string[] => {
  const { start, end } = compilePeriods(zone, length)(Date.parse(at))
  return [new Date(start).toISOString(), new Date(end).toISOString()]
}

describe("calendar periods", () => {
  it.each([
    ["UTC", day, "2026-05-05T23:59:59.999Z", "2026-05-05T00:00:00.000Z", "2026-05-06T00:00:00.000Z"],
    ["Europe/Berlin", day, "2026-05-05T22:00:00Z", "2026-05-05T22:00:00.000Z", "2026-05-06T22:00:00.000Z"],
    // The clocks go forward: 23 hours. They go back: 25.
    ["Europe/Berlin", day, "2026-03-29T10:00:00Z", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
    ["Europe/Berlin", day, "2026-10-25T10:00:00Z", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
    // Midnight itself is skipped.
    ["America/Santiago", day, "2026-09-06T12:00:00Z", "2026-09-06T04:00:00.000Z", "2026-09-07T03:00:00.000Z"],
    // A date that the zone leaves out.
    ["Pacific/Apia", day, "2011-12-31T00:00:00Z", "2011-12-30T10:00:00.000Z", "2011-12-31T10:00:00.000Z"],
    ["Asia/Kathmandu", day, "2026-05-05T18:14:59Z", "2026-05-04T18:15:00.000Z", "2026-05-05T18:15:00.000Z"],
    // Weeks begin on Mondays.
    ["UTC", 7 * day, "2026-05-10T12:00:00Z", "2026-05-04T00:00:00.000Z", "2026-05-11T00:00:00.000Z"],
    [
      "America/New_York",
      7 * day,
      "2026-03-09T03:59:59Z",
      "2026-03-02T05:00:00.000Z",
      "2026-03-09T04:00:00.000Z",
    ],
    ["UTC", hour, "2026-05-05T13:59:59Z", "2026-05-05T13:00:00.000Z", "2026-05-05T14:00:00.000Z"],
    ["Asia/Kathmandu", hour, "2026-05-05T13:20:00Z", "2026-05-05T13:15:00.000Z", "2026-05-05T14:15:00.000Z"],
    // The hour that comes twice is two hours.
    ["Europe/Berlin", hour, "2026-10-25T00:30:00Z", "2026-10-25T00:00:00.000Z", "2026-10-25T01:00:00.000Z"],
    ["Europe/Berlin", hour, "2026-10-25T01:30:00Z", "2026-10-25T01:00:00.000Z", "2026-10-25T02:00:00.000Z"],
    // Five hours do not divide a day: the last period ends with it.
    ["UTC", 5 * hour, "2026-05-05T23:00:00Z", "2026-05-05T20:00:00.000Z", "2026-05-06T00:00:00.000Z"],
    ["UTC", 15 * 60_000, "1969-12-31T23:50:00Z", "1969-12-31T23:45:00.000Z", "1970-01-01T00:00:00.000Z"],
  ])("%s %i at %s", (zone, length, at, start, end) => {
    expect(period(zone, length, at)).toEqual([start, end])
  })

  it("follow each other without a gap through a year of every hour", () => {
    const periodAt = compilePeriods("Europe/Berlin", day)
    const begin = Date.parse("2026-01-01T00:00:00Z")
    let known = periodAt(begin)
    for (let time = begin; time < begin + 366 * day; time += hour) {
      const found = periodAt(time)
      expect(time >= found.start && time < found.end).toBe(true)
      expect(found.start === known.start || found.start === known.end).toBe(true)
      known = found
    }
  })
})

describe("a calendar limit", () => {
  const limit = limitOf({ count: 2, windowMilliseconds: day, calendar: "Europe/Berlin" })
  const at = (text: string): number => Date.parse(text)

  it("begins anew at the zone's midnight, and says how long until then", () => {
    const store = createMemoryStore({ clock: "given" })
    for (let use = 0; use < 2; use += 1) store.charge([chargeOf(limit)], at("2026-05-05T21:59:00Z"))
    expect(store.charge([chargeOf(limit)], at("2026-05-05T21:59:00Z"))).toMatchObject({
      kind: "refused",
      retryMilliseconds: 60_000,
    })
    expect(store.charge([chargeOf(limit)], at("2026-05-05T22:00:00Z")).kind).toBe("admitted")
  })

  it("does not begin anew when the clock is set back over midnight", () => {
    const store = createMemoryStore()
    for (let use = 0; use < 2; use += 1) store.charge([chargeOf(limit)], at("2026-05-05T22:00:01Z"))
    expect(store.charge([chargeOf(limit)], at("2026-05-05T21:59:59Z")).kind).toBe("refused")
    expect(store.charge([chargeOf(limit)], at("2026-05-05T22:00:02Z")).kind).toBe("refused")
  })

  it("follows the time of day that is given, whatever the clock of windows", () => {
    const store = createMemoryStore()
    for (let use = 0; use < 2; use += 1) store.charge([chargeOf(limit)], at("2026-05-05T12:00:00Z"))
    expect(store.charge([chargeOf(limit)], at("2026-05-05T12:00:00Z")).kind).toBe("refused")
    expect(store.charge([chargeOf(limit)], at("2026-05-06T12:00:00Z")).kind).toBe("admitted")
  })
})
