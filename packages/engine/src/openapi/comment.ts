import { printableJson, replaceUnprintable } from "../text/printable.ts"

/**
 * Text from a document as the rest of one comment line.
 *
 * Nothing in it can end the line, move the cursor, or reorder what a reader sees.
 */
export function commentText(text: string, longest: number = 160): string {
  const flat = replaceUnprintable(text, () => " ")
  const words = [...flat.replaceAll(/ +/g, " ").trim()]
  return words.length <= longest ? words.join("") : `${words.slice(0, longest - 1).join("")}…`
}

/** A string literal of the language, in which nothing acts on whoever reads it. */
export function quoted(text: string): string {
  return printableJson(JSON.stringify(text))
}
