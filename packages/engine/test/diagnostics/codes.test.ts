import { describe, expect, test } from "vitest"
import { codes, isCode, retired } from "../../src/diagnostics/codes.ts"
import { conflictCodes } from "../../src/diagnostics/codes/conflicts.ts"
import { importCodes } from "../../src/diagnostics/codes/import.ts"
import { lintCodes } from "../../src/diagnostics/codes/lint.ts"
import { nameCodes } from "../../src/diagnostics/codes/names.ts"
import { securityCodes } from "../../src/diagnostics/codes/security.ts"
import { syntaxCodes } from "../../src/diagnostics/codes/syntax.ts"
import { testingCodes } from "../../src/diagnostics/codes/testing.ts"
import { typeCodes } from "../../src/diagnostics/codes/types.ts"
import { unsupportedCodes } from "../../src/diagnostics/codes/unsupported.ts"

const phases = [
  syntaxCodes,
  unsupportedCodes,
  nameCodes,
  typeCodes,
  conflictCodes,
  securityCodes,
  testingCodes,
  importCodes,
  lintCodes,
]

describe("the registry", () => {
  test("holds each code of each phase once", () => {
    const listed = phases.flatMap((phase) => Object.keys(phase))
    expect(new Set(listed).size).toBe(listed.length)
    expect(Object.keys(codes).toSorted()).toEqual(listed.toSorted())
  })

  test.each(Object.entries(codes))(
    "%s has a title of one line, lower case, without a period",
    (code, { title }) => {
      expect(code).toMatch(/^E\d{3}$/)
      expect(title).toMatch(/^[^\p{Lu}\n][^\n]*[^.\n]$/u)
    },
  )

  test("uses no code again that was retired", () => {
    expect([...retired].filter(isCode)).toEqual([])
    expect([...retired].every((code) => /^E\d{3}$/.test(code))).toBe(true)
  })

  test("tells codes from other words", () => {
    expect(["E101", "e101", "E9999", "toString", ""].map(isCode)).toEqual([true, false, false, false, false])
  })
})
