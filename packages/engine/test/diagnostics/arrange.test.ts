import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { compile } from "../../src/compile.ts"
import { arrange, sortDiagnostics, summarize } from "../../src/diagnostics/arrange.ts"
import { diagnostic, type Diagnostic } from "../../src/diagnostics/diagnostic.ts"

const at = (file: string, start: number, message: string = "x"): Diagnostic =>
  diagnostic("E101", { file, start, end: start + 1, line: 1, column: start + 1 }, message)
const warning = (file: string, start: number): Diagnostic => ({ ...at(file, start), severity: "warning" })

describe("the order of diagnostics", () => {
  test("is by file, then place, then message, whatever order they were found in", () => {
    const short = diagnostic("E107", { ...at("a", 10).span, end: 12 }, "x")
    const long = diagnostic("E101", { ...at("a", 10).span, end: 15 }, "x")
    const sorted = [at("a", 1), at("a", 2, "b"), at("a", 2, "c"), at("a", 10), short, long, at("b", 0)]
    const shuffled = fc.shuffledSubarray(sorted, { minLength: sorted.length })
    fc.assert(
      fc.property(shuffled, (found) => {
        expect(sortDiagnostics(found)).toEqual(sorted)
      }),
    )
  })

  test("is the one in which a policy's findings come", () => {
    const text =
      "package a\nrole r\nGET /x { allow custmer when subject.nme == nothing and context.oops }\nGET /x {"
    const { diagnostics } = compile([
      { path: "b.edict", text },
      { path: "a.edict", text },
    ])
    expect(diagnostics.length).toBeGreaterThan(3)
    expect(diagnostics).toEqual(arrange(diagnostics).shown)
  })
})

describe("what is shown", () => {
  test("is said once", () => {
    expect(arrange([at("a", 1), at("a", 1), at("a", 2)])).toEqual({
      shown: [at("a", 1), at("a", 2)],
      omitted: 0,
    })
  })

  test("is at most the limit, errors before warnings, still in order", () => {
    const found = [warning("a", 1), warning("a", 2), at("a", 3), at("a", 4), warning("a", 5)]
    expect(arrange(found, 3)).toEqual({ shown: [warning("a", 1), at("a", 3), at("a", 4)], omitted: 2 })
    expect(arrange(found, 5).omitted).toBe(0)
  })

  test("is summed up", () => {
    expect(summarize(arrange([at("a", 1), at("a", 2), warning("a", 3)]))).toBe("2 errors, 1 warning")
    expect(summarize(arrange([at("a", 1), at("a", 2)], 1))).toBe("1 error (1 more not shown)")
    expect(summarize(arrange([]))).toBe("")
  })
})
