import type { TokenType } from "chevrotain"
import { nearest } from "../diagnostics/suggest.ts"
import { isIPv4, isIPv6 } from "./address.ts"
import { push, spanAt, wordEnd } from "./cursor.ts"
import type { Cursor } from "./cursor.ts"
import { quoted } from "./problem.ts"
import * as t from "./tokens.ts"
import { durationUnitNames, isDurationUnit, isSizeUnit, unitNames } from "./units.ts"

const date = /[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9A-Za-z_-])/y
const time = /[0-9]{1,2}:[0-9]{2}(?![0-9A-Za-z_:])/y
const dotted = /[0-9]+\.[0-9]+\.[0-9]+(?:\.[0-9]+)*/y
const number = /-?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?/y
const rateWindow = /\/[0-9_]*[A-Za-z]+/y
const prefixLength = /\/[0-9]+(?![A-Za-z])/y
// At most one unit more than the longest address, so that no attempt costs more than a constant.
const colonRun = /[0-9A-Fa-f:.]{2,46}/y

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function report(
  cursor: Cursor,
  code: "E004" | "E005" | "E006" | "E007",
  end: number,
  message: string,
  help: string,
): void {
  cursor.problems.push({ code, span: spanAt(cursor, cursor.at, end), message, help })
}

/** Reads what begins with a digit: the longest reading of date, time, address, rate, duration, size, number. */
export function scanNumber(cursor: Cursor): void {
  const { text, at } = cursor
  const dateText = matchAt(date, text, at)
  if (dateText !== undefined) return pushDate(cursor, dateText)
  const timeText = matchAt(time, text, at)
  if (timeText !== undefined) return pushTime(cursor, timeText)
  if (scanAddress(cursor)) return
  const dottedText = matchAt(dotted, text, at)
  if (dottedText !== undefined) return pushIPv4(cursor, dottedText)
  const digits = matchAt(number, text, at) ?? text[at]!
  const end = at + digits.length
  const window = digits.includes(".") ? undefined : matchAt(rateWindow, text, end)
  if (window !== undefined) return pushRate(cursor, digits, window)
  if (wordEnd(text, end) > end) return pushUnit(cursor, digits, wordEnd(text, end))
  checkNumber(cursor, digits, end)
  push(cursor, digits.includes(".") ? t.Decimal : t.Integer, end)
}

function checkNumber(cursor: Cursor, digits: string, end: number): void {
  if (/__|_\.|\._|_$/.test(digits)) {
    report(cursor, "E004", end, `${quoted(digits)} is no number`, "`_` stands between two digits")
  } else if (/^-?0[0-9_]/.test(digits)) {
    report(cursor, "E004", end, `${quoted(digits)} is no number`, "numbers are written without leading zeros")
  } else if (Math.abs(Number(digits.replaceAll("_", ""))) > Number.MAX_SAFE_INTEGER) {
    report(cursor, "E005", end, `${quoted(digits)} is too large`, "numbers lie within ±9007199254740991")
  }
}

function pushUnit(cursor: Cursor, digits: string, end: number): void {
  const unit = cursor.text.slice(cursor.at + digits.length, end)
  const whole = !digits.includes(".") && !digits.startsWith("-")
  const type = whole && isDurationUnit(unit) ? t.Duration : whole && isSizeUnit(unit) ? t.Size : undefined
  if (type !== undefined) {
    checkNumber(cursor, digits, end)
    return push(cursor, type, end)
  }
  const image = cursor.text.slice(cursor.at, end)
  const near = nearest(unit.toLowerCase(), unitNames)
  const help = whole
    ? `${near === undefined ? "" : `did you mean \`${digits}${near}\`? `}durations end in ms, s, min, h or d, sizes in b, kb, mb or gb`
    : "durations and sizes are whole numbers"
  report(cursor, "E004", end, `${quoted(image)} has no known unit`, help)
  push(
    cursor,
    t.isReserved(unit) ? t.Integer : near !== undefined && isSizeUnit(near) ? t.Size : t.Duration,
    end,
  )
}

function pushRate(cursor: Cursor, digits: string, window: string): void {
  const unit = window.replace(/^\/[0-9_]*/, "")
  const end = cursor.at + digits.length + window.length
  const image = cursor.text.slice(cursor.at, end)
  if (!isDurationUnit(unit)) {
    const near = nearest(unit, durationUnitNames)
    const help = `a rate is a number, \`/\` and a window such as \`s\`, \`15min\`, \`h\` or \`day\``
    report(
      cursor,
      "E004",
      end,
      `${quoted(image)} has no known window`,
      near === undefined ? help : `did you mean \`${near}\`? ${help}`,
    )
  } else {
    checkNumber(cursor, digits, end)
  }
  push(cursor, t.Rate, end)
}

function pushDate(cursor: Cursor, text: string): void {
  const end = cursor.at + text.length
  const day = new Date(`${text}T00:00:00Z`)
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
  if (!exists)
    report(cursor, "E006", end, `${quoted(text)} is no date`, "dates are year, month and day: `2026-01-31`")
  push(cursor, t.DateToken, end)
}

function pushTime(cursor: Cursor, text: string): void {
  const end = cursor.at + text.length
  const [hours = 0, minutes = 0] = text.split(":").map(Number)
  const exists = text.length === 5 && hours <= 23 && minutes <= 59
  if (!exists) report(cursor, "E006", end, `${quoted(text)} is no time`, "times run from `00:00` to `23:59`")
  push(cursor, t.Time, end)
}

function pushIPv4(cursor: Cursor, text: string): void {
  const end = cursor.at + text.length
  if (!isIPv4(text)) {
    report(
      cursor,
      "E007",
      end,
      `${quoted(text)} is no address`,
      "an IPv4 address is four numbers from 0 to 255",
    )
  }
  pushAddress(cursor, end, 32)
}

function pushAddress(cursor: Cursor, end: number, longest: number): void {
  const prefix = matchAt(prefixLength, cursor.text, end)
  const type: TokenType = prefix === undefined ? t.Address : t.Cidr
  const whole = end + (prefix?.length ?? 0)
  if (prefix !== undefined && (Number(prefix.slice(1)) > longest || /^\/0[0-9]/.test(prefix))) {
    const image = cursor.text.slice(cursor.at, whole)
    report(
      cursor,
      "E007",
      whole,
      `${quoted(image)} is no range of addresses`,
      `what follows \`/\` is at most ${longest}`,
    )
  }
  push(cursor, type, whole)
}

/** Reads an IPv6 address or range if one stands here; false, and nothing moved, where none does. */
export function scanAddress(cursor: Cursor): boolean {
  const { text, at } = cursor
  const run = matchAt(colonRun, text, at)
  if (run === undefined || run.length > 45) return false
  const range = run.indexOf("..")
  const candidate = (range < 0 ? run : run.slice(0, range)).replace(/\.$/, "")
  const colons = candidate.split(":").length - 1
  if (colons < 2 || !isIPv6(candidate)) return false
  pushAddress(cursor, at + candidate.length, 128)
  return true
}
