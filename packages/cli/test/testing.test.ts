import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { commandPath, type Run, runCommand } from "./command.ts"

const fixtures = fileURLToPath(new URL("./fixtures/testing/", import.meta.url))
let command = ""
let folder = ""

const policy = "package shop\nrole customer\nGET /orders { allow customer }\nGET /health { allow anyone }\n"
const head = "policy: shop.edict\nactors: { ann: { id: u1, roles: [customer] } }\n"
const matrix = "matrix: { GET /orders: { ann: allow, else: 401 }, GET /health: { else: allow } }\n"

const files = {
  "clean/shop.edict": policy,
  "clean/shop.test.yaml": head + matrix,
  "failing/shop.edict": policy,
  "failing/a.test.yaml": head + matrix.replace("ann: allow", "ann: 403"),
  "failing/b.test.yaml": head + matrix,
  "faulty/shop.edict": policy,
  "faulty/shop.test.yaml": head.replace("ann:", "ann: &ann") + matrix.replace("ann:", "anne:"),
  "empty/shop.edict": policy,
  "empty/shop.test.yaml": head,
  "none/shop.edict": policy,
  "none/notes.txt": "none",
  "invalid/shop.edict": policy.replace("allow customer", "allow custmer"),
  "invalid/shop.test.yaml": head + matrix,
  "nowhere/shop.test.yaml": head + matrix,
  "partly/shop.edict": policy,
  "partly/shop.test.yaml": `${head}matrix: { GET /health: { else: allow } }\n`,
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const textOf = (path: string): string => readFileSync(join(folder, path), "utf8")

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-testing-"))
  cpSync(fixtures, join(folder, "golden"), { recursive: true })
  for (const [path, text] of Object.entries(files)) put(path, text)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const test = (given: readonly string[], below = "."): Promise<Run> =>
  runCommand(command, ["test", ...given], { cwd: join(folder, below) })

describe("what testing ends with", () => {
  it.each<[string, readonly string[], number]>([
    ["all as expected", ["clean"], 0],
    ["a file by its name", ["clean/shop.test.yaml"], 0],
    ["a policy's own name", ["clean/shop.edict"], 0],
    ["a case that failed", ["failing"], 1],
    ["a file with a fault", ["faulty"], 1],
    ["no case", ["empty"], 1],
    ["no file", ["none"], 1],
    ["a filter that no name holds", ["--filter", "nothing", "clean"], 1],
    ["less covered than is asked for", ["--min-coverage", "100", "partly"], 1],
    ["as much as is asked for", ["--min-coverage", "100", "clean"], 0],
    ["an invalid policy", ["invalid"], 3],
    ["a policy that is not there", ["nowhere"], 2],
    ["a path that is not there", ["missing"], 2],
    ["a path that is not there, watched", ["--watch", "missing"], 2],
    ["a file of something else", ["none/notes.txt"], 2],
    ["a flag that does not exist", ["--fitler", "x", "clean"], 2],
    ["a format that does not exist", ["--format", "xml", "clean"], 2],
    ["a place for coverage that nobody asked for", ["-o", "x.html", "clean"], 2],
    ["watching and updating", ["--watch", "--update", "clean"], 2],
    ["watching for machines", ["--watch", "--format", "json", "clean"], 2],
  ])("%s", async (_, given, code) => {
    const run = await test(given)
    expect({ errors: run.errors, code: run.code }).toEqual({ errors: run.errors, code })
  })
})

describe("what testing prints", () => {
  const shown = (text: string): string =>
    text
      .replaceAll(/\d+ ms\b/g, "0 ms")
      .replaceAll(/"milliseconds": [\d.]+/g, '"milliseconds": 0')
      .replaceAll(/time="[\d.]+"/g, 'time="0"')

  it.each(["text", "json", "junit", "github"])("as %s", async (format) => {
    const { output, code } = await test(["--format", format, "."], "golden")
    const golden = join(fixtures, `golden/${format}.txt`)
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(golden, shown(output))
    expect(shown(output)).toBe(readFileSync(golden, "utf8"))
    expect(code).toBe(1)
  })

  it("says how it went, and why nothing was run", async () => {
    expect((await test(["clean"])).errors).toBe("1 file, 4 cases: 4 passed\n")
    expect((await test(["failing"])).errors).toBe("2 files, 8 cases: 1 failed, 7 passed\n")
    expect((await test(["none"])).errors).toBe("no tests: there is no file called NAME.test.yaml\n")
    expect((await test(["empty"])).errors).toBe(
      "1 file, 0 cases: 0 passed\nno tests: the files hold no case\n",
    )
    expect((await test(["--filter", "x y", "clean"])).errors).toContain("no tests: no name holds `x y`\n")
  })

  it("runs what a filter names, and stops at the first failure where it is to", async () => {
    expect((await test(["--filter", "by ann", "clean"])).errors).toBe("1 file, 2 cases: 2 passed\n")
    const { errors, output } = await test(["--bail", "failing"])
    expect(errors).toBe("1 file, 1 case: 1 failed, 0 passed\n")
    expect(output).not.toContain("b.test.yaml")
  })

  it("shows the schema of the files", async () => {
    const { output, code } = await test(["--schema"])
    expect(code).toBe(0)
    expect(JSON.parse(output)).toMatchObject({ title: "A file of tests of an Edict policy", type: "object" })
  })

  it("keeps coverage and results apart", async () => {
    const both = await test(["--coverage", "json", "--format", "junit", "clean"])
    expect(() => JSON.parse(both.output) as unknown).not.toThrow()
    expect(both.errors).toContain("<testsuites ")
    const file = await test(["--coverage", "html", "-o", "coverage.html", "--format", "json", "clean"])
    expect(JSON.parse(file.output)).toMatchObject({ files: [{ file: "clean/shop.test.yaml" }] })
    expect(textOf("coverage.html")).toMatch(/^<!doctype html>/i)
    const text = await test(["--coverage", "--", "clean"])
    expect(text.output).toContain("clean/shop.test.yaml")
    expect(text.output).toMatch(/^all +7 +7 +100\.00$/m)
  })
})

describe("--update", () => {
  const file = (body: string, status: string): string => `${head}# what comes
tests:
    - name:   one   # its name
      request: GET /health
      reply: { up: true }
      expect:
         status: ${status}
         body: ${body}   # the body
# the end
`
  it("writes bodies, nothing else, and is then done", async () => {
    put("update/shop.edict", policy)
    put("update/shop.test.yaml", file("{ up: false }", "200"))
    const { code, errors } = await test(["--update", "update"])
    expect([code, errors]).toEqual([
      1,
      "update/shop.test.yaml:5 one: updated\n1 body updated; run the tests again\n1 file, 1 case: 1 failed, 0 passed\n",
    ])
    expect(textOf("update/shop.test.yaml")).toBe(file("{ up: true }", "200"))
    expect((await test(["--update", "update"])).code).toBe(0)
    expect(textOf("update/shop.test.yaml")).toBe(file("{ up: true }", "200"))
  })

  it("leaves a test whose status is another", async () => {
    put("kept/shop.edict", policy)
    put("kept/shop.test.yaml", file("{ up: false }", "204"))
    expect((await test(["--update", "kept"])).code).toBe(1)
    expect(textOf("kept/shop.test.yaml")).toBe(file("{ up: false }", "204"))
  })
})
