import { describe, expect, it } from "vitest"
import { renderMatrixCsv } from "../../../src/analyze/matrix/csv.ts"
import { renderMatrixMarkdown } from "../../../src/analyze/matrix/markdown.ts"
import { accessMatrix } from "../../../src/analyze/matrix/matrix.ts"
import { renderMatrixText } from "../../../src/analyze/matrix/text.ts"
import { widthOf } from "../../../src/analyze/matrix/text-grid.ts"
import { compile } from "../../../src/compile.ts"
import { generatePolicy } from "../../generate/policy.ts"
import { matrixOf, saying, shop } from "./shop.ts"

describe("as text", () => {
  it("says each condition once, and of each cell which", () => {
    expect(renderMatrixText(matrixOf(shop))).toBe(`shop: who may do what

route             anonymous  no role  customer  admin  notes
GET /health       yes        yes      yes       yes
GET /orders       no         no       no        if 1   a
GET /orders/{id}  no         if 1, 2  if 1, 2   if 1   a, b

yes always, by the rules   no never
if: all of these are so. What is missing meets no condition, however it is put
  1  over TLS 1.2 or later
  2  order.ownerId is the caller's id

notes
  a  at most 10 in 1 min for each caller's id, except admin
  b  refused where no order is found

roles held by condition
  owner of order: order.ownerId is the caller's id
`)
  })

  it.each([40, 57, 80, 120])("fits %i columns, and leaves out nobody", (width) => {
    for (const seed of [3, 4, 8]) {
      const { policy } = compile(generatePolicy(seed, { routes: 20 }).files)
      if (!policy) throw new Error("the generated policy does not compile")
      const matrix = accessMatrix(policy)
      const told = renderMatrixText(matrix, { width })
      expect(Math.max(...told.split("\n").map(widthOf))).toBeLessThanOrEqual(width)
      const heads = told.split("\n").filter((line) => line.startsWith("route "))
      expect(
        heads.flatMap((line) => line.split(/ {2,}/).slice(1)).filter((head) => head !== "notes"),
      ).toEqual(matrix.columns.map(({ name }) => name))
    }
  })

  it("keeps its width in colour", () => {
    const colored = renderMatrixText(matrixOf(shop), { color: true })
    expect(colored).toContain("\u001b[32myes\u001b[0m")
    // oxlint-disable-next-line no-control-regex
    expect(colored.replaceAll(/\u001b\[\d+m/g, "")).toBe(renderMatrixText(matrixOf(shop)))
  })

  it("says so where there are no routes", () => {
    expect(renderMatrixText(matrixOf("package nothing\n"))).toBe("nothing: who may do what\n\nno routes\n")
  })

  it("lets nothing act on the terminal", () => {
    // oxlint-disable-next-line no-control-regex
    expect(renderMatrixText(saying("\u001b[2J\u202e"))).not.toMatch(/[\u001b\u202e]/)
  })
})

describe("as CSV", () => {
  it("is a line a route", () => {
    expect(renderMatrixCsv(matrixOf(shop)).split("\r\n")).toEqual([
      "verb,path,anonymous,no role,customer,admin,notes,name,documentation",
      "GET,/health,yes,yes,yes,yes,,,",
      'GET,/orders,no,no,no,when over TLS 1.2 or later,"at most 10 in 1 min for each caller\'s id, except admin",,all of them',
      `GET,/orders/{id},no,when order.ownerId is the caller's id; over TLS 1.2 or later,when order.ownerId is the caller's id; over TLS 1.2 or later,when over TLS 1.2 or later,"at most 10 in 1 min for each caller's id, except admin; refused where no order is found",,`,
      "",
    ])
  })

  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@sum", "'@sum"],
    [" =1", "' =1"],
    ["\uff1d1", "'\uff1d1"],
    ["\t=1", "\\t=1"],
    ["a=1", "a=1"],
    ['a,"b"', '"a,""b"""'],
  ])("%j is no formula", (said, field) => {
    expect(renderMatrixCsv(saying(said)).split("\r\n")[1]).toContain(`,${field},`)
  })
})

describe("as Markdown", () => {
  it("is a table", () => {
    const lines = renderMatrixMarkdown(matrixOf(shop)).split("\n")
    expect(lines.slice(2, 7)).toEqual([
      "| route | anonymous | no role | customer | admin | notes |",
      "| --- | --- | --- | --- | --- | --- |",
      "| GET /health | yes | yes | yes | yes |  |",
      "| GET /orders | no | no | no | if 1 | a |",
      String.raw`| GET /orders/\{id\} | no | if 1, 2 | if 1, 2 | if 1 | a, b |`,
    ])
  })

  it.each([
    ["a|b", "a\\|b"],
    ["<script>", "&lt;script&gt;"],
    ["[x](y)", "\\[x\\]\\(y\\)"],
    ["`x`", "\\`x\\`"],
    ["https://x.example", "https:&#47;&#47;x.example"],
    ["www.x.example", "www&#46;x.example"],
    ["@someone", "&#64;someone"],
    ["a\nb", "a\\\\nb"],
  ])("%j is text", (said, escaped) => {
    expect(renderMatrixMarkdown(saying(said))).toContain(`| ${escaped} | if 1 |`)
  })
})
