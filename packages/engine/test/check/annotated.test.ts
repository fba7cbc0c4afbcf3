import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { checkText } from "./policies.ts"

// Policies with faults, each named under its line: `# ^^^^ error E101 unknown role`. Lines without are sound.

const folder = fileURLToPath(new URL("../fixtures/check/", import.meta.url))
const files = ["authenticators", "conditions", "limits", "roles", "routes", "scopes"]

interface Found {
  readonly line: number
  readonly column: number
  readonly code: string
  readonly message: string
}

function annotations(text: string): Found[] {
  const found: Found[] = []
  let line = 0
  for (const [index, content] of text.split("\n").entries()) {
    const match = /^#( *)(\^+) error (E\d{3}) (.+)$/.exec(content)
    if (!match) {
      line = index + 1
      continue
    }
    const [, space = "", , code = "", message = ""] = match
    // A fault in the first column is marked from the second on.
    const column = 2 + space.length
    found.push({ line, column, code, message })
  }
  return found
}

describe.each(files)("%s", (name) => {
  const text = readFileSync(`${folder}${name}.edict`, "utf8")
  const { diagnostics, value } = checkText(text, { path: `${name}.edict` })
  const reported = diagnostics.map(({ span, code, message }) => ({
    line: span.line,
    column: Math.max(2, span.column),
    code,
    message,
  }))

  test("every fault is named at its place, and nothing else", () => {
    const expected = annotations(text)
    expect(expected.length).toBeGreaterThan(5)
    expect(reported).toEqual(expected)
    expect(value).toBeUndefined()
  })

  test("diagnostics come in the order of the source", () => {
    const starts = diagnostics.map(({ span }) => span.start)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
  })
})

test("every annotated file is listed", () => {
  const annotated = readdirSync(folder).filter(
    (file) => file.endsWith(".edict") && readFileSync(folder + file, "utf8").includes("^ error E"),
  )
  expect(annotated.map((file) => file.replace(".edict", "")).toSorted()).toEqual(files)
})
