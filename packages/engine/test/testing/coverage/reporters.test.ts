import { expect, it } from "vitest"
import { renderCoverage } from "../../../src/testing/coverage/render.ts"
import { combineCoverage } from "../../../src/testing/coverage/report.ts"
import { coverageShortfall } from "../../../src/testing/coverage/text.ts"
import { cover } from "./shop.ts"

const text = `package shop
role user

api /a {
  GET / { allow user when query.q == "<b>" }
  PUT / { allow user }
}
GET /open { allow anyone }
`
const user = { id: "ann", roles: ["user"] }
const report = cover(text, [
  { ask: "GET /a", as: user, with: { query: { q: "<b>" } } },
  { ask: "GET /a", as: user, with: { query: { q: "x" } } },
  { ask: "GET /open" },
  { ask: "GET /open", as: user },
])

it("prints a table, and every open line", () => {
  expect(renderCoverage(report, "text")).toBe(`                     covered  of      %
rules                      3   5  60.00
conditions                 2   3  66.66
route × role               3   6  50.00
all                        8  14  57.14
policies/shop.edict        8  14  57.14

policies/shop.edict:5  GET /a by anonymous: not asked
policies/shop.edict:5  \`query.q == "<b>"\`: unknown not seen
policies/shop.edict:6  PUT /a by anonymous: not asked
policies/shop.edict:6  PUT /a by user: not asked
policies/shop.edict:6  \`allow user\`: met, not met not seen
`)
})

it("says by how much less than what is asked for it is, and where to begin", () => {
  expect(coverageShortfall(report, 57.14)).toBeUndefined()
  expect(coverageShortfall(report, 90))
    .toBe(`coverage is 57.14 %, and 90 % are asked for: 5 more of 14 outcomes
  policies/shop.edict:5  GET /a by anonymous: not asked
  policies/shop.edict:5  \`query.q == "<b>"\`: unknown not seen
  policies/shop.edict:6  PUT /a by anonymous: not asked`)
  expect(coverageShortfall(report, 58)).toContain("1 more of 14 outcomes\n")
  const empty = cover("package shop\n", [])
  expect(empty.total).toEqual({ covered: 0, possible: 0, percent: 100 })
  expect(coverageShortfall(empty, 100)).toBeUndefined()
})

it("never calls part of it the whole", () => {
  const routes = Array.from({ length: 10_000 }, (_, place) => `GET /x${place} { allow anyone }\n`).join("")
  const asks = Array.from({ length: 9_999 }, (_, place) => ({ ask: `GET /x${place}` }))
  const { total } = cover(`package shop\n${routes}`, asks)
  expect(total).toEqual({ covered: 19_998, possible: 20_000, percent: 99.99 })
})

it("writes JSON that holds every outcome, and no source", () => {
  const json = JSON.parse(renderCoverage(report, "json"))
  expect(json).toMatchObject({ requests: 4, total: { covered: 8, possible: 14, percent: 57.14 } })
  expect(Object.keys(json.files[0])).toEqual(["path", "total", "units", "lines"])
  expect(json.files[0].path).toBe("policies/shop.edict")
  expect(json.files[0].lines).toContainEqual({
    line: 6,
    state: "uncovered",
    hits: 0,
    missing: [
      "PUT /a by anonymous: not asked",
      "PUT /a by user: not asked",
      "`allow user`: met, not met not seen",
    ],
  })
})

it("writes lcov with a line, a block and a branch for each thing", () => {
  expect(renderCoverage(report, "lcov")).toBe(`TN:
SF:policies/shop.edict
BRDA:5,0,0,0
BRDA:5,0,1,2
BRDA:5,1,0,1
BRDA:5,1,1,1
BRDA:5,2,0,1
BRDA:5,2,1,1
BRDA:5,2,2,0
BRDA:6,3,0,-
BRDA:6,3,1,-
BRDA:6,4,0,-
BRDA:6,4,1,-
BRDA:8,5,0,1
BRDA:8,5,1,1
BRDA:8,6,0,2
BRF:14
BRH:8
DA:5,2
DA:6,0
DA:8,2
LF:3
LH:2
end_of_record
`)
})

/** What genhtml refuses: records out of a section, totals that are not those of the lines, lines that the file has not. */
function faultsOf(lcov: string, linesOf: (path: string) => number): readonly string[] {
  return lcov
    .split("end_of_record\n")
    .filter((section) => section !== "")
    .flatMap((section) => {
      const records = section
        .trim()
        .split("\n")
        .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)] as const)
      const of = (name: string) => records.filter(([key]) => key === name).map(([, value]) => value)
      const [path = ""] = of("SF")
      const fields = (name: string) => of(name).map((value) => value.split(","))
      const hit = (name: string, at: number) => fields(name).filter((row) => Number(row[at]) > 0).length
      return [
        ...(of("SF").length === 1 ? [] : ["one file a section"]),
        ...records
          .filter(([key]) => !["TN", "SF", "BRDA", "BRF", "BRH", "DA", "LF", "LH"].includes(key))
          .map(([key]) => `unknown ${key}`),
        ...[...fields("DA"), ...fields("BRDA")]
          .filter(([line]) => Number(line) < 1 || Number(line) > linesOf(path))
          .map(() => "no such line"),
        ...(Number(of("LF")[0]) === fields("DA").length && Number(of("LH")[0]) === hit("DA", 1)
          ? []
          : ["lines"]),
        ...(Number(of("BRF")[0]) === fields("BRDA").length && Number(of("BRH")[0]) === hit("BRDA", 3)
          ? []
          : ["branches"]),
        ...fields("BRDA")
          .filter((row) => !/^(\d+|-)$/.test(row[3] ?? ""))
          .map(() => "taken"),
        ...(new Set(fields("BRDA").map((row) => row.slice(0, 3).join())).size === fields("BRDA").length
          ? []
          : ["a branch twice"]),
      ]
    })
}

it("writes lcov that other tools take", () => {
  const lcov = renderCoverage(report, "lcov")
  expect(faultsOf(lcov, () => text.split("\n").length)).toEqual([])
  expect(faultsOf(lcov.replace("LH:2", "LH:3"), () => 9)).toEqual(["lines"])
  expect(faultsOf(lcov, () => 6)).toHaveLength(4)
  expect(
    renderCoverage({ ...report, files: report.files.map((file) => ({ ...file, path: "a\nSF:b" })) }, "lcov"),
  ).toContain("SF:a_SF:b\n")
})

it("draws one page: lines coloured, everything escaped, nothing from elsewhere", () => {
  const page = renderCoverage(report, "html")
  const row = (line: number) => page.split("<tr ").find((each) => each.includes(`id="L0-${line}"`)) ?? ""
  expect(row(1)).not.toContain('class="covered"')
  expect(row(5)).toContain('class="partly"')
  expect(row(6)).toContain('class="uncovered"')
  expect(row(8)).toContain('class="covered"')
  expect(row(5)).toContain('title="GET /a by anonymous: asked 0×&#10;GET /a by user')
  expect(page).not.toContain("<b>")
  expect(page).toContain("&lt;b&gt;")
  expect(page).not.toMatch(/<script|<link|<img|src=|https?:|url\(|@import|\son[a-z]+=/i)
  expect(page).toContain("@media print")
})

it("lets no policy write into the page", () => {
  const hostile = cover(
    `package shop\nGET /x { allow anyone when query.q == "</pre><script>alert(1)</script>\u202e'\\"" }\n`,
    [],
  )
  const page = renderCoverage({ ...hostile, package: '"><script>', policyHash: "<i>" }, "html")
  expect(page).not.toMatch(/<script|<i>|\u202e/)
  const open = [...page.matchAll(/<(\/?)(\w+)/g)].filter(([, , name]) => name !== "meta")
  const depth = new Map<string, number>()
  for (const [, end, name = ""] of open) depth.set(name, (depth.get(name) ?? 0) + (end === "/" ? -1 : 1))
  expect([...depth.values()].filter((count) => count !== 0)).toEqual([])
})

it("adds up several policies", () => {
  const other = cover("package other\nGET /x { allow anyone }\n", [{ ask: "GET /x" }])
  const both = combineCoverage([report, other])
  expect(both.total).toEqual({ covered: 10, possible: 16, percent: 62.5 })
  expect(both.files).toHaveLength(2)
  expect(both).toMatchObject({ package: "shop, other", requests: 5 })
  expect(combineCoverage([report])).toBe(report)
  expect(combineCoverage([]).total).toEqual({ covered: 0, possible: 0, percent: 100 })
})

it("compares what there is, not what is printed of it", () => {
  const third = cover("package shop\nrole a\nGET /x { allow anyone }\n", [{ ask: "GET /x" }])
  expect(third.total).toEqual({ covered: 2, possible: 3, percent: 66.66 })
  expect(coverageShortfall(third, 66.666)).toBeUndefined()
  expect(coverageShortfall(third, 66.667)).toContain("1 more of 3 outcomes")
})
