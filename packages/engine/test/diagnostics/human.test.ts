import { stripVTControlCharacters } from "node:util"
import { describe, expect, test } from "vitest"
import { diagnostic } from "../../src/diagnostics/diagnostic.ts"
import { renderHuman } from "../../src/diagnostics/human.ts"
import { wantsColor } from "../../src/diagnostics/paint.ts"
import type { Source } from "../../src/text/source.ts"
import { find, orders, unknownRole } from "./findings.ts"

describe("one diagnostic", () => {
  test("reads as the documents show it", () => {
    expect(renderHuman([unknownRole], { sources: [orders], fixCommand: "edict lint --fix" })).toBe(
      `error[E101] unknown role \`custmer\`
  --> orders.edict:32:11
   |
32 |     allow custmer when order.ownerId == subject.id
   |           ^^^^^^^ did you mean \`customer\`?
   = an unknown role never matches, so this line would grant nothing
   = fix: edict lint --fix     docs: edict help E101
`,
    )
  })

  test("tells a fix by its title where no command applies it", () => {
    expect(renderHuman([unknownRole], { sources: [orders] })).toContain(
      "   = fix: replace `custmer` with `customer`     docs: edict help E101\n",
    )
  })

  test("names the place alone of a text that is not at hand", () => {
    expect(renderHuman([unknownRole], { sources: [] })).toBe(`error[E101] unknown role \`custmer\`
  --> orders.edict:32:11
   = an unknown role never matches, so this line would grant nothing
   = fix: replace \`custmer\` with \`customer\`     docs: edict help E101
`)
  })

  test("shows every label: on the same line, further down, and in another file", () => {
    const source: Source = {
      path: "a.edict",
      text: "role a includes b\nrole b includes c\n\n\nrole c includes a\n",
    }
    const other: Source = { path: "b.edict", text: "role a\n" }
    const finding = diagnostic("E101", find(source, "b"), "the message", {
      help: "take one away",
      labels: [
        { span: find(source, "a"), text: "declared here" },
        { span: find(source, "c", 2), text: "and on" },
        { span: find(source, "includes a"), text: "and back" },
      ],
      related: [{ span: find(other, "a"), message: "`a` stands here too" }],
    })
    expect(renderHuman([finding], { sources: [source, other] })).toMatchInlineSnapshot(`
      "error[E101] the message
       --> a.edict:1:17
        |
      1 | role a includes b
        |                 ^
        |      - declared here
      2 | role b includes c
        |          - and on
      ...
      5 | role c includes a
        |        ---------- and back
        = help: take one away
        = docs: edict help E101
      note: \`a\` stands here too
       --> b.edict:1:6
        |
      1 | role a
        |      -
      "
    `)
  })

  test("puts a caret where nothing stands, even after the last line", () => {
    const source: Source = { path: "a.edict", text: "package a\n" }
    const end = { file: "a.edict", start: 10, end: 10, line: 2, column: 1 }
    expect(renderHuman([diagnostic("E101", end, "the file ends too soon")], { sources: [source] }))
      .toBe(`error[E101] the file ends too soon
 --> a.edict:2:1
  |
2 |
  | ^
  = docs: edict help E101
`)
  })

  test("underlines the first line of a span of several", () => {
    const source: Source = { path: "a.edict", text: "api /x {\n  GET / {}\n}\n" }
    const text = renderHuman([diagnostic("E101", find(source, "/x {\n  GET"), "so long")], {
      sources: [source],
    })
    expect(text).toContain("1 | api /x {\n  |     ^^^^\n  =")
  })
})

describe("user text", () => {
  const rows = (text: string, part: string): readonly string[] => {
    const source: Source = { path: "a.edict", text }
    return renderHuman([diagnostic("E101", find(source, part), "here")], { sources: [source] })
      .split("\n")
      .slice(3, 5)
  }

  test.each([
    ["tabs", "\tallow\tcustmer", ["1 |     allow   custmer", "  |             ^^^^^^^"]],
    ["wide characters", "## 注文 custmer", ["1 | ## 注文 custmer", "  |         ^^^^^^^"]],
    ["emoji", "## \u{1f600} custmer", ["1 | ## \u{1f600} custmer", "  |       ^^^^^^^"]],
    ["combining marks", "## e\u0301 custmer", ["1 | ## e\u0301 custmer", "  |      ^^^^^^^"]],
    ["controls", "\u001b[2J custmer", ["1 | \\u{1b}[2J custmer", "  |           ^^^^^^^"]],
    ["marks of direction", "\u202e custmer", ["1 | \\u{202e} custmer", "  |          ^^^^^^^"]],
    ["half a character", "\ud800 custmer", ["1 | \\u{d800} custmer", "  |          ^^^^^^^"]],
  ])("with %s keeps the carets under the word", (_, text, expected) => {
    expect(rows(text, "custmer")).toEqual(expected)
  })

  test("of great length is shown around the mark", () => {
    const [line = "", carets = ""] = rows(`${"a ".repeat(50_000)}custmer${" b".repeat(50_000)}`, "custmer")
    expect(line.length).toBeLessThan(140)
    expect(line).toMatch(/^1 \| ….*custmer.*…$/)
    expect(carets.indexOf("^")).toBe(line.indexOf("custmer"))
  })

  test("cannot act on the terminal from a message, a path or a label", () => {
    const path = "a\u001b]0;x\u0007.edict"
    const span = { file: path, start: 0, end: 1, line: 1, column: 1 }
    const finding = diagnostic("E101", span, "unknown role `\u001b[31m\u009b\n`", {
      labels: [{ span, text: "\u202e" }],
      why: "\u0000",
      related: [{ span, message: "\u2028" }],
    })
    expect(renderHuman([finding], { sources: [{ path, text: "x" }] })).not.toMatch(
      /[^\n\P{C}]|[\u2028\u2029]/u,
    )
  })
})

describe("colour", () => {
  test("changes nothing but colour", () => {
    const plain = renderHuman([unknownRole], { sources: [orders] })
    const colored = renderHuman([unknownRole], { sources: [orders], color: true })
    expect(colored).toContain("\u001b[31m^^^^^^^")
    expect(stripVTControlCharacters(colored)).toBe(plain)
  })

  test.each([
    [true, {}, true],
    [true, { NO_COLOR: "" }, true],
    [true, { NO_COLOR: "1" }, false],
    [false, { FORCE_COLOR: "1" }, true],
    [false, { FORCE_COLOR: "" }, true],
    [true, { FORCE_COLOR: "0" }, false],
    [true, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [true, { FORCE_COLOR: "1", TERM: "dumb" }, true],
    [true, { TERM: "dumb" }, false],
    [false, {}, false],
    [undefined, {}, false],
  ])("on a terminal (%s) with %j is wanted: %s", (isTTY, environment, wanted) => {
    expect(wantsColor({ isTTY }, environment)).toBe(wanted)
  })
})
