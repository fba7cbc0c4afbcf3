// Dates of the proleptic Gregorian calendar, counted without `Date`, which reads years below 100 as 1900 and later.

/** The longest duration and the furthest instant: what `Date` can hold, in milliseconds either side of 1970. */
export const furthest = 8.64e15

export const dayMilliseconds = 86_400_000

/** `2026-01-31`, a day that exists, as days since 1970-01-01. Year 0000 to 9999. */
export function dayOf(text: string): number | undefined {
  if (text.length !== 10 || text[4] !== "-" || text[7] !== "-") return undefined
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 2)
  const day = digits(text, 8, 2)
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > lengthOfMonth(year, month)) return undefined
  return daysBefore(year, month) + day - 1
}

/** `08:30` as minutes of the day: 510. From `00:00` to `23:59`. */
export function minutesOf(text: string): number | undefined {
  if (text.length !== 5 || text[2] !== ":") return undefined
  const hours = digits(text, 0, 2)
  const minutes = digits(text, 3, 2)
  return hours < 0 || hours > 23 || minutes < 0 || minutes > 59 ? undefined : hours * 60 + minutes
}

/** `count` decimal digits from `start` on; -1 where there is anything else. */
export function digits(text: string, start: number, count: number): number {
  let value = 0
  for (let index = start; index < start + count; index += 1) {
    const digit = text.charCodeAt(index) - 48
    // Written so that the NaN past the end of the text is refused too.
    if (!(digit >= 0 && digit <= 9)) return -1
    value = value * 10 + digit
  }
  return value
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const lengthOfMonth = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (lengths[month - 1] ?? 0)

/** Days from 1970-01-01 to the first of the month. */
function daysBefore(year: number, month: number): number {
  // Leap days of the years before this one, year 0000 included; 719528 days lie between 0000-01-01 and 1970-01-01.
  const leapDays = Math.floor((year + 3) / 4) - Math.floor((year + 99) / 100) + Math.floor((year + 399) / 400)
  let days = year * 365 + leapDays - 719_528
  for (let earlier = 1; earlier < month; earlier += 1) days += lengthOfMonth(year, earlier)
  return days
}
