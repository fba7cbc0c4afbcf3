import type { Type } from "../../values/type.ts"

/** A value in the form of its type, as a policy would write it. */
export function literalWords(value: unknown, type: Type): string {
  if (Array.isArray(value)) {
    const element = type.kind === "set" || type.kind === "list" ? type.element : type
    return listWords(value.map((item) => literalWords(item, element)))
  }
  if (typeof value === "number") return numberWords(value, type)
  if (typeof value === "boolean") return String(value)
  if (typeof value !== "string") return "a value"
  return unquoted.has(type.kind) ? value : JSON.stringify(value)
}

const unquoted: ReadonlySet<Type["kind"]> = new Set(["date", "ip", "cidr", "uuid"])

function numberWords(value: number, type: Type): string {
  if (type.kind === "time") return clockWords(value)
  if (type.kind === "duration") return durationWords(value)
  if (type.kind === "instant") return new Date(value).toISOString()
  const [whole = "", fraction] = String(value).split(".")
  const grouped = whole.includes("e") ? whole : whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ",")
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** Minutes of the day as `08:30`. */
export function clockWords(minutes: number): string {
  const two = (part: number): string => String(part).padStart(2, "0")
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const

/** In the largest unit that divides it: `15 min`, `1 day`. */
export function durationWords(milliseconds: number): string {
  const [unit, size] = units.find(([, each]) => milliseconds % each === 0 && milliseconds > 0) ?? ["ms", 1]
  const count = milliseconds / size
  const isWord = unit === "day" || unit === "hour"
  return `${count} ${unit}${isWord && count !== 1 ? "s" : ""}`
}

/** `a`, `a or b`, `a, b or c`. */
export function listWords(words: readonly string[], last = "or"): string {
  if (words.length < 2) return words[0] ?? "nothing"
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1) ?? ""}`
}
