import { describe, expect, test } from "vitest"
import { checkRooms, importsOf } from "../check-rooms.mjs"

const findings = (files) => checkRooms(new Map(Object.entries(files)))

describe("imports", () => {
  test("are found in every form, with their lines", () => {
    const text = [
      'import { a } from "./a.ts"',
      "import {",
      "  b,",
      '} from "../text/b.ts"',
      'import type { C } from "../c/c.ts"',
      'export { d } from "./d.ts"',
      'import "./e.ts"',
      'const f = await import("jose")',
      "const g = \"import { x } from './x.ts'\"",
    ].join("\n")
    expect(importsOf(text)).toEqual([
      { specifier: "./a.ts", typeOnly: false, line: 1 },
      { specifier: "../text/b.ts", typeOnly: false, line: 4 },
      { specifier: "../c/c.ts", typeOnly: true, line: 5 },
      { specifier: "./d.ts", typeOnly: false, line: 6 },
      { specifier: "./e.ts", typeOnly: false, line: 7 },
      { specifier: "jose", typeOnly: false, line: 8 },
    ])
  })
})

describe("the room table", () => {
  test.each([
    ["a room that is listed", { "check/a.ts": 'import { b } from "../model/b.ts"' }],
    ["its own room", { "check/rules/a.ts": 'import { b } from "../b.ts"' }],
    ["types of text", { "quota/a.ts": 'import type { Span } from "../text/span.ts"' }],
    ["types where only they are listed", { "explain/a.ts": 'import type { D } from "../decide/d.ts"' }],
    ["a listed package", { "syntax/a.ts": 'import { Lexer } from "chevrotain"' }],
    ["anything, for the façade", { "index.ts": 'export { a } from "./guard/a.ts"' }],
  ])("lets a file import %s", (_, files) => {
    expect(findings(files)).toEqual([])
  })

  test.each([
    [
      "a room that is not listed",
      { "decide/a.ts": 'import { b } from "../check/b.ts"' },
      "decide/a.ts:1 `decide` may not import `check`",
    ],
    [
      "values of text",
      { "quota/a.ts": 'import { lineAt } from "../text/source.ts"' },
      "quota/a.ts:1 `quota` may not import `text`",
    ],
    [
      "more than types",
      { "reference/a.ts": 'import { d } from "../decide/d.ts"' },
      "reference/a.ts:1 `reference` may not import `decide`, except its types",
    ],
    [
      "a package of another room",
      { "check/a.ts": '\nimport { Lexer } from "chevrotain"' },
      "check/a.ts:2 `check` may not import the package `chevrotain`",
    ],
    [
      "a module of Node, where it must run without",
      { "decide/a.ts": 'import "node:fs"' },
      "decide/a.ts:1 `decide` may not import `node:fs`",
    ],
    [
      "the façade",
      { "guard/a.ts": 'import { b } from "../index.ts"' },
      "guard/a.ts:1 `guard` may not import the façade",
    ],
    [
      "what lies outside the package",
      { "text/a.ts": 'import { b } from "../../../cli/src/b.ts"' },
      "text/a.ts:1 `../../../cli/src/b.ts` leaves the package: import it by its name",
    ],
  ])("does not let a file import %s", (_, files, finding) => {
    expect(findings(files)).toEqual([finding])
  })

  test("refuses a room that it does not list", () => {
    expect(findings({ "utils/a.ts": "" })).toEqual([
      "utils/a.ts:1 `utils` is no room of the table in scripts/rooms.mjs",
    ])
  })

  test("keeps the parser out of what runs a built plan, however far away", () => {
    const files = {
      "decide.ts": 'export { a } from "./decide/a.ts"',
      "decide/a.ts": 'import { b } from "../plan/b.ts"',
      "plan/b.ts": 'import { c } from "../syntax/c.ts"',
      "syntax/c.ts": "",
    }
    expect(findings(files)).toContain(
      "plan/b.ts:1 makes decide.ts load syntax/c.ts, which a built plan must not need",
    )
    expect(findings({ ...files, "plan/b.ts": 'import type { C } from "../text/c.ts"' })).toEqual([])
  })
})
