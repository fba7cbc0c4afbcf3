/** Texts in a line end here: a caller chooses what is logged, not how much. */
const longest = 1024

/** A text no longer than a line bears; what is cut off is counted. */
export function bounded(text: string): string {
  if (text.length <= longest) return text
  const isSplit = /[\ud800-\udbff]/.test(text[longest - 1] ?? "")
  const kept = text.slice(0, isSplit ? longest - 1 : longest)
  return `${kept}… (${text.length - kept.length} more)`
}
