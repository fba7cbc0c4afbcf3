import { isUtf8 } from "node:buffer"

export type JsonResult =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "malformed"; readonly why: string }

export interface JsonOptions {
  /** Arrays and objects inside each other. */
  readonly maxDepth?: number
}

const defaultMaxDepth = 64

/**
 * Reads JSON that has one meaning only: valid UTF-8 without a byte order mark, no name twice in one object,
 * nesting bounded. A member named `__proto__` is a member like any other.
 */
export function parseJson(source: string | Uint8Array, options: JsonOptions = {}): JsonResult {
  const text = typeof source === "string" ? source : decodeUtf8(source)
  if (text === undefined) return malformed("the text is not UTF-8")
  const shape = shapeOf(text)
  const maxDepth = options.maxDepth ?? defaultMaxDepth
  if (shape.depth > maxDepth) return malformed(`the JSON nests deeper than ${maxDepth}`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return malformed("the text is not JSON")
  }
  // A repeated name leaves one member where two were written.
  if (shape.names !== countNames(value)) return malformed("an object has a name twice")
  return { kind: "json", value }
}

/** The text of UTF-8 bytes; undefined where they are not valid. A byte order mark is kept. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")
}

function malformed(why: string): JsonResult {
  return { kind: "malformed", why }
}

const quote = 34
const colon = 58
const openBracket = 91
const backslash = 92
const closeBracket = 93
const openBrace = 123
const closeBrace = 125

/** How deep the text nests and how many members it writes. Exact where the text is JSON. */
function shapeOf(text: string): { readonly depth: number; readonly names: number } {
  let names = 0
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === quote) at = endOfString(text, at)
    else if (unit === colon) names += 1
    else if (unit === openBrace || unit === openBracket) deepest = Math.max(deepest, ++depth)
    else if (unit === closeBrace || unit === closeBracket) depth -= 1
  }
  return { depth: deepest, names }
}

/** The place of the quote that ends the string begun at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  for (; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === quote) break
    if (unit === backslash) at += 1
  }
  return at
}

function countNames(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === "object") count += countNames(element)
    return count
  }
  // Made by `JSON.parse`: its members are its own, `__proto__` among them.
  for (const name in value) {
    count += 1
    const member = (value as Record<string, unknown>)[name]
    if (typeof member === "object") count += countNames(member)
  }
  return count
}
