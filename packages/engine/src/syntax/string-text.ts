/** What is wrong in a string, counted from its opening quote. */
export interface StringFault {
  readonly offset: number
  readonly length: number
  readonly text: string
}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
])
const fourHexDigits = /^[0-9a-fA-F]{4}$/

/** Reads what stands between the quotes of `image`, with the escapes of JSON. */
export function decodeString(image: string): {
  readonly value: string
  readonly fault: StringFault | undefined
} {
  const end = image.length > 1 && image.endsWith('"') ? image.length - 1 : image.length
  if (!image.includes("\\")) return { value: image.slice(1, end), fault: undefined }
  let value = ""
  let fault: StringFault | undefined
  let at = 1
  while (at < end) {
    const next = image.indexOf("\\", at)
    if (next < 0 || next >= end) break
    value += image.slice(at, next)
    const { text, length } = decodeEscape(image, next)
    if (text === undefined) fault ??= { offset: next, length, text: image.slice(next, next + length) }
    value += text ?? ""
    at = next + length
  }
  return { value: value + image.slice(at, Math.max(at, end)), fault }
}

function decodeEscape(image: string, at: number): { text: string | undefined; length: number } {
  const letter = image[at + 1] ?? ""
  const simple = simpleEscapes.get(letter)
  if (simple !== undefined) return { text: simple, length: 2 }
  const digits = image.slice(at + 2, at + 6)
  if (letter === "u" && fourHexDigits.test(digits)) {
    return { text: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 }
  }
  return { text: undefined, length: 2 }
}
