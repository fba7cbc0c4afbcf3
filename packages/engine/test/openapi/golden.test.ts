import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { type ImportCode, importCodes } from "../../src/diagnostics/codes/import.ts"
import { renderHuman } from "../../src/diagnostics/human.ts"
import { importOpenApi } from "../../src/openapi/import.ts"

const codes = Object.keys(importCodes) as ImportCode[]
const place = (relative: string): string => fileURLToPath(new URL(`../../../../${relative}`, import.meta.url))
const fixture = (code: string, name: string): string =>
  place(`packages/engine/test/fixtures/diagnostics/${code}/${name}`)
const read = (file: string): string => readFileSync(file, "utf8")

describe.each(codes)("%s", (code) => {
  test("is reported as its golden text says", () => {
    const source = { path: "bad.yaml", text: read(fixture(code, "bad.yaml")) }
    const { diagnostics } = importOpenApi(source)
    const rendered = renderHuman(diagnostics, { sources: [source] })
    const golden = fixture(code, "bad.txt")
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, rendered)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
    expect(rendered).toBe(read(golden))
  })

  test("is not reported of its twin, nor is anything else", () => {
    const { value, diagnostics } = importOpenApi({
      path: "good.yaml",
      text: read(fixture(code, "good.yaml")),
    })
    expect(diagnostics).toEqual([])
    expect(value?.routes).toBe(value?.operations)
  })

  test("has a page with its title, and the same two documents", () => {
    const page = read(place(`docs/diagnostics/${code}.md`))
    expect(page).toContain(`# ${code} ${importCodes[code].title}\n`)
    const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text)
    expect(blocks).toEqual([read(fixture(code, "bad.yaml")), read(fixture(code, "good.yaml"))])
  })
})
