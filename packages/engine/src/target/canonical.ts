import { hexDigit } from "../values/digits.ts"

export type Canonical =
  | { readonly kind: "path"; readonly path: string }
  /** No single meaning: answered with 400. `why` holds none of the target's own text. */
  | { readonly kind: "ambiguous"; readonly why: string }

const slash = 0x2f
const percent = 0x25

const none = 0
/** May stand in a path as it is (RFC 3986 `pchar` without `;` and `%`, and `/`). */
const plain = 1
/** Means the same with and without an escape, so the escape is taken off. */
const unreserved = 2

/** What may stand in a path as it is, by its code; 0 may not. */
export const pathCharacters: Uint8Array = new Uint8Array(128)
for (const character of "!$&'()*+,=:@/") pathCharacters[character.charCodeAt(0)] = plain
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") {
  pathCharacters[character.charCodeAt(0)] = unreserved
}

/**
 * The one canonical form of a request target: what is decided on, and what is passed on.
 *
 * Takes the target as it stood in the request line and gives its path, without the query:
 * - an absolute `http:` or `https:` target is reduced to its path;
 * - escaped unreserved characters are decoded once, other escapes are kept, with upper-case digits (`%3B` is data);
 * - ambiguous is what two readers could take for two things: a fragment, an escaped slash, a backslash in any form, dot
 *   segments (also escaped ones), `//`, `;`, NUL, a bad escape, bytes that are no strict UTF-8, and every raw character that
 *   RFC 3986 does not allow in a path: space, controls, non-ASCII, and ``"<>[]^`{|}``, which some clients escape and some do not.
 *
 * What it gives is canonical: given back, it is returned as it is.
 *
 * @example canonicalize("/%7Eann/a%2cb?x=1") // { kind: "path", path: "/~ann/a%2Cb" }
 */
export function canonicalize(target: string): Canonical {
  if (target.includes("#")) return ambiguous("a fragment")
  const query = target.indexOf("?")
  const path = pathOf(query < 0 ? target : target.slice(0, query))
  if (path === undefined) return ambiguous("no path that begins with a slash")
  const text = canonicalText(path)
  if (text.kind === "ambiguous") return text
  if (text.path.includes("//")) return ambiguous("an empty segment")
  return hasDotSegment(text.path) ? ambiguous("a dot segment") : text
}

/** `canonicalize` for a piece of a path: characters only, nothing about segments. A slash in it stays one. */
export function canonicalText(text: string): Canonical {
  let done = ""
  let copied = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code !== percent) {
      if (code > 127 || pathCharacters[code] === none) return ambiguous(whyNot(code))
      continue
    }
    const byte = byteAt(text, index)
    if (byte < 0) return ambiguous("a bad escape")
    if (byte === slash || byte === 0x5c || byte === 0) return ambiguous("an escaped slash, backslash or NUL")
    const size = byte < 0x80 ? 1 : sequenceLength(text, index)
    if (size === 0) return ambiguous("bytes that are no UTF-8")
    const end = index + size * 3
    const escapes = text.slice(index, end)
    const canonical = pathCharacters[byte] === unreserved ? String.fromCharCode(byte) : escapes.toUpperCase()
    if (canonical !== escapes) {
      done += text.slice(copied, index) + canonical
      copied = end
    }
    index = end - 1
  }
  return { kind: "path", path: copied === 0 ? text : done + text.slice(copied) }
}

/** `.` or `..` between slashes. */
export function isDotSegment(segment: string): boolean {
  return segment === "." || segment === ".."
}

const ambiguous = (why: string): Canonical => ({ kind: "ambiguous", why })

const hasDotSegment = (path: string): boolean => path.includes("/.") && path.split("/").some(isDotSegment)

/** Of the two forms that a guarded server is asked in: `/path`, and `http://authority/path`, as to a proxy. */
function pathOf(target: string): string | undefined {
  if (target.charCodeAt(0) === slash) return target
  const scheme = schemeLength(target)
  if (scheme === 0) return undefined
  const end = target.indexOf("/", scheme)
  const authority = target.slice(scheme, end < 0 ? target.length : end)
  if (!isAuthority(authority)) return undefined
  return end < 0 ? "/" : target.slice(end)
}

function schemeLength(target: string): number {
  const start = target.slice(0, 8).toLowerCase()
  if (start.startsWith("http://")) return 7
  return start === "https://" ? 8 : 0
}

/** A host and perhaps a port. User information is none (RFC 9110, 4.2.4), and hides which host is meant. */
function isAuthority(authority: string): boolean {
  for (let index = 0; index < authority.length; index += 1) {
    const code = authority.charCodeAt(index)
    const isBracket = code === 0x5b || code === 0x5d
    if (code > 127 || code === 0x40 || (pathCharacters[code] === none && !isBracket)) return false
  }
  return authority !== ""
}

function whyNot(code: number): string {
  if (code === 0x3b) return "a semicolon"
  if (code === 0x5c) return "a backslash"
  return "a character that no path may hold unescaped"
}

/** The byte that the escape at `index` stands for; -1 where there is none. */
function byteAt(text: string, index: number): number {
  if (text.charCodeAt(index) !== percent) return -1
  const high = hexDigit(text.charCodeAt(index + 1))
  const low = hexDigit(text.charCodeAt(index + 2))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

/**
 * How many escapes from `index` on make one character of at least two bytes; 0 where they make none.
 * Strict, by the table of well-formed sequences in the Unicode standard (3.9): the second byte's
 * bounds leave out overlong forms, surrogates, and what lies beyond U+10FFFF.
 */
function sequenceLength(text: string, index: number): number {
  const first = byteAt(text, index)
  const size = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  for (let place = 1; place < size; place += 1) {
    const byte = byteAt(text, index + place * 3)
    if (byte < (place === 1 ? least : 0x80) || byte > (place === 1 ? most : 0xbf)) return 0
  }
  return size
}
