const second = 1000
const day = 24 * 60 * 60 * second

const durationUnits: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", second],
  ["min", 60 * second],
  ["h", 60 * 60 * second],
  ["d", day],
  ["day", day],
])

const sizeUnits: ReadonlyMap<string, number> = new Map([
  ["b", 1],
  ["kb", 1024],
  ["mb", 1024 ** 2],
  ["gb", 1024 ** 3],
])

export const unitNames: readonly string[] = [...durationUnits.keys(), ...sizeUnits.keys()]
export const durationUnitNames: readonly string[] = [...durationUnits.keys()]

export const isDurationUnit = (unit: string): boolean => durationUnits.has(unit)
export const isSizeUnit = (unit: string): boolean => sizeUnits.has(unit)

const plain = (digits: string): number => Number(digits.replaceAll("_", ""))

function measure(image: string, units: ReadonlyMap<string, number>): number {
  const [, digits = "0", unit = ""] = /^([0-9_]*)([a-z]*)$/.exec(image) ?? []
  return (digits === "" ? 1 : plain(digits)) * (units.get(unit) ?? 0)
}

/** `15min` → 900000; a unit alone counts one: `day` → 86400000. */
export const durationMilliseconds = (image: string): number => measure(image, durationUnits)

/** `64kb` → 65536. */
export const sizeBytes = (image: string): number => measure(image, sizeUnits)

/** `5/15min` → five in 900000 ms. */
export function rateOf(image: string): { readonly count: number; readonly windowMilliseconds: number } {
  const slash = image.indexOf("/")
  return {
    count: plain(image.slice(0, slash)),
    windowMilliseconds: durationMilliseconds(image.slice(slash + 1)),
  }
}

/** `10_000` → 10000. */
export const numberOf = (image: string): number => plain(image)

/** `08:30` → 510. */
export const minutesOf = (image: string): number => Number(image.slice(0, -3)) * 60 + Number(image.slice(-2))
