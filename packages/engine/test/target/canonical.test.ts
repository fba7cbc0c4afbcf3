import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { canonicalize } from "../../src/target/canonical.ts"
import { corpus, hasCorpora } from "../corpora/corpora.ts"

const pathOf = (target: string): string | undefined => {
  const canonical = canonicalize(target)
  return canonical.kind === "path" ? canonical.path : undefined
}

describe("one canonical form", () => {
  it.each([
    ["/", "/"],
    ["/a", "/a"],
    ["/a/", "/a/"],
    ["/a/b.c/d..e/...", "/a/b.c/d..e/..."],
    ["/a?", "/a"],
    ["/?a", "/"],
    ["/a?b=//;../%zz\\", "/a"],
    ["/a?b?c", "/a"],
    // Unreserved characters are decoded, once.
    ["/%61dmin/%55sers", "/admin/Users"],
    ["/%7Eann", "/~ann"],
    ["/%7eann", "/~ann"],
    ["/a%2Db%2Ec%5Fd%30", "/a-b.c_d0"],
    ["/%252e%252e", "/%252e%252e"],
    ["/%25", "/%25"],
    ["/%2561", "/%2561"],
    // Other escapes are kept, with upper-case digits.
    ["/a%3bb", "/a%3Bb"],
    ["/..%3Bx", "/..%3Bx"],
    ["/%2c,", "/%2C,"],
    ["/%20", "/%20"],
    ["/%0a%7f", "/%0A%7F"],
    ["/%3F%23", "/%3F%23"],
    ["/%22%3c%3e%5b%5d%5e%60%7b%7c%7d", "/%22%3C%3E%5B%5D%5E%60%7B%7C%7D"],
    ["/caf%c3%a9", "/caf%C3%A9"],
    ["/%f0%9f%98%80", "/%F0%9F%98%80"],
    ["/%e2%82%ac%61", "/%E2%82%ACa"],
    ["/%ed%9f%bf/%ee%80%80/%f4%8f%bf%bf", "/%ED%9F%BF/%EE%80%80/%F4%8F%BF%BF"],
    // What may stand as it is.
    ["/!$&'()*+,=:@-._~", "/!$&'()*+,=:@-._~"],
    ["/A/a", "/A/a"],
    ["*/".slice(1), "/"],
    // Absolute form.
    ["http://shop.example", "/"],
    ["http://shop.example/", "/"],
    ["http://shop.example?a", "/"],
    ["https://shop.example:8443/%61/b?c", "/a/b"],
    ["HTTP://SHOP.EXAMPLE/A", "/A"],
    ["http://[2001:db8::1]:80/a", "/a"],
    ["http://evil/admin/users", "/admin/users"],
  ])("%s is %s", (target, path) => {
    expect(canonicalize(target)).toEqual({ kind: "path", path })
  })
})

/** Each with a harmless target as near to it as may be. */
const ambiguous: readonly (readonly [why: string, bad: string, good: string])[] = [
  ["nothing at all", "", "/"],
  ["no slash first", "admin", "/admin"],
  ["asterisk form", "*", "/*"],
  ["authority form", "shop.example:443", "/shop.example:443"],
  ["a fragment", "/admin#x", "/admin%23x"],
  ["a fragment in the query", "/admin?a#x", "/admin?a%23x"],
  ["a fragment first", "#/admin", "/%23/admin"],
  ["another scheme", "ftp://shop.example/a", "http://shop.example/a"],
  ["a scheme without authority", "http:/a", "http://a"],
  ["an empty authority", "http:///a", "http://h/a"],
  ["an empty authority", "http://?a", "http://h?a"],
  ["user information", "http://shop.example@evil/a", "http://shop.example/@evil/a"],
  ["a backslash in the authority", "http://shop.example\\evil/a", "http://shop.example/a"],
  ["a space in the authority", "http://shop example/a", "http://shop.example/a"],
  ["another scheme's path", "javascript:/a", "/javascript:/a"],
  ["two slashes first", "//admin/users", "/admin/users"],
  ["two slashes first, as an authority", "//evil/admin", "/evil/admin"],
  ["two slashes", "/admin//users", "/admin/users"],
  ["two slashes last", "/admin//", "/admin/"],
  ["two slashes alone", "//", "/"],
  ["two slashes in absolute form", "http://h//admin", "http://h/admin"],
  ["a dot segment", "/./admin", "/.admin"],
  ["a dot segment", "/user/../admin", "/user/..admin"],
  ["a dot segment last", "/admin/.", "/admin/..."],
  ["a dot segment last", "/admin/..", "/admin/a.."],
  ["a dot segment alone", "/..", "/..."],
  ["an escaped dot segment", "/user/%2e%2e/admin", "/user/%2e%2e%2e/admin"],
  ["an escaped dot segment", "/user/.%2E/admin", "/user/.%2Ea/admin"],
  ["an escaped dot segment", "/%2e/admin", "/%2ea/admin"],
  ["a semicolon", "/admin/users;x=1", "/admin/users%3Bx=1"],
  ["a semicolon in a dot segment", "/user/..;x=1/admin", "/user/..%3Bx=1/admin"],
  ["an escaped slash", "/admin%2Fusers", "/admin%2Eusers"],
  ["an escaped slash", "/admin%2fusers", "/admin%2eusers"],
  ["an escaped slash and dots", "/a%2f..%2fadmin", "/a%2d..%2dadmin"],
  ["an escaped backslash", "/admin%5Cusers", "/admin%5Dusers"],
  ["an escaped backslash", "/a%5cb", "/a%5db"],
  ["a backslash", "/admin\\users", "/admin/users"],
  ["a backslash and dots", "/user\\..\\admin", "/user-..-admin"],
  ["NUL", "/a%00b", "/a%01b"],
  ["a raw NUL", "/a\0b", "/ab"],
  ["a bare escape", "/%", "/%25"],
  ["a short escape", "/a%2", "/a%25"],
  ["a bad escape", "/%zz", "/%25zz"],
  ["a bad escape", "/%2g", "/%252g"],
  ["a bad escape", "/%u0061", "/%25u0061"],
  ["a bad escape", "/%+1", "/%25+1"],
  ["an overlong letter", "/%C1%B5", "/%75"],
  ["an overlong dot", "/%C0%AE%C0%AE/admin", "/%2e%2e%2e/admin"],
  ["an overlong slash", "/a%c0%af", "/a%c3%af"],
  ["an overlong slash of three bytes", "/a%e0%80%af", "/a%e0%a0%af"],
  ["an overlong slash of four bytes", "/a%f0%80%80%af", "/a%f0%90%80%af"],
  ["a surrogate", "/%ed%a0%80", "/%ed%9f%80"],
  ["beyond Unicode", "/%f4%90%80%80", "/%f4%8f%80%80"],
  ["a byte that UTF-8 never has", "/%ff", "/%c3%bf"],
  ["a byte that UTF-8 never has", "/%f5%80%80%80", "/%f3%80%80%80"],
  ["a lone continuation", "/%80", "/%c2%80"],
  ["a sequence cut short", "/%c3", "/%c3%a9"],
  ["a sequence cut short", "/%e2%82/a", "/%e2%82%ac/a"],
  ["a sequence broken off", "/%c3a%a9", "/%c3%a9a"],
  ["Latin-1", "/caf%E9", "/caf%C3%A9"],
  ["a raw space", "/a b", "/a%20b"],
  ["a raw tab", "/a\tb", "/a%09b"],
  ["a raw line end", "/a\r\nb", "/a%0D%0Ab"],
  ["a raw delete", "/a\u007fb", "/a%7Fb"],
  ["raw non-ASCII", "/caf\u00e9", "/caf%C3%A9"],
  ["raw bytes as Node gives them", "/caf\u00c3\u00a9", "/caf%C3%A9"],
  ["a raw full-width slash", "/a\uff0fb", "/a%EF%BC%8Fb"],
  ["a raw surrogate", "/\ud800", "/%ED%9F%BF"],
  ...Array.from('"<>[]^`{|}', (character): readonly [string, string, string] => [
    "a raw character that RFC 3986 does not allow in a path",
    `/a${character}b`,
    `/a%${character.charCodeAt(0).toString(16)}b`,
  ]),
]

describe("ambiguous targets", () => {
  it.each(ambiguous)("%s: %j, not %j", (_, bad, good) => {
    expect(canonicalize(bad).kind).toBe("ambiguous")
    expect(canonicalize(good).kind).toBe("path")
  })

  it("are told apart without their own text", () => {
    for (const [, bad] of ambiguous) {
      const canonical = canonicalize(bad)
      const why = canonical.kind === "ambiguous" ? canonical.why : ""
      expect(why).toMatch(/^[a-z][A-Za-z0-9,\- ]+$/)
    }
  })
})

/** What every accepted target must hold, whoever made it. */
function expectOneMeaning(target: string): void {
  const path = pathOf(target)
  if (path === undefined) return
  expect(pathOf(path)).toBe(path)
  // The URL standard, a reader that forgives much, finds the same segments.
  const read = new URL(`http://h${path}`)
  expect(read.pathname).toBe(path)
  expect(read.hash + read.search).toBe("")
  for (const segment of path.slice(1).split("/")) {
    const decoded = decodeURIComponent(segment)
    expect([".", ".."]).not.toContain(decoded)
    expect(decoded).not.toMatch(/[/\\\0]/)
    expect(segment).not.toMatch(/[^!-~]|;/)
  }
  expect(path).not.toContain("//")
}

describe("canonicalize", () => {
  const hostile = fc.constantFrom(
    "/",
    "//",
    ".",
    "..",
    "%2e",
    "%2F",
    "%5c",
    "\\",
    ";",
    "%",
    "%25",
    "%00",
    "a",
    "?",
    "#",
    "%C3%A9",
    "%c0%ae",
    "%41",
    "é",
    "%3b",
    "http://h",
    ":",
    " ",
    "*",
  )

  it("gives any text one meaning or none", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), expectOneMeaning), { numRuns: 2000 })
    fc.assert(fc.property(fc.webUrl(), expectOneMeaning), { numRuns: 500 })
  })

  it("gives hostile text one meaning or none", () => {
    const target = fc.array(hostile, { maxLength: 8 }).map((parts) => `/${parts.join("")}`)
    fc.assert(fc.property(target, expectOneMeaning), { numRuns: 5000 })
  })

  it("keeps every byte apart", () => {
    const accepted = new Map<string, string>()
    for (let byte = 0; byte < 256; byte += 1) {
      const escape = `/x%${byte.toString(16).padStart(2, "0")}`
      const path = pathOf(escape)
      if (path === undefined) continue
      expect(accepted.get(path)).toBeUndefined()
      accepted.set(path, escape)
      expect(pathOf(escape.toUpperCase().replace("X", "x"))).toBe(path)
    }
    // Of 128 ASCII characters all but the slash, the backslash and NUL; no byte of the upper half stands alone.
    expect(accepted.size).toBe(125)
  })

  it("takes escaped text exactly when it is UTF-8", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
    const decodes = (bytes: Uint8Array): boolean => {
      try {
        strict.decode(bytes)
        return true
      } catch {
        return false
      }
    }
    const lead = fc.constantFrom(
      0x41,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
      0x8f,
      0x90,
      0x9f,
      0xa0,
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(lead, fc.integer({ min: 0x80, max: 0xff })), { minLength: 1, maxLength: 5 }),
        (bytes) => {
          const target = `/${bytes.map((byte) => `%${byte.toString(16)}`).join("")}`
          expect(canonicalize(target).kind === "path").toBe(decodes(Uint8Array.from(bytes)))
        },
      ),
      { numRuns: 5000 },
    )
  })
})

interface UrlTest {
  readonly input: string
  readonly href?: string
  readonly pathname?: string
  readonly search?: string
}

function readUrlTests(): readonly UrlTest[] {
  const files = ["urltestdata.json", "ada_extra_urltestdata.json", "urltestdata-javascript-only.json"]
  const entries = files.flatMap((file) => JSON.parse(corpus(`url/${file}`)) as readonly (string | UrlTest)[])
  return entries.filter((entry) => typeof entry === "object")
}

// Without the corpora nothing is registered here.
describe.each(hasCorpora ? [{ tests: readUrlTests() }] : [])("the URL tests of the web", ({ tests }) => {
  it("give one meaning or none, each input and each path of them", () => {
    for (const { input, href = "", pathname = "", search = "" } of tests) {
      for (const target of [input, `/${input}`, href, pathname, pathname + search]) expectOneMeaning(target)
    }
    expect(tests.length).toBeGreaterThan(900)
  })

  it("are not all refused: their http paths mostly are canonical", () => {
    const paths = tests.flatMap(({ href = "", pathname = "" }) => (href.startsWith("http") ? [pathname] : []))
    const accepted = paths.filter((path) => pathOf(path) !== undefined)
    expect(accepted.length / paths.length).toBeGreaterThan(0.7)
  })
})
