/** A path ends at a blank or at one of `, ; ( ) # ? } "`; braces may hold blanks, but neither braces nor newlines. */
export function pathEnd(text: string, start: number): number {
  let at = start
  while (at < text.length) {
    const character = text[at]!
    if (pathStop.has(character)) break
    if (character !== "{") {
      at++
      continue
    }
    const close = braceEnd(text, at)
    if (close < 0) return at > start + 1 && isBlank(text, at + 1) ? at : unclosedEnd(text, at)
    at = close + 1
  }
  return at
}

const pathStop: ReadonlySet<string> = new Set([" ", "\t", "\r", "\n", ",", ";", "(", ")", "#", "?", "}", '"'])

const isBlank = (text: string, at: number): boolean => at >= text.length || " \t\r\n".includes(text[at]!)

function unclosedEnd(text: string, brace: number): number {
  let at = brace + 1
  while (at < text.length && !pathStop.has(text[at]!) && text[at] !== "{") at++
  return at
}

/** The `}` of the brace at `open`; -1 where the line or another `{` comes first. Strings inside may hold anything. */
export function braceEnd(text: string, open: number): number {
  let quotedText = false
  for (let at = open + 1; at < text.length; at++) {
    const character = text[at]
    if (character === "\n" || character === "\r") return -1
    if (character === "\\" && quotedText) at++
    else if (character === '"') quotedText = !quotedText
    else if (!quotedText && character === "{") return -1
    else if (!quotedText && character === "}") return at
  }
  return -1
}
