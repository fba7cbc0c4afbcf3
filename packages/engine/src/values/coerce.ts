import { hexDigit, isDigit } from "./digits.ts"
import { parseAddress } from "./address.ts"
import { dayOf, furthest, minutesOf } from "./calendar.ts"
import { parseDuration } from "./duration.ts"
import { codePointLength, compileLike, isWellFormed } from "./text.ts"
import { instantOf } from "./time.ts"
import type { StringType, Type, Value } from "./type.ts"

/**
 * Raw JSON (or what a loader gave) as a value of a type, in the form in which operators compare it.
 *
 * Undefined where it is absent, null or ill-typed; never throws, whatever it is given. Nothing is guessed: the text
 * `"12"` is no `int` (what came as text is read by `coerceText`). `12.0` is an `int`; beyond ±(2^53−1) nothing is.
 * A `set` or `list` is well-typed if it is a list, a record if it is an object: their insides are read when asked for.
 */
export function coerce(raw: unknown, type: Type): Value | undefined {
  if (raw === undefined || raw === null) return undefined
  switch (type.kind) {
    case "bool":
      return typeof raw === "boolean" ? raw : undefined
    case "int":
      return typeof raw === "number" && Number.isSafeInteger(raw) ? bounded(raw, type) : undefined
    case "number":
      return typeof raw === "number" && Number.isFinite(raw) ? bounded(raw, type) : undefined
    case "string":
      return typeof raw === "string" ? stringOf(raw, type) : undefined
    case "instant":
      return instantOf(raw)
    case "duration":
      return durationOf(raw)
    case "date":
      return typeof raw === "string" && dayOf(raw) !== undefined ? raw : undefined
    case "time":
      return typeof raw === "string" ? minutesOf(raw) : undefined
    case "ip":
      return typeof raw === "string" ? parseAddress(raw) : undefined
    case "uuid":
      return typeof raw === "string" && isUuid(raw) ? raw.toLowerCase() : undefined
    case "url":
      return typeof raw === "string" && isUrl(raw) ? raw : undefined
    case "set":
    case "list":
      return listOf(raw)
    case "record":
      return recordOf(raw)
    case "json":
      return jsonOf(raw)
    case "cidr":
      // Blocks are literals, which are read once by `parseCidr`.
      return undefined
  }
}

/**
 * A text that stands for a value, as in a path, a query or a header: `"12"` is the `int` 12.
 *
 * An `int` is `0` or `-?[1-9][0-9]*` within ±(2^53−1), a `number` is written as in JSON, a `bool` is `true` or `false`.
 * Everything else is read as the same text in JSON is.
 */
export function coerceText(text: string, type: Type): Value | undefined {
  if (type.kind === "int") return isIntegerText(text) ? coerce(Number(text), type) : undefined
  if (type.kind === "number") return isNumberText(text) ? coerce(Number(text), type) : undefined
  if (type.kind !== "bool") return coerce(text, type)
  if (text === "true") return true
  return text === "false" ? false : undefined
}

function bounded(value: number, type: { readonly min?: number; readonly max?: number }): number | undefined {
  if (type.min !== undefined && value < type.min) return undefined
  if (type.max !== undefined && value > type.max) return undefined
  // There is one zero.
  return value + 0
}

const matchers = new WeakMap<StringType, (text: string) => boolean>()

function stringOf(text: string, type: StringType): string | undefined {
  if (!isWellFormed(text)) return undefined
  if (type.values !== undefined && !type.values.includes(text)) return undefined
  if (type.max !== undefined && text.length > type.max && codePointLength(text) > type.max) return undefined
  return type.like === undefined || matcherOf(type, type.like)(text) ? text : undefined
}

function matcherOf(type: StringType, pattern: string): (text: string) => boolean {
  const known = matchers.get(type)
  if (known !== undefined) return known
  const matcher = compileLike(pattern)
  matchers.set(type, matcher)
  return matcher
}

/** Text as in a policy, or a number of milliseconds; never negative. */
function durationOf(raw: unknown): number | undefined {
  if (typeof raw === "string") return parseDuration(raw)
  return typeof raw === "number" && raw >= 0 && raw <= furthest ? raw + 0 : undefined
}

/** Eight, four, four, four and twelve hexadecimal digits of either case. */
function isUuid(text: string): boolean {
  if (text.length !== 36) return false
  for (let index = 0; index < 36; index += 1) {
    const code = text.charCodeAt(index)
    const dash = index === 8 || index === 13 || index === 18 || index === 23
    if (dash ? code !== 45 : hexDigit(code) < 0) return false
  }
  return true
}

/** Absolute by the WHATWG rules; text that those rules would first trim or strip is none, so that its prefix is what it seems. */
function isUrl(text: string): boolean {
  if (!isWellFormed(text)) return false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code <= 32 || code === 127) return false
  }
  return URL.canParse(text)
}

function isIntegerText(text: string): boolean {
  const start = text.startsWith("-") ? 1 : 0
  const end = digitsEnd(text, start)
  if (end !== text.length || end === start) return false
  return text.charCodeAt(start) === 48 ? text === "0" : true
}

function isNumberText(text: string): boolean {
  const start = text.startsWith("-") ? 1 : 0
  let end = digitsEnd(text, start)
  if (end === start || (text.charCodeAt(start) === 48 && end - start > 1)) return false
  if (text[end] === ".") {
    const fraction = end + 1
    end = digitsEnd(text, fraction)
    if (end === fraction) return false
  }
  if (text[end] === "e" || text[end] === "E") {
    const signed = text[end + 1] === "+" || text[end + 1] === "-"
    const exponent = end + (signed ? 2 : 1)
    end = digitsEnd(text, exponent)
    if (end === exponent) return false
  }
  return end === text.length
}

function digitsEnd(text: string, start: number): number {
  let end = start
  while (end < text.length && isDigit(text.charCodeAt(end))) end += 1
  return end
}

/** `Array.isArray` throws on a revoked proxy. */
function listOf(raw: unknown): readonly unknown[] | undefined {
  try {
    return Array.isArray(raw) ? raw : undefined
  } catch {
    return undefined
  }
}

function recordOf(raw: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof raw !== "object" || raw === null) return undefined
  try {
    return Array.isArray(raw) ? undefined : (raw as Readonly<Record<string, unknown>>)
  } catch {
    return undefined
  }
}

/** Whatever JSON can hold. */
function jsonOf(raw: unknown): Value | undefined {
  if (typeof raw === "boolean") return raw
  if (typeof raw === "number") return Number.isFinite(raw) ? raw + 0 : undefined
  if (typeof raw === "string") return isWellFormed(raw) ? raw : undefined
  return listOf(raw) ?? recordOf(raw)
}
