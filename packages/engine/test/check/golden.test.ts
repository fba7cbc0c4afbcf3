import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { codes, type Code } from "../../src/diagnostics/codes.ts"
import { conflictCodes } from "../../src/diagnostics/codes/conflicts.ts"
import { nameCodes } from "../../src/diagnostics/codes/names.ts"
import { securityCodes } from "../../src/diagnostics/codes/security.ts"
import { typeCodes } from "../../src/diagnostics/codes/types.ts"
import { unsupportedCodes } from "../../src/diagnostics/codes/unsupported.ts"
import { renderHuman } from "../../src/diagnostics/human.ts"
import { checkText } from "./policies.ts"

const phases = [unsupportedCodes, nameCodes, typeCodes, conflictCodes, securityCodes]
const all = phases.flatMap((phase) => Object.keys(phase)) as Code[]
const place = (relative: string): string => fileURLToPath(new URL(`../../../../${relative}`, import.meta.url))
const fixture = (name: string): string => place(`packages/engine/test/fixtures/diagnostics/${name}`)
const read = (file: string): string => readFileSync(file, "utf8")

const schemas = new Map(["openapi.yaml", "broken.yaml"].map((name) => [name, read(fixture(name))]))
const environment = { MOST_ITEMS: "ten" }

describe.each(all)("%s", (code) => {
  test("is reported once, as its golden text says", () => {
    const text = read(fixture(`${code}/bad.edict`))
    const { diagnostics, value } = checkText(text, { path: "bad.edict", schemas, environment })
    const rendered = renderHuman(diagnostics, { sources: [{ path: "bad.edict", text }] })
    const golden = fixture(`${code}/bad.txt`)
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(golden, rendered)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code])
    expect(value).toBeUndefined()
    expect(rendered).toBe(read(golden))
    for (const { message } of diagnostics) {
      expect(message).toMatch(/^[^\p{Lu}].*[^.]$/u)
      expect(message).not.toMatch(/undefined|null|\[object|token|NaN/)
    }
  })

  test("is not reported of its twin", () => {
    const text = read(fixture(`${code}/good.edict`))
    const { diagnostics, value } = checkText(text, { path: "good.edict", schemas, environment })
    expect(diagnostics).toEqual([])
    expect(value).toBeDefined()
  })

  test("has a page with its title and both texts", () => {
    const file = place(`docs/diagnostics/${code}.md`)
    expect(existsSync(file)).toBe(true)
    const page = read(file)
    expect(page).toContain(`# ${code} ${codes[code].title}`)
    expect(page).toContain(read(fixture(`${code}/bad.edict`)))
    expect(page).toContain(read(fixture(`${code}/good.edict`)))
  })
})
