// Text is a sequence of Unicode code points: not normalised, not case-folded. JavaScript keeps UTF-16 units,
// so what counts or orders characters is here.

/** False where a surrogate stands alone: such text has no UTF-8 form, and is not a `string` of the language. */
export function isWellFormed(text: string): boolean {
  // Standard since ES2024 and in Node since 20; the compiler's library of ES2023 does not name it.
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed()
}

/** How many code points. */
export function codePointLength(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length - 1; index += 1) {
    if (isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1))) {
      count -= 1
      index += 1
    }
  }
  return count
}

/** Negative, zero or positive as `left` comes before, with or after `right` by code points; a prefix comes first. */
export function compareText(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length)
  for (let index = 0; index < shorter; index += 1) {
    const one = left.charCodeAt(index)
    const other = right.charCodeAt(index)
    if (one !== other) return orderOf(one) - orderOf(other)
  }
  return left.length - right.length
}

/** Units order as their code points do, once surrogates (planes above the first) come after U+E000–U+FFFF. */
const orderOf = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit)

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** A part of a `like` pattern: a code point, or one of the two below. */
export type LikeToken = number
/** `*`: any run of code points, the empty one too. */
export const anyRun: LikeToken = -1
/** `?`: one code point. */
export const anyOne: LikeToken = -2

/** A `like` pattern in parts, runs of `*` made one; undefined where `\` stands before anything but `*`, `?`, `\`, or a surrogate alone. */
export function likeTokens(pattern: string): readonly LikeToken[] | undefined {
  if (!isWellFormed(pattern)) return undefined
  const tokens: LikeToken[] = []
  let escaped = false
  for (const character of pattern) {
    const special = character === "*" || character === "?" || character === "\\"
    if (escaped && !special) return undefined
    if (!escaped && character === "\\") {
      escaped = true
      continue
    }
    const token = escaped || !special ? character.codePointAt(0) : character === "*" ? anyRun : anyOne
    escaped = false
    if (token === undefined || (token === anyRun && tokens.at(-1) === anyRun)) continue
    tokens.push(token)
  }
  return escaped ? undefined : tokens
}

/**
 * The matcher of a `like` pattern: the whole text must fit.
 *
 * For a given pattern its time grows with the length of the text and no faster: only the last `*` is ever tried again.
 * A pattern that `likeTokens` refuses is refused by `check` already; here it throws.
 */
export function compileLike(pattern: string): (text: string) => boolean {
  const tokens = likeTokens(pattern)
  if (tokens === undefined) throw new Error("a `like` pattern was not checked")
  return (text) => fitsTokens(text, tokens)
}

/** `compileLike` for a text that is asked once. */
export const like = (text: string, pattern: string): boolean => compileLike(pattern)(text)

/** Whether the whole text fits a pattern in parts. */
export function fitsTokens(text: string, tokens: readonly LikeToken[]): boolean {
  let position = 0
  let part = 0
  let lastRun = -1
  let runEnd = 0
  while (position < text.length) {
    const code = text.codePointAt(position) ?? 0
    const token = tokens[part]
    if (token === code || token === anyOne) {
      position += widthOf(code)
      part += 1
    } else if (token === anyRun) {
      lastRun = part
      runEnd = position
      part += 1
    } else if (lastRun >= 0) {
      runEnd += widthOf(text.codePointAt(runEnd) ?? 0)
      position = runEnd
      part = lastRun + 1
    } else return false
  }
  if (tokens[part] === anyRun) part += 1
  return part === tokens.length
}

const widthOf = (codePoint: number): number => (codePoint > 0xffff ? 2 : 1)
