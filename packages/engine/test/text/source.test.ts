import { describe, expect, test } from "vitest"
import { lineAt, lineStarts, positionAt, spanOf } from "../../src/text/source.ts"

describe("lines", () => {
  test.each([
    ["", [0]],
    ["a", [0]],
    ["a\n", [0, 2]],
    ["a\r\nb", [0, 3]],
    ["a\rb", [0, 2]],
    ["\r\r\n\n", [0, 1, 3, 4]],
    ["a\u2028b", [0]],
  ])("%j begin at %j", (text, starts) => {
    expect(lineStarts(text)).toEqual(starts)
  })

  test("have text without what ends them", () => {
    const text = "one\r\ntwo\n\nfour"
    const starts = lineStarts(text)
    expect([0, 1, 2, 3, 4, 5].map((line) => lineAt(text, starts, line))).toEqual([
      "",
      "one",
      "two",
      "",
      "four",
      "",
    ])
  })
})

describe("positions", () => {
  test.each([
    [0, 1, 1],
    [2, 1, 3],
    [3, 2, 1],
    [5, 2, 3],
    [6, 3, 1],
  ])("of offset %i are line %i, column %i", (offset, line, column) => {
    expect(positionAt(lineStarts("ab\n\u{1f600}\n"), offset)).toEqual({ line, column })
  })

  test("make a span", () => {
    expect(spanOf("a.edict", lineStarts("x\ny = 1"), 2, 3)).toEqual({
      file: "a.edict",
      start: 2,
      end: 3,
      line: 2,
      column: 1,
    })
  })
})
