import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { commandPath, type Run, runCommand } from "./command.ts"

let command = ""
let folder = ""

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-matrix-"))
  for (const [name, text] of Object.entries({
    shop: "package shop\nrole customer\nsubject { id: string }\nGET /orders { allow customer }\n",
    broken: "package shop\nGET /orders { allow custmer }\n",
  })) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, "shop.edict"), text)
  }
  writeFileSync(join(folder, "edict.config.yaml"), "policies: [shop]\n")
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const edict = (...given: readonly string[]): Promise<Run> => runCommand(command, given, { cwd: folder })

it("tells of the policy that is named, or of the configuration's", async () => {
  const named = await edict("matrix", "shop")
  expect(named).toMatchObject({ code: 0, errors: "" })
  expect(named.output).toContain("GET /orders  no         no       yes\n")
  expect(await edict("matrix")).toEqual(named)
})

it.each([
  ["csv", "GET,/orders,no,no,yes,,,\r\n"],
  ["md", "| GET /orders | no | no | yes |\n"],
])("writes %s", async (format, line) => {
  expect((await edict("matrix", "shop", "--format", format)).output).toContain(line)
})

it("writes JSON, with places where the reader stands", async () => {
  const { output } = await edict("matrix", "shop", "--format", "json")
  expect(JSON.parse(output)).toMatchObject({
    version: 1,
    package: "shop",
    columns: [{ name: "anonymous" }, { name: "no role" }, { kind: "role", name: "customer" }],
    rows: [
      {
        route: "GET /orders",
        span: { file: "shop/shop.edict", line: 4 },
        cells: [{ kind: "no" }, { kind: "no" }, { kind: "yes" }],
      },
    ],
  })
})

it("writes a page, and prints beside it only what it is asked for", async () => {
  const alone = await edict("matrix", "shop", "--html", "page.html")
  expect(alone).toEqual({ code: 0, output: "", errors: "page.html: 1 route, 3 kinds of callers\n" })
  expect(readFileSync(join(folder, "page.html"), "utf8")).toMatch(/^<!doctype html>/)
  const both = await edict("matrix", "shop", "--html", "page.html", "--format", "csv")
  expect(both.output).toContain("GET,/orders")
})

it.each([
  [["matrix", "broken"], 3, /^error\[E101\][^]*`broken` is no valid policy\n$/],
  [["matrix", "nowhere"], 2, /there is no `nowhere`/],
  [
    ["matrix", "shop", "--html", "no/such/folder.html"],
    2,
    /`no\/such\/folder.html` cannot be written: ENOENT/,
  ],
])("refuses %j", async (given, code, message) => {
  const run = await edict(...given)
  expect(run).toMatchObject({ code, output: "" })
  expect(run.errors).toMatch(message)
})
