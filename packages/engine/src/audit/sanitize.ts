/** Texts in a line end here: a caller chooses what is logged, not how much. */
const longest = 1024

/** A text no longer than a line bears; what is cut off is counted. */
export function bounded(text: string): string {
  if (text.length <= longest) return text
  const isSplit = /[\ud800-\udbff]/.test(text[longest - 1] ?? "")
  const kept = text.slice(0, isSplit ? longest - 1 : longest)
  return `${kept}… (${text.length - kept.length} more)`
}

/** DEL, the C1 controls, and what some viewers take for the end of a line or the turn of a text's direction. */
const unsafe = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g

/**
 * Serialized JSON in which nothing but its own structure can move a cursor, end a line or colour a terminal. JSON
 * escapes C0 itself; the rest occurs only inside strings, where an escape means the same.
 */
export function escapeControls(json: string): string {
  return json.replaceAll(unsafe, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
}
