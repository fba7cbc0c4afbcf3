import { describe, expect, it } from "vitest"
import { format } from "../../src/format/format.ts"
import { lineWidth } from "../../src/format/layout.ts"

const made = (text: string): string => {
  const result = format({ path: "f.edict", text })
  return result.kind === "formatted" ? result.text : `${result.kind}: ${JSON.stringify(result)}`
}

/** Formats lines below a package, and leaves the package out of the result. */
const lines = (text: string): string => made(`package a\n${text}`).replace("package a\n", "")

describe("blanks", () => {
  it.each([
    ["role  a", "role a"],
    ["role\ta   includes b ,c", "role a includes b, c"],
    ['role a as"x","y"', 'role a as "x", "y"'],
    ["quota q = 5 / min per context . ip", "invalid"],
    ["quota   q=5/min   per context . ip", "quota q = 5/min per context.ip"],
    ["subject{id:string tenant ?:string}", "subject { id: string  tenant?: string }"],
    ["subject { }", "subject {}"],
    ["setting n:int( 1 .. 9 )=5", "setting n: int(1..9) = 5"],
    ['setting s: string ( "a","b" ) = "a"', 'setting s: string("a", "b") = "a"'],
    ["define d ( x : T , y : int )=x . n>y", "define d(x: T, y: int) = x.n > y"],
    ["define d() = size ( body . items )<=20", "define d() = size(body.items) <= 20"],
    ["define d() = not(body.a in[ 1,2 ])", "define d() = not (body.a in [1, 2])"],
    ["define d() = body.n in 1 .. 5", "define d() = body.n in 1..5"],
    ["define d() = any x in body.xs :(x.a==1)", "define d() = any x in body.xs: (x.a == 1)"],
    [
      "define d() = context.time between 08:00 and 18:00 on mon .. fri",
      "define d() = context.time between 08:00 and 18:00 on mon..fri",
    ],
    ["api /a{GET /{allow a}}", "invalid"],
    ["GET /a { allow a }", "GET /a { allow a }"],
    ["GET,HEAD /a {allow a   audit none}", "GET, HEAD /a { allow a  audit none }"],
    [
      "response { hide items [ * ] . cost , ** . x , [*] . a }",
      "response { hide items[*].cost, **.x, [*].a }",
    ],
    ["reject injection[xss,template]in body", "reject injection [xss, template] in body"],
    ["trust proxy ::1,10.0.0.0/8", "trust proxy ::1, 10.0.0.0/8"],
    ["require tls>=1.2", "require tls >= 1.2"],
  ])("%s", (written, wanted) => {
    const got = lines(written)
    expect(wanted === "invalid" ? got.slice(0, 7) : got).toBe(wanted === "invalid" ? wanted : `${wanted}\n`)
  })
})

describe("spelling is the author's", () => {
  it.each([
    "setting n: int = 1_000_000",
    'setting s: string = "a\\/b\\u0041"',
    "setting d: duration = 120min",
    "limit 60/60s per context.ip",
    "api /A/{id:int}/{ s : string } { timeout 90s }",
    "trust proxy 0:0:0:0:0:0:0:1",
    "assert every route needs an audit",
    'type T { "a b": string }',
  ])("%s", (line) => expect(lines(line)).toBe(`${line}\n`))
})

describe("blocks", () => {
  it.each<[string, string, string]>([
    ["on one line stay so", "GET /a { allow a }", "GET /a { allow a }\n"],
    ["opened by their author stay open", "GET /a {\nallow a }", "GET /a {\n  allow a\n}\n"],
    ["with their brace on a line of its own", "GET /a\n{ allow a }", "GET /a { allow a }\n"],
    [
      "open where one in them is",
      "api /a { GET / {\nallow a } }",
      "api /a {\n  GET / {\n    allow a\n  }\n}\n",
    ],
    [
      "take one statement a line",
      "GET /a {\nallow a  audit none }",
      "GET /a {\n  allow a\n  audit none\n}\n",
    ],
    ["put declarations on lines of their own", "role a role b", "role a\nrole b\n"],
  ])("%s", (_, written, wanted) => expect(lines(written)).toBe(wanted))

  it("open where they do not fit", () => {
    const name = "a".repeat(40)
    const fits = `GET /a { allow ${name}  deny ${"b".repeat(100 - 9 - 6 - 40 - 2 - 5 - 2)} }`
    expect(fits).toHaveLength(lineWidth)
    expect(lines(fits)).toBe(`${fits}\n`)
    expect(lines(fits.replace("bbb", "bbbb")).split("\n")).toHaveLength(5)
  })

  it("count characters, not their units", () => {
    const text = `setting s: string = "${"😀".repeat(78)}"`
    expect([...text]).toHaveLength(lineWidth)
    const record = `type T { a: string("${"😀".repeat(76)}") }`
    expect([...record]).toHaveLength(lineWidth)
    expect(lines(record)).toBe(`${record}\n`)
    expect(lines(record.replace("😀", "😀😀"))).toContain("{\n")
  })
})

describe("empty lines", () => {
  it.each<[string, string, string]>([
    ["one is kept", "role a\n\nrole b", "role a\n\nrole b\n"],
    ["several are one", "role a\n\n \n\n\nrole b", "role a\n\nrole b\n"],
    ["none is added", "role a\nGET /a { allow a }\nrole b", "role a\nGET /a { allow a }\nrole b\n"],
    ["none stands at the ends of a block", "GET /a {\n\nallow a\n\n}", "GET /a {\n  allow a\n}\n"],
    ["none within a statement", "role a\n\nincludes b", "role a includes b\n"],
    ["comments keep theirs", "role a\n\n# x\n\n\n# y\n\nrole b", "role a\n\n# x\n\n# y\n\nrole b\n"],
    [
      "not before a comment that opens a block",
      "GET /a {\n\n# x\n\nallow a\n\n# y\n\n}",
      "GET /a {\n  # x\n\n  allow a\n\n  # y\n}\n",
    ],
    ["none at the end of the file", "role a\n\n\n", "role a\n"],
  ])("%s", (_, written, wanted) => expect(lines(written)).toBe(wanted))
})

describe("comments", () => {
  it.each<[string, string, string]>([
    ["behind a statement stay there", "role a # x", "role a  # x\n"],
    ["columns are not kept", "role a      # x\nrole bcd    # y", "role a  # x\nrole bcd  # y\n"],
    ["lose blanks at their ends alone", "# x  y \t\nrole a", "# x  y\nrole a\n"],
    [
      "on their own lines are indented",
      "GET /a {\n# x\nallow a\n# y\n}",
      "GET /a {\n  # x\n  allow a\n  # y\n}\n",
    ],
    ["behind a brace open the block", "GET /a { # x\nallow a }", "GET /a {  # x\n  allow a\n}\n"],
    ["in an empty block too", "GET /a { # x\n}", "GET /a {  # x\n}\n"],
    ["alone in an empty block", "GET /a {\n# x\n}", "GET /a {\n  # x\n}\n"],
    ["behind a closing brace stay there", "GET /a { allow a } # x", "GET /a { allow a }  # x\n"],
    [
      "between names break the list",
      "role a\nGET /a { allow a, # x\n b }",
      "role a\nGET /a {\n  allow\n      a,  # x\n      b\n}\n",
    ],
    [
      "within a condition break it",
      "define d() = (a == 1 # x\n) or b == 2",
      "define d() =\n  (\n    a == 1  # x\n  )\n  or b == 2\n",
    ],
    ["do not count as width", `role a # ${"x".repeat(200)}`, `role a  # ${"x".repeat(200)}\n`],
    ["at the end of the file", "role a\n# x\n\n# y", "role a\n# x\n\n# y\n"],
  ])("%s", (_, written, wanted) => expect(lines(written)).toBe(wanted))

  it("before the package and behind it", () => {
    expect(made("\n\n# x\n\n\npackage a # y\n# z")).toBe("# x\n\npackage a  # y\n# z\n")
  })
})

describe("documentation", () => {
  it.each<[string, string, string]>([
    ["stays behind its declaration", "role a ## x", "role a  ## x\n"],
    ["stays before its declaration", "## x\n## y\nrole a", "## x\n## y\nrole a\n"],
    ["of the outermost on a line goes before it", "role a role b ## x", "## x\nrole a\nrole b\n"],
    [
      "of a block that must be opened goes before it",
      "GET /a { allow a ## x\n}",
      "## x\nGET /a {\n  allow a\n}\n",
    ],
    ["behind the brace stays there", "GET /a { ## x\nallow a }", "GET /a {  ## x\n  allow a\n}\n"],
    ["goes behind what is there already", "## x\nrole a role b ## y", "## x\n## y\nrole a\nrole b\n"],
    [
      "of none stays of none",
      "GET /a { allow a,\nb ## x\n}",
      "GET /a {\n  allow\n      a,\n      b  ## x\n}\n",
    ],
    [
      "of none in a line that would be joined",
      "role a\nincludes b ## x",
      "role a\n  includes\n    b  ## x\n",
    ],
  ])("%s", (_, written, wanted) => {
    const got = lines(written)
    expect(got).toBe(wanted)
    expect(lines(got)).toBe(wanted)
  })
})

describe("line ends and marks", () => {
  it.each<[string, string, string]>([
    ["a file without a last line end gets one", "package a", "package a\n"],
    ["a byte order mark goes", "\uFEFFpackage a\n", "package a\n"],
    [
      "returns are kept where the first line has one",
      "package a\r\nrole  b\n# c \r\n",
      "package a\r\nrole b\r\n# c\r\n",
    ],
    ["else they go", "package a\nrole  b\r\n", "package a\nrole b\n"],
    ["a return alone ends a line", "package a\rrole b # x\r", "package a\nrole b  # x\n"],
  ])("%s", (_, written, wanted) => {
    expect(made(written)).toBe(wanted)
    expect(made(wanted)).toBe(wanted)
  })
})

describe("what does not parse is not formatted", () => {
  it.each(["", "# x\n", "role a", "package a\nrole", "package a\nGET / { allow a", "package a\nrole b'"])(
    "%j",
    (text) => {
      const result = format({ path: "f.edict", text })
      expect(result.kind).toBe("invalid")
      expect(result.kind === "invalid" && result.diagnostics.length).toBeGreaterThan(0)
    },
  )
})

describe("large and deep", () => {
  it("opens blocks as deep as they may nest", () => {
    const text = `package a\n${"api /a { ".repeat(60)}${"}".repeat(60)}`
    const result = made(text)
    expect(result.split("\n").length).toBeGreaterThan(60)
    expect(made(result)).toBe(result)
  })

  it("breaks a condition of ten thousand operands", () => {
    const operands = Array.from({ length: 10_000 }, (_, place) => `subject.a${place} == ${place}`)
    const result = lines(`role a when ${operands.join(" and ")}`)
    expect(result.split("\n")).toHaveLength(10_002)
    expect(result).toContain("\n  when subject.a0 == 0\n    and subject.a1 == 1\n")
  })

  it("settles documentation of many lines at once", () => {
    const text = Array.from({ length: 2000 }, (_, place) => `role a${place} role b${place} ## x${place}`)
    expect(lines(text.join("\n")).split("\n").slice(0, 6)).toEqual([
      "## x0",
      "role a0",
      "role b0",
      "## x1",
      "role a1",
      "role b1",
    ])
  })
})
