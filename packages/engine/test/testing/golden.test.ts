import { readFileSync, writeFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { type TestingCode, testingCodes } from "../../src/diagnostics/codes/testing.ts"
import { renderHuman } from "../../src/diagnostics/human.ts"
import { runTests } from "../../src/testing/run-tests.ts"
import { place, shop } from "./shop.ts"

const codes = Object.keys(testingCodes) as TestingCode[]
const fixture = (code: string, name: string): string =>
  place(`packages/engine/test/fixtures/diagnostics/${code}/${name}`)
const read = (file: string): string => readFileSync(file, "utf8")

describe.each(codes)("%s", (code) => {
  test("is reported as its golden text says, and no case is run", async () => {
    const source = { path: "bad.test.yaml", text: read(fixture(code, "bad.test.yaml")) }
    const { diagnostics, results } = await runTests({ policy: shop, source })
    const rendered = renderHuman(diagnostics, { sources: [source] })
    const golden = fixture(code, "bad.txt")
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, rendered)
    expect(new Set(diagnostics.map((diagnostic) => diagnostic.code))).toEqual(new Set([code]))
    expect(results).toEqual([])
    expect(rendered).toBe(read(golden))
    for (const { message } of diagnostics) {
      expect(message).toMatch(/^[^\p{Lu}].*[^.]$/u)
      expect(message).not.toMatch(/undefined|null|\[object|token|NaN/)
    }
  })

  test("is not reported of its twin, whose cases pass", async () => {
    const source = { path: "good.test.yaml", text: read(fixture(code, "good.test.yaml")) }
    const { diagnostics, results } = await runTests({ policy: shop, source })
    expect(diagnostics).toEqual([])
    expect(results.length).toBeGreaterThan(0)
    expect(results.flatMap(({ mismatches }) => mismatches)).toEqual([])
  })

  test("has a page with its title, and the same two files", () => {
    const page = read(place(`docs/diagnostics/${code}.md`))
    expect(page).toContain(`# ${code} ${testingCodes[code].title}\n`)
    const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => text)
    expect(blocks).toEqual([read(fixture(code, "bad.test.yaml")), read(fixture(code, "good.test.yaml"))])
  })
})
