import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { instantOf, inWindow, within } from "../../src/values/time.ts"
import { isZone } from "../../src/values/zone.ts"

describe("instants", () => {
  it.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2026-01-01T00:00:00Z", 1767225600000],
    ["2026-01-01t00:00:00z", 1767225600000],
    ["2026-01-01T01:30:00+01:30", 1767225600000],
    ["2025-12-31T23:00:00-01:00", 1767225600000],
    ["2026-01-01T00:00:00-00:00", 1767225600000],
    ["2026-01-01T00:00:00.5Z", 1767225600500],
    ["2026-01-01T00:00:00.0004Z", 1767225600000],
    ["2026-01-01T00:00:00.9996Z", 1767225601000],
    ["2026-01-01T00:00:00.123456789012Z", 1767225600123],
    ["2024-02-29T12:00:00Z", Date.UTC(2024, 1, 29, 12)],
    ["2000-02-29T12:00:00Z", Date.UTC(2000, 1, 29, 12)],
    ["0000-01-01T00:00:00Z", -62167219200000],
    ["0099-12-31T23:59:59Z", -59011459201000],
    ["9999-12-31T23:59:59.999Z", 253402300799999],
    // A leap second ends a month of UTC, and is the last millisecond before the next.
    ["2016-12-31T23:59:60Z", Date.UTC(2017, 0, 1) - 1],
    ["2016-12-31T18:59:60.5-05:00", Date.UTC(2017, 0, 1) - 1],
    [1767225600, 1767225600000],
    [1767225600.25, 1767225600250],
    [1.001, 1001],
    [-1, -1000],
    [0, 0],
    [new Date(5), 5],
  ])("%s is %i", (raw, expected) => {
    expect(instantOf(raw)).toBe(expected)
  })

  it.each([
    ["2026-01-01"],
    ["2026-01-01T00:00:00"],
    ["2026-01-01 00:00:00Z"],
    ["2026-01-01T00:00Z"],
    ["2026-1-01T00:00:00Z"],
    ["2026-01-01T0:00:00Z"],
    ["2026-01-01T00:00:00.Z"],
    ["2026-01-01T00:00:00,5Z"],
    ["2026-01-01T00:00:00+0100"],
    ["2026-01-01T00:00:00+01"],
    ["2026-01-01T00:00:00+24:00"],
    ["2026-01-01T00:00:00+01:60"],
    ["2026-01-01T00:00:00ZZ"],
    [" 2026-01-01T00:00:00Z"],
    ["2026-01-01T24:00:00Z"],
    ["2026-01-01T00:60:00Z"],
    ["2026-01-01T00:00:61Z"],
    ["2026-01-01T12:00:60Z"],
    ["2026-01-02T23:59:60Z"],
    ["2016-12-31T23:59:60-05:00"],
    ["2026-02-29T00:00:00Z"],
    ["2100-02-29T00:00:00Z"],
    ["2026-04-31T00:00:00Z"],
    ["2026-00-01T00:00:00Z"],
    ["2026-13-01T00:00:00Z"],
    ["2026-01-00T00:00:00Z"],
    ["+02026-01-01T00:00:00Z"],
    ["-001-01-01T00:00:00Z"],
    ["1767225600"],
    [""],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [8.64e12 + 1],
    [new Date(Number.NaN)],
    [{}],
    [null],
    [true],
  ])("%s is none", (raw) => {
    expect(instantOf(raw)).toBeUndefined()
  })

  it("agree with Date on every day and time", () => {
    const moment = fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(moment, (date) => {
        expect(instantOf(date.toISOString())).toBe(date.getTime())
        expect(instantOf(date)).toBe(date.getTime())
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    [1000, 1000, true],
    [0, 1000, true],
    [-1, 1000, false],
    [1001, 1000, false],
    [undefined, 1000, undefined],
    [1000, undefined, undefined],
  ])("%s within 1s of %s: %s", (instant, now, expected) => {
    expect(within(instant, now, 1000)).toBe(expected)
  })
})

const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
const [monday, friday, saturday, sunday] = [1, 5, 6, 7] as const

describe("windows", () => {
  it.each([
    // 2026-01-05 is a Monday.
    ["the start belongs to it", "2026-01-05T08:00:00Z", "08:00", "18:00", "UTC", undefined, true],
    ["the minute before does not", "2026-01-05T07:59:59.999Z", "08:00", "18:00", "UTC", undefined, false],
    ["the end does not", "2026-01-05T18:00:00Z", "08:00", "18:00", "UTC", undefined, false],
    ["the moment before the end does", "2026-01-05T17:59:59.999Z", "08:00", "18:00", "UTC", undefined, true],
    ["before midnight", "2026-01-05T23:00:00Z", "22:00", "06:00", "UTC", undefined, true],
    ["after midnight", "2026-01-06T05:59:00Z", "22:00", "06:00", "UTC", undefined, true],
    ["after it is over", "2026-01-06T06:00:00Z", "22:00", "06:00", "UTC", undefined, false],
    ["until midnight", "2026-01-05T23:59:00Z", "22:00", "00:00", "UTC", undefined, true],
    ["midnight is after it", "2026-01-06T00:00:00Z", "22:00", "00:00", "UTC", undefined, false],
    ["on its day", "2026-01-05T09:00:00Z", "08:00", "18:00", "UTC", [monday], true],
    ["on another day", "2026-01-05T09:00:00Z", "08:00", "18:00", "UTC", [friday], false],
    ["begun on Friday", "2026-01-10T01:00:00Z", "22:00", "06:00", "UTC", [friday], true],
    ["not begun on Saturday yet", "2026-01-10T01:00:00Z", "22:00", "06:00", "UTC", [saturday], false],
    ["begun on Saturday", "2026-01-10T23:00:00Z", "22:00", "06:00", "UTC", [saturday], true],
    ["begun on Sunday, asked on Monday", "2026-01-05T01:00:00Z", "22:00", "06:00", "UTC", [sunday], true],
    ["Monday has not begun it", "2026-01-05T01:00:00Z", "22:00", "06:00", "UTC", [monday], false],
    ["in the zone's time", "2026-01-05T07:00:00Z", "08:00", "18:00", "Europe/Berlin", undefined, true],
    ["in the zone's summer time", "2026-07-06T06:00:00Z", "08:00", "18:00", "Europe/Berlin", undefined, true],
    [
      "a winter hour is too early in summer's",
      "2026-01-05T06:00:00Z",
      "08:00",
      "18:00",
      "Europe/Berlin",
      undefined,
      false,
    ],
    [
      "on the zone's day, later than UTC",
      "2026-01-04T15:00:00Z",
      "00:00",
      "09:00",
      "Asia/Tokyo",
      [monday],
      true,
    ],
    [
      "on the zone's day, earlier than UTC",
      "2026-01-06T03:00:00Z",
      "20:00",
      "23:00",
      "America/New_York",
      [monday],
      true,
    ],
    ["offsets of quarters", "2026-01-05T02:15:00Z", "08:00", "08:01", "Asia/Kathmandu", undefined, true],
    ["before the skipped hour", "2026-03-29T00:59:00Z", "01:59", "03:00", "Europe/Berlin", undefined, true],
    [
      "right after the skipped hour",
      "2026-03-29T01:00:00Z",
      "02:00",
      "03:00",
      "Europe/Berlin",
      undefined,
      false,
    ],
    ["the repeated hour, first", "2026-10-25T00:30:00Z", "02:00", "03:00", "Europe/Berlin", undefined, true],
    ["the repeated hour, again", "2026-10-25T01:30:00Z", "02:00", "03:00", "Europe/Berlin", undefined, true],
    ["after the repeated hour", "2026-10-25T02:00:00Z", "02:00", "03:00", "Europe/Berlin", undefined, false],
    [
      "a night with a repeated hour",
      "2026-10-25T01:30:00Z",
      "22:00",
      "06:00",
      "Europe/Berlin",
      [saturday],
      true,
    ],
    ["before 1970", "1969-12-31T09:00:00Z", "08:00", "18:00", "UTC", [3], true],
  ] as const)("%s: %s in %s–%s %s", (_, now, from, to, zone, days, expected) => {
    expect(inWindow(instantOf(now), clock(from), clock(to), zone, days)).toBe(expected)
  })

  it("are unknown without a moment, and where the zone is", () => {
    expect(inWindow(undefined, 0, 60, "UTC", undefined)).toBeUndefined()
    expect(inWindow(Number.NaN, 0, 60, "UTC", undefined)).toBeUndefined()
    expect(inWindow(9e15, 0, 60, "Europe/Berlin", undefined)).toBeUndefined()
    expect(inWindow(0, 0, 60, "Europe/Atlantis", undefined)).toBeUndefined()
    expect(inWindow(0, 0, 60, "Europe/London", undefined)).toBe(false)
  })

  it.each([
    ["UTC", true],
    ["Europe/Berlin", true],
    ["America/Argentina/Ushuaia", true],
    ["Europe/Atlantis", false],
    ["+01:00", false],
    ["", false],
    ["../etc", false],
  ])("zone `%s`: %s", (zone, expected) => {
    expect(isZone(zone)).toBe(expected)
  })

  it("read UTC by itself as the zone database does", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 4e12 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 1, max: 7 }),
        (now, from, day) => {
          const to = (from + 600) % 1440
          expect(inWindow(now, from, to, "UTC", [day])).toBe(inWindow(now, from, to, "Etc/UTC", [day]))
        },
      ),
      { numRuns: 500 },
    )
  })
})
