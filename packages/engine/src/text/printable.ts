/**
 * What a terminal, or whoever reads a log, obeys instead of seeing: controls, marks of direction, tags, ends of lines, and
 * characters without a look of their own. Shown as they are, they could hide a rule, forge a line or move the cursor.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u{e0000}-\u{e007f}]/gu

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }

/** `text` as one line in which nothing acts on a terminal: what would is written as an escape, `\u{202e}`. */
export function printable(text: string): string {
  return replaceUnprintable(text, escapeOf)
}

/** `text` with something else wherever a character would act on a terminal. */
export function replaceUnprintable(text: string, replacement: (character: string) => string): string {
  return text.replace(unprintable, replacement)
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return shortEscapes[character] ?? `\\u{${code.toString(16)}}`
}

/** Most of what is written: asked first, as it costs a tenth of the whole question. */
const isPlain = /^[\n\u0020-\u007e]*$/

/**
 * Serialized JSON in which nothing but its own structure ends a line, and nothing acts on a terminal. What JSON leaves
 * unescaped occurs only inside strings, where an escape means the same; a line end can only be the indentation's.
 */
export function printableJson(json: string): string {
  if (isPlain.test(json)) return json
  return replaceUnprintable(json, (character) => (character === "\n" ? character : escapeUnits(character)))
}

function escapeUnits(character: string): string {
  return character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
}
