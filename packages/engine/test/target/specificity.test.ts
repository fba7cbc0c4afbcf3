import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { matchSegment, matchTemplate } from "../../src/target/match.ts"
import { canOverlap, compareSpecificity, sameTemplate } from "../../src/target/specificity.ts"
import { template } from "./templates.ts"

describe("specificity", () => {
  it.each([
    ["/a", "/{x}"],
    ["/a", "/a{x}"],
    ["/a{x}", "/{x: int}"],
    ["/ab{x}", "/a{x}"],
    ["/a{x}b", "/a{x}"],
    ["/{x: int}", "/{x}"],
    ["/{x}", "/**"],
    ["/a", "/a/**"],
    ["/a/", "/a/**"],
    ["/", "/**"],
    ["/a/{x}", "/a/**"],
    ["/a/**", "/{x}/**"],
    // From the left: the first segment that differs decides.
    ["/a/{y}", "/{x}/b"],
    ["/a/**", "/{x}/b/c"],
    ["/{x: int}/{y}", "/{x}/b"],
    ["/a/{x}/{y: int}", "/a/{x}/{y}"],
  ])("%s comes before %s", (first, second) => {
    expect(compareSpecificity(template(first), template(second))).toBeLessThan(0)
    expect(compareSpecificity(template(second), template(first))).toBeGreaterThan(0)
  })

  it.each([
    ["/{x}", "/{y}"],
    ["/{x: int}", "/{x: uuid}"],
    ["/a{x}", "/{x}a"],
    ["/a", "/b"],
    ["/{x: int}/a", "/{x: uuid}/a"],
  ])("%s ranks with %s", (one, other) => {
    expect(compareSpecificity(template(one), template(other))).toBe(0)
  })

  it.each([
    ["/a/{x}", "/a/{y}", true],
    ["/{x: string}", "/{y}", true],
    ["/{x: int(1..5)}", "/{y: int(1..5)}", true],
    ['/{x: string("a", "b")}', '/{y: string("b", "a")}', true],
    ["/v{x}-{y: int}", "/v{a}-{b: int}", true],
    ["/f/{rest**}", "/f/**", true],
    ["/%7Ea", "/~a", true],
    ["/a/{x}", "/a/{y: int}", false],
    ["/{x: int(1..5)}", "/{y: int(1..6)}", false],
    ["/a", "/a/", false],
    ["/a", "/A", false],
    ["/a", "/a/**", false],
    ["/v{x}", "/{x}v", false],
    ["/{x}{y}", "/{x}", false],
  ])("%s and %s are the same template: %s", (one, other, expected) => {
    expect(sameTemplate(template(one), template(other))).toBe(expected)
  })
})

describe("overlap", () => {
  it.each([
    ["/{x}", "/{y}", true],
    ["/a", "/b", false],
    ["/a", "/{x}", true],
    ["/a", "/a/", false],
    ["/a", "/a/b", false],
    ["/a/**", "/a", true],
    ["/a/**", "/a/", true],
    ["/a/**", "/b/**", false],
    ["/**", "/", true],
    ["/a/**", "/{x}/b/c", true],
    ["/a/b/**", "/a", false],
    ["/{x}/b", "/a/{y}", true],
    ["/{x}/b", "/a/c", false],
    ["/{n: int}", "/{id: uuid}", false],
    ["/{n: int}", "/{s}", true],
    ["/{n: int(1..5)}", "/{n: int(5..9)}", true],
    ["/{n: int(1..5)}", "/{n: int(6..9)}", false],
    ["/{n: int(-12..-3)}", "/{n: int(-3..7)}", true],
    ["/{n: int(-12..-4)}", "/{n: int(-3..7)}", false],
    ["/{n: int(5..3)}", "/{s}", false],
    ["/{n: int(98..1002)}", '/{s: string(like "10??")}', true],
    ["/{n: int(98..999)}", '/{s: string(like "10??")}', false],
    ["/{n: int(2..3)}", '/{s: string("1", "4", "02", "2.0")}', false],
    ["/{n: int}", '/{s: string("a", "7")}', true],
    ["/{n: int}", '/{s: string("a", "07", "-0")}', false],
    ["/{n: int}", '/{s: string(like "9007199254740992*")}', false],
    ["/{n: int}", '/{s: string(like "9007199254740991*")}', true],
    ["/{n: int}", '/{s: string("-9007199254740991")}', true],
    ["/{id: uuid}", '/{s: string(like "0*-*-4*-*-*F")}', true],
    ["/{id: uuid}", '/{s: string(like "g*")}', false],
    ["/{id: uuid}", "/{s: string(max 35)}", false],
    ["/{id: uuid}", "/{s: string(max 36)}", true],
    ['/{s: string(like "a*")}', '/{s: string(like "*b")}', true],
    ['/{s: string(like "a*")}', '/{s: string(like "b*")}', false],
    ['/{s: string(like "a?")}', '/{s: string(like "???")}', false],
    ['/{s: string(like "\\\\*")}', '/{s: string(like "?")}', true],
    ["/{s: string(max 2)}", "/{a}-{b}", false],
    ["/{s: string(max 3)}", "/{a}-{b}", true],
    ["/v{n: int}", "/{s}.json", false],
    ["/v{x}", "/{s}.json", true],
    ["/{a}-{b}", "/{n: int}", false],
    ["/-{b}", "/{n: int}", true],
    ["/{a}{b}", "/{s: string(max 1)}", false],
    ["/{b: bool}", '/{s: string("true")}', true],
    ["/{b: bool}", "/{n: int}", false],
    ["/{d: date}", "/{n: int}", false],
    ["/{d: date}", "/{a}-{b}-{c}", true],
    ["/{t: time}", "/{d: date}", false],
    // One character of a path may be written in two ways, and mean one.
    ['/{s: string(",")}', "/%2C", true],
    ['/{s: string(",")}', "/,", true],
    ["/%2C{x}", "/,{x}", false],
    ['/{s: string("é")}', "/%C3%A9", true],
    // No path has these.
    ['/{s: string(".", "..")}', "/{x}", false],
    ['/{s: string(".", "...")}', "/{x}", true],
    ['/{s: string("a/b")}', "/{x}", false],
    ['/{s: string("")}', "/{x}", false],
    ['/{s: string(like ".?")}', '/{s: string(like "*.")}', false],
    ['/{s: string(like "..?")}', '/{s: string(like "*.")}', true],
  ])("%s and %s: %s", (one, other, expected) => {
    expect(canOverlap(template(one), template(other))).toBe(expected)
    expect(canOverlap(template(other), template(one))).toBe(expected)
  })

  const letters = ["a", "1", "-"]
  const texts: string[] = []
  for (let length = 1, last = [""]; length <= 6; length += 1) {
    last = last.flatMap((text) => letters.map((letter) => text + letter))
    texts.push(...last)
  }
  const types = [
    "",
    ": int",
    ": int(-11..1)",
    ': string(like "a*")',
    ': string(like "?1")',
    ': string("a", "-1", "11")',
    ": string(max 2)",
  ]
  const part = fc.oneof(
    fc.constantFrom(...letters),
    fc.constantFrom(...types).map((type) => ({ type })),
  )
  const segment = fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((parts) =>
      parts.map((one, place) => (typeof one === "string" ? one : `{p${place}${one.type}}`)).join(""),
    )

  it("is there exactly when some text fits both segments", () => {
    fc.assert(
      fc.property(segment, segment, (one, other) => {
        const [left, right] = [template(`/${one}`), template(`/${other}`)]
        const witness = texts.find((text) =>
          [left, right].every((side) => matchSegment(side, side.segments[0]!, text)),
        )
        expect({ one, other, witness, meets: canOverlap(left, right) }).toEqual({
          one,
          other,
          witness,
          meets: witness !== undefined,
        })
      }),
      { numRuns: 500 },
    )
  })

  it("is there exactly when some path fits both templates", () => {
    const segments = ["a", "b", "{x}", "{x: int}"]
    const tails = ["", "/", "/**"]
    const all = segments.flatMap((first) =>
      ["", ...segments.map((second) => `/${second.replace("x", "y")}`)].flatMap((rest) =>
        tails.map((tail) => `/${first}${rest}${tail}`),
      ),
    )
    const names = ["a", "b", "c", "7"]
    const paths = [
      "/",
      ...names.flatMap((one) =>
        ["", ...names.map((two) => `/${two}`), "/a/a", "/7/a"].flatMap((rest) => [
          `/${one}${rest}`,
          `/${one}${rest}/`,
        ]),
      ),
    ]
    for (const one of ["/", "/**", ...all]) {
      for (const other of ["/", "/**", ...all]) {
        const [left, right] = [template(one), template(other)]
        const witness = paths.find((path) => matchTemplate(left, path) && matchTemplate(right, path))
        expect([one, other, canOverlap(left, right)]).toEqual([one, other, witness !== undefined])
      }
    }
  })
})
