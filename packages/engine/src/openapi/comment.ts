/**
 * Text from a document as the rest of one comment line.
 *
 * Nothing in it can end the line, move the cursor, or reorder what a reader sees.
 */
export function commentText(text: string, longest: number = 160): string {
  const flat = [...text].map((character) => (isPlain(character) ? character : " ")).join("")
  const words = [...flat.replaceAll(/ +/g, " ").trim()]
  return words.length <= longest ? words.join("") : `${words.slice(0, longest - 1).join("")}…`
}

function isPlain(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return false
  if (code >= 0xd800 && code <= 0xdfff) return false
  // Line and paragraph separators, marks that change the direction of writing, and what has no width.
  if (code >= 0x2028 && code <= 0x202e) return false
  if (code >= 0x2066 && code <= 0x2069) return false
  return !(code >= 0x200b && code <= 0x200f) && code !== 0x061c && code !== 0xfeff
}

/** A string literal of the language, in which nothing acts on whoever reads it. */
export function quoted(text: string): string {
  return [...JSON.stringify(text)]
    .map((character) => (isPlain(character) ? character : escapeOf(character)))
    .join("")
}

function escapeOf(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`
}
