import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hashOf, scan, scanTarget } from "../../src/decide/scan.ts"
import { canonicalize } from "../../src/target/canonical.ts"

/** Pieces that make targets interesting to whoever reads them in one pass. */
const piece = fc.constantFrom(
  ..."/ /a /b. . .. ; ? # % %2F %2f %5C %61 %7e %00 %C3%A9 %c3%a9 %C0%AF %25 é \\ : @ , = & + $ ! * ' ( ) { } | ^ ` \" < > ~ _ - http://h https://h/x".split(
    " ",
  ),
  " ",
  "\n",
  "\u0000",
)
const target = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
  fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join("")}`),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => `/${text}`),
)

describe("one pass over a target", () => {
  it("accepts what `canonicalize` accepts, and finds the same path", () => {
    fc.assert(
      fc.property(target, (text) => {
        const canonical = canonicalize(text)
        const found = scanTarget(text) ? scan.path : undefined
        expect(found).toBe(canonical.kind === "path" ? canonical.path : undefined)
      }),
      { numRuns: 20_000 },
    )
  })

  it("finds each segment and what it hashes to", () => {
    fc.assert(
      fc.property(target, (text) => {
        if (!scanTarget(text)) return
        const segments = scan.path === "/" ? [] : scan.path.slice(1).split("/")
        expect(scan.count).toBe(segments.length)
        segments.forEach((segment, place) => {
          expect(scan.path.slice(scan.starts[place], scan.ends[place])).toBe(segment)
          expect(scan.hashes[place]).toBe(hashOf(segment))
        })
      }),
    )
  })
})
