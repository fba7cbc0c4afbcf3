import { describe, expect, test } from "vitest"
import { printable, printableJson } from "../../src/text/printable.ts"

const hostile: readonly (readonly [name: string, text: string, shown: string])[] = [
  ["a line end", "\n", "\\n"],
  ["an escape", "\u001b[2J", "\\u{1b}[2J"],
  ["a C1 control", "\u009b", "\\u{9b}"],
  ["a mark of direction", "\u202e", "\\u{202e}"],
  ["a line separator", "\u2028", "\\u{2028}"],
  ["a soft hyphen", "\u00ad", "\\u{ad}"],
  ["a joiner", "\u200d", "\\u{200d}"],
  ["half a character", "\ud800", "\\u{d800}"],
  ["private use", "\ue000", "\\u{e000}"],
  ["a tag", "\u{e0041}", "\\u{e0041}"],
  ["a tag that is not assigned", "\u{e0000}", "\\u{e0000}"],
]

describe("what acts on a terminal", () => {
  test.each(hostile)("%s is written as an escape", (_, text, shown) => {
    expect(printable(`a${text}b`)).toBe(`a${shown}b`)
  })

  test.each(hostile)("%s in JSON is escaped, and means the same", (_, text) => {
    const json = printableJson(JSON.stringify({ [text]: [text] }, undefined, 2))
    expect(json).toMatch(/^[\n\u0020-\u007e]*$/)
    expect(JSON.parse(json)).toEqual({ [text]: [text] })
    expect(json.split("\n")).toHaveLength(5)
  })

  test.each(["plain", "Zoë 日本", "😀", "e\u0301", "\u00a0", "\\"])("%s is shown as it is", (text) => {
    expect(printable(text)).toBe(text)
    expect(printableJson(JSON.stringify(text))).toBe(JSON.stringify(text))
  })
})
