import { describe, expect, it } from "vitest"
import { governs, prefixCovers, templateCovers } from "../../src/target/govern.ts"
import { matchPrefix, matchTemplate } from "../../src/target/match.ts"
import { template } from "./templates.ts"

describe("governs", () => {
  it.each([
    ["/", "/", true],
    ["/", "/a/b", true],
    ["/", "/**", true],
    ["/a", "/a", true],
    ["/a", "/a/", true],
    ["/a", "/a/b", true],
    ["/a", "/a/**", true],
    ["/a", "/ab", false],
    ["/a", "/A", false],
    ["/a", "/", false],
    ["/a/b", "/a", false],
    // A literal covers no parameter, though a request may have it.
    ["/a", "/{x}", false],
    ["/a", "/**", false],
    // A parameter covers any parameter, typed or not, and nothing else.
    ["/{x}", "/{y}", true],
    ["/{x}", "/{y: int}", true],
    ["/{x}", "/{y: uuid}/b", true],
    ["/{x}", "/a", false],
    ["/{x}", "/a{y}", false],
    ["/{x}", "/**", false],
    // A typed or mixed segment and `**` only an identical one, names aside.
    ["/{x: int}", "/{y: int}/b", true],
    ["/{x: int}", "/{y}", false],
    ["/{x: int}", "/{y: int(1..5)}", false],
    ["/{x: int}", "/7", false],
    ["/v{x}", "/v{y}/b", true],
    ["/v{x}", "/v{y: int}", false],
    ["/a/**", "/a/{rest**}", true],
    ["/a/**", "/a/b", false],
    // A path that ends in a slash.
    ["/a/", "/a/", true],
    ["/a/", "/a/b", true],
    ["/a/", "/a", false],
  ])("%s governs %s: %s", (scope, route, expected) => {
    expect(governs(template(scope), template(route))).toBe(expected)
  })
})

describe("coverage", () => {
  it.each([
    ["/a", "/a", "always"],
    ["/a", "/b", "never"],
    ["/a", "/a/", "never"],
    ["/a", "/{x}", "sometimes"],
    ["/{x}", "/a", "always"],
    ["/{x}", "/{y: int}", "always"],
    ["/{x}", "/a{y}", "always"],
    ["/{x: int}", "/{y}", "sometimes"],
    ["/{x: int}", "/{y: int}", "always"],
    ["/{x: int}", "/{y: int(1..5)}", "always"],
    ["/{x: int(1..5)}", "/{y: int}", "sometimes"],
    ["/{x: int(1..5)}", "/{y: int(2..5)}", "always"],
    ["/{x: int(1..5)}", "/{y: int(2..6)}", "sometimes"],
    ["/{x: int(1..5)}", "/{y: int(6..9)}", "never"],
    ["/{x: int}", "/7", "always"],
    ["/{x: int}", "/a", "never"],
    ["/{x: int}", '/{y: string("1", "2")}', "always"],
    ["/{x: int}", '/{y: string("1", "a")}', "sometimes"],
    ["/{x: number}", "/{y: int}", "always"],
    ["/{x: string(max 36)}", "/{y: uuid}", "always"],
    ["/{x: string(max 35)}", "/{y: uuid}", "never"],
    ["/{x: string(max 5)}", "/{y: string(max 4)}", "always"],
    ["/{x: string(max 5)}", "/{y: string(max 6)}", "sometimes"],
    ["/{x: string(max 5)}", '/{y: string(like "a*")}', "sometimes"],
    ["/v{x}", "/v{y}", "always"],
    ["/v{x}", "/v1", "always"],
    ["/v{x}", "/v{y: int}", "sometimes"],
    ["/v{x}", "/{y}", "sometimes"],
    ["/v{x}", "/{y: int}", "never"],
    ["/a/**", "/a", "always"],
    ["/a/**", "/a/b/", "always"],
    ["/a/**", "/a/**", "always"],
    ["/a/**", "/{x}/b", "sometimes"],
    ["/a/**", "/**", "sometimes"],
    ["/a/b/**", "/a/**", "sometimes"],
    ["/a/b/**", "/a", "never"],
    ["/**", "/**", "always"],
    ["/**", "/", "always"],
    ["/a", "/a/**", "sometimes"],
    ["/a/{x}", "/b/**", "never"],
  ])("of the paths of the second, %s takes of %s: %s", (target, route, expected) => {
    expect(templateCovers(template(target), template(route))).toBe(expected)
  })

  it.each([
    ["/", "/", "always"],
    ["/", "/a/**", "always"],
    ["/a", "/a", "always"],
    ["/a", "/a/", "always"],
    ["/a", "/a/{x}/b", "always"],
    ["/a", "/ab", "never"],
    ["/a", "/{x}", "sometimes"],
    ["/a", "/{x}/b", "sometimes"],
    ["/a", "/**", "sometimes"],
    ["/a", "/", "never"],
    ["/a/b", "/a/**", "sometimes"],
    ["/a/b", "/a", "never"],
    ["/a/{x}", "/a/b/c", "always"],
    ["/a/{x: int}", "/a/{y}/c", "sometimes"],
    ["/a/{x: int}", "/a/b/c", "never"],
    ["/a/", "/a", "never"],
    ["/a/", "/a/", "always"],
    ["/a/", "/a/b", "always"],
    ["/a/", "/a/**", "sometimes"],
    ["/a/**", "/a", "always"],
  ])("of the paths of the second, %s is over those of %s: %s", (guardrail, route, expected) => {
    expect(prefixCovers(template(guardrail), template(route))).toBe(expected)
  })

  it("is certain where it says so", () => {
    const segments = [
      "a",
      "7",
      "{x}",
      "{x: int}",
      "{x: int(5..9)}",
      "a{x}",
      '{x: string("a", "7")}',
      "{x: string(max 1)}",
    ]
    const all = [
      "/",
      "/**",
      ...segments.flatMap((one) => ["", "/", "/b", "/{y}", "/**"].map((rest) => `/${one}${rest}`)),
    ].map(template)
    const names = ["a", "b", "7", "77", "ab"]
    const paths = [
      "/",
      ...names.flatMap((one) => ["", "/", "/b", "/c", "/b/", "/b/c"].map((rest) => `/${one}${rest}`)),
    ]
    for (const outer of all) {
      for (const route of all) {
        const own = paths.filter((path) => matchTemplate(route, path))
        const judged = [
          [templateCovers(outer, route), own.filter((path) => matchTemplate(outer, path))],
          [prefixCovers(outer, route), own.filter((path) => matchPrefix(outer, path))],
        ] as const
        for (const [said, taken] of judged) {
          const isTrue =
            said === "always" ? taken.length === own.length : said === "sometimes" || taken.length === 0
          expect([outer.text, route.text, said, isTrue]).toEqual([outer.text, route.text, said, true])
        }
      }
    }
  })
})
