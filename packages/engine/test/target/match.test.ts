import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { matchPrefix, matchTemplate } from "../../src/target/match.ts"
import { coerceText } from "../../src/values/coerce.ts"
import { template } from "./templates.ts"

const uuid = "0AB1c2d3-4455-6677-8899-aabbccddeeff"

describe("matching", () => {
  it.each([
    ["/", "/", []],
    ["/a", "/a", []],
    ["/a/", "/a/", []],
    ["/a/{id}", "/a/b", ["b"]],
    ["/a/{id}/", "/a/b/", ["b"]],
    ["/{x}/{y}", "/1/2", ["1", "2"]],
    ["/{x}", "/a%2Cb", ["a,b"]],
    ["/{x}", "/%252f", ["%2f"]],
    ["/{x}", "/caf%C3%A9", ["café"]],
    ["/%7Eann", "/~ann", []],
    ["/caf%c3%a9", "/caf%C3%A9", []],
    // `**` takes zero or more segments.
    ["/f/**", "/f", []],
    ["/f/**", "/f/", []],
    ["/f/**", "/f/a/b/", []],
    ["/**", "/", []],
    ["/{rest**}", "/", [""]],
    ["/f/{rest**}", "/f", [""]],
    ["/f/{rest**}", "/f/", [""]],
    ["/f/{rest**}", "/f/a", ["a"]],
    ["/f/{rest**}", "/f/a/", ["a/"]],
    ["/f/{rest**}", "/f/a/b%20c", ["a/b c"]],
    ["/{x}/{rest**}", "/f/a/b", ["f", "a/b"]],
    // Typed.
    ["/{n: int}", "/0", ["0"]],
    ["/{n: int}", "/-7", ["-7"]],
    ["/{n: int}", "/9007199254740991", ["9007199254740991"]],
    ["/{n: int(1..5)}", "/5", ["5"]],
    ["/{id: uuid}", `/${uuid}`, [uuid]],
    ['/{s: string(like "a-*")}', "/a-%C3%A9", ["a-é"]],
    ['/{s: string("a,b")}', "/a%2Cb", ["a,b"]],
    ["/{s: string(max 1)}", "/%F0%9F%98%80", ["😀"]],
    ["/{d: date}", "/2024-02-29", ["2024-02-29"]],
    ["/{b: bool}", "/true", ["true"]],
    ["/{a: ip}", "/10.0.0.1", ["10.0.0.1"]],
    // Mixed: each but the last as few characters as possible.
    ["/{base}...{head}", "/main...topic", ["main", "topic"]],
    ["/{base}...{head}", "/a....b", ["a", ".b"]],
    ["/{base}...{head}", "/a...b...c", ["a", "b...c"]],
    ["/{a}{b}", "/xyz", ["x", "yz"]],
    ["/{a}{b}", "/%C3%A9z", ["é", "z"]],
    ["/v{n: int}", "/v12", ["12"]],
    ["/{n: int}{s}", "/12a", ["1", "2a"]],
    ["/{s}{n: int}", "/a12", ["a", "12"]],
    ["/{s}-{n: int}", "/a-b-12", ["a-b", "12"]],
    ["/{a}-{b}-x", "/1-2-3-x", ["1", "2-3"]],
    ["/{name}.json", "/a.json.json", ["a.json"]],
    ["/{day: date}.csv", "/2026-01-31.csv", ["2026-01-31"]],
    ["/{id: uuid}.json", `/${uuid}.json`, [uuid]],
    ['/{s: string(like "a*")}b', "/aabbb", ["aabb"]],
    ['/{s: string(like "a*")}{t}', "/aabbb", ["a", "abbb"]],
    ['/{s: string(like "*")}b', "/xb", ["x"]],
    ['/{s: string("a", "ab")}{t: string("c", "bc")}', "/abc", ["a", "bc"]],
    ["/{s: string(max 2)}-{t}", "/ab-c-d", ["ab", "c-d"]],
    ["/({a})", "/(x)", ["x"]],
    ["/a%2c{x}", "/a%2Cb", ["b"]],
    // Escapes are characters of their own: `25` does not stand in `%2525` before its end.
    ["/{a}25", "/%2525", ["%"]],
  ])("%s takes %s", (text, path, values) => {
    expect(matchTemplate(template(text), path)).toEqual(values)
  })

  it.each([
    ["/", "/a"],
    ["/a", "/"],
    ["/a", "/A"],
    ["/a", "/a/"],
    ["/a/", "/a"],
    ["/a", "/a/b"],
    ["/a", "/ab"],
    ["/a/{id}", "/a"],
    ["/a/{id}", "/a/"],
    ["/{id}/", "/a"],
    ["/f/**", "/fx"],
    ["/f/**", "/"],
    ["/f/{x}/**", "/f"],
    ["/f/{x}/**", "/f/"],
    // A text written otherwise is another text: escapes of reserved characters are kept.
    ["/a,b".replace(",", "%2C"), "/a,b"],
    ["/{n: int}", "/00"],
    ["/{n: int}", "/-0"],
    ["/{n: int}", "/+1"],
    ["/{n: int}", "/1.0"],
    ["/{n: int}", "/9007199254740992"],
    ["/{n: int(1..5)}", "/6"],
    ["/{id: uuid}", `/${uuid}0`],
    ["/{id: uuid}", `/${uuid.replaceAll("-", "")}`],
    ['/{s: string(like "a-*")}', "/b-1"],
    ['/{s: string("a", "b")}', "/A"],
    ["/{s: string(max 1)}", "/ab"],
    ["/{d: date}", "/2023-02-29"],
    ["/{base}...{head}", "/main..topic"],
    ["/{base}...{head}", "/...topic"],
    ["/{base}...{head}", "/main..."],
    ["/{a}{b}", "/x"],
    ["/{a}{b}", "/%C3%A9"],
    ["/v{n: int}", "/v"],
    ["/v{n: int}", "/v01"],
    ["/{name}.json", "/.json"],
    ["/{s: string(max 2)}-{t}", "/abc-d"],
    ['/{s: string(like "*")}b', "/b"],
    ['/{s: string(like "a*")}b', "/a"],
    ["/{a}25", "/%25"],
    ["/{a}5", "/%25"],
  ])("%s does not take %s", (text, path) => {
    expect(matchTemplate(template(text), path)).toBeUndefined()
  })

  it.each([
    ["/admin", "/admin", []],
    ["/admin", "/admin/", []],
    ["/admin", "/admin/users/1", []],
    ["/", "/", []],
    ["/", "/anything/", []],
    ["/admin/", "/admin/", []],
    ["/admin/", "/admin/users", []],
    ["/t/{tenant}", "/t/a%2Cb/c", ["a,b"]],
    ["/t/{tenant: int}", "/t/7/", ["7"]],
    ["/f/{rest**}", "/f/a/b", ["a/b"]],
    ["/f/**", "/f", []],
  ])("%s is over %s", (text, path, values) => {
    expect(matchPrefix(template(text), path)).toEqual(values)
  })

  it.each([
    ["/admin", "/administrators"],
    ["/admin", "/Admin"],
    ["/admin", "/"],
    ["/admin/", "/admin"],
    ["/t/{tenant}", "/t"],
    ["/t/{tenant}", "/t/"],
    ["/t/{tenant: int}", "/t/x/7"],
  ])("%s is not over %s", (text, path) => {
    expect(matchPrefix(template(text), path)).toBeUndefined()
  })
})

/** Every split tried, the shortest values first: what the language says, without haste. */
function splitByDefinition(parts: readonly string[], text: string): readonly string[] | undefined {
  const [part, ...rest] = parts
  if (part === undefined) return text === "" ? [] : undefined
  if (!part.startsWith("{")) {
    return text.startsWith(part) ? splitByDefinition(rest, text.slice(part.length)) : undefined
  }
  for (let end = 1; end <= text.length; end += 1) {
    const value = text.slice(0, end)
    const others = takes(part, value) ? splitByDefinition(rest, text.slice(end)) : undefined
    if (others !== undefined) return [value, ...others]
  }
  return undefined
}

function takes(part: string, value: string): boolean {
  if (part === "{int}") return coerceText(value, { kind: "int" }) !== undefined
  if (part === "{like}") return /^a.*b$/.test(value)
  return part !== "{ab}" || value === "a" || value === "ab"
}

const written: Readonly<Record<string, string>> = {
  "{any}": "",
  "{int}": ": int",
  "{like}": ': string(like "a*b")',
  "{ab}": ': string("a", "ab")',
}

describe("mixed segments", () => {
  it("are split as the language says", () => {
    const part = fc.constantFrom("{any}", "{int}", "{like}", "{ab}", "a", "b", "-", "1")
    const texts = fc.array(fc.constantFrom("a", "b", "-", "1", "0"), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 5 }), texts, (parts, letters) => {
        const source = parts.map((text, place) => {
          const type = written[text]
          return type === undefined ? text : `{p${place}${type}}`
        })
        const path = letters.join("")
        const values = matchTemplate(template(`/${source.join("")}`), `/${path}`)
        expect(values).toEqual(splitByDefinition(parts, path))
      }),
      { numRuns: 5000 },
    )
  })

  it.each([
    ["/{a}-{b}-{c}-{d}-{e}!", "-"],
    ['/{a: string(like "*a*a*a*")}{b: string(like "*a*a*a*")}!', "a"],
    ["/{a: int}{b: int}{c: int}!", "1"],
    ["/{a: string(max 100000)}x{b: string(max 100000)}x!", "x"],
  ])("%s is refused in a time that grows with the path", (text, letter) => {
    const parsed = template(text)
    const start = performance.now()
    expect(matchTemplate(parsed, `/${letter.repeat(16_000)}`) === undefined).toBe(true)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
