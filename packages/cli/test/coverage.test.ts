import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { commandPath, runCommand, type Run } from "./command.ts"

let command = ""
let folder = ""

const policy = `package shop
role customer
subject { id: string  mfa: bool = false }
GET /orders { allow customer  require mfa }
GET /open { allow anyone }
`
const tests = `policy: .
actors:
  ann: { id: ann, mfa: true, roles: [customer] }
matrix:
  GET /orders: { ann: allow, ann-mfa: 401, anonymous: 401 }
  GET /open: { ann: allow, anonymous: allow }
`

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-coverage-"))
  mkdirSync(join(folder, "shop"))
  mkdirSync(join(folder, "twin"))
  for (const name of ["shop", "twin"]) writeFileSync(join(folder, name, "shop.edict"), policy)
  writeFileSync(join(folder, "shop/shop.test.yaml"), tests)
  writeFileSync(join(folder, "twin/shop.test.yaml"), tests.replace("ann-mfa: 401, ", ""))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const test = (...given: string[]): Promise<Run> => runCommand(command, ["test", ...given], { cwd: folder })

it("prints what is covered, and is content with all of it", async () => {
  const { code, output } = await test("shop", "--coverage", "--min-coverage", "100")
  expect(code).toBe(0)
  expect(output.slice(output.indexOf("              "))).toBe(`                 covered  of       %
rules                  5   5  100.00
conditions             2   2  100.00
route × role           4   4  100.00
all                   11  11  100.00
shop/shop.edict       11  11  100.00
`)
})

it("misses exactly what the twin's tests leave out", async () => {
  const { code, output, errors } = await test("twin", "--coverage", "--min-coverage", "100")
  expect(code).toBe(1)
  expect(output).toContain(`all                    9  11   81.81
twin/shop.edict        9  11   81.81

twin/shop.edict:4  \`require mfa\`: does not hold not seen
twin/shop.edict:4  \`mfa\`: false not seen
`)
  expect(errors).toContain(`error: coverage is 81.81 %, and 100 % are asked for: 2 more of 11 outcomes
  twin/shop.edict:4  \`require mfa\`: does not hold not seen
  twin/shop.edict:4  \`mfa\`: false not seen
`)
  // Enough is enough, whether or not it is printed.
  expect((await test("twin", "--min-coverage", "81.81")).code).toBe(0)
  expect((await test("twin", "--min-coverage", "81.82")).code).toBe(1)
})

it("counts several policies together", async () => {
  const { output } = await test("shop", "twin", "--coverage")
  expect(output).toContain("\nall                   20  22   90.90\n")
})

it("leaves standard output to the report that it prints", async () => {
  const { output, errors, code } = await test("shop", "--coverage", "json")
  expect(code).toBe(0)
  expect(JSON.parse(output)).toMatchObject({ package: "shop", total: { percent: 100 } })
  expect(errors).toContain("5 passed")
})

it.each([
  ["lcov", "SF:shop/shop.edict\n"],
  ["html", "<!doctype html>"],
  ["json", '"path": "shop/shop.edict"'],
  ["text", "shop/shop.edict       11  11  100.00"],
])("writes %s to a file", async (format, text) => {
  const { code, errors } = await test("shop", "--coverage", format, "-o", `coverage.${format}`)
  expect(code).toBe(0)
  expect(errors).toContain(`wrote coverage.${format}\n`)
  expect(readFileSync(join(folder, `coverage.${format}`), "utf8")).toContain(text)
})

it.each<[readonly string[], string]>([
  [["--coverage", "xml"], "xml"],
  [["--min-coverage", "most"], "most"],
  [["--min-coverage", "101"], "101"],
  [["-o", "coverage.html"], "-o names a file for coverage, and none is asked for"],
  [
    ["--coverage", "html", "-o", "nowhere/coverage.html"],
    "`nowhere/coverage.html` cannot be written: ENOENT",
  ],
])("refuses %j", async (given, message) => {
  const { code, errors } = await test("shop", ...given)
  expect({ code, has: errors.includes(message) ? message : errors }).toEqual({ code: 2, has: message })
})

it("traces nothing where nothing is asked for", async () => {
  const { code, output, errors } = await test("twin")
  expect(code).toBe(0)
  expect(`${output}${errors}`).not.toContain("cover")
})
