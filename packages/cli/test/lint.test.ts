import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { commandPath, type Run, runCommand } from "./command.ts"

let command = ""
let folder = ""

/** What no rule misses: below the lines that each policy has of its own. */
const rest = "require tls >= 1.2\nlimit 9/min per subject.id\nresponse { show id }\n"
const clean = `package shop\nrole customer\nGET /orders { allow customer }\n${rest}`
const unused = `package shop\nrole customer\nquota q = 1/min per context.ip\nGET /orders { allow customer }\n${rest}`
const twice = `package shop\nrole support\nrole admin includes support\nGET /orders { allow support, admin }\n${rest}`
const faulty = "package shop\nrole Key_Master\nGET /orders { allow Key_Mastre }\n"
const unread = "package shop\nrole Key_Master\nGET /orders { allow\n"

const files = {
  "clean/shop.edict": clean,
  "unused/shop.edict": unused,
  "faulty/shop.edict": faulty,
  "unread/shop.edict": unread,
  "reason/shop.edict": unused.replace("context.ip\n", "context.ip   # edict-ignore unused-quota: soon\n"),
  "no-reason/shop.edict": unused.replace("context.ip\n", "context.ip   # edict-ignore unused-quota\n"),
  "off/edict.config.yaml": "policies: ../unused\nlint: { rules: { unused-quota: off } }\n",
  "note/edict.config.yaml": "policies: ../unused\nlint: { rules: { unused-quota: note } }\n",
  "error/edict.config.yaml": "policies: ../unused\nlint: { rules: { unused-quota: error } }\n",
  "misspelt/edict.config.yaml": "policies: ../unused\nlint: { rules: { unused-qouta: off } }\n",
  "loud/edict.config.yaml": "policies: ../unused\nlint: { rules: { unused-quota: fatal } }\n",
  "keys/edict.config.yaml": "policies: ../unused\nlint: { rule: { unused-quota: off } }\n",
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-lint-"))
  for (const [path, text] of Object.entries(files)) put(path, text)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lint = (given: readonly string[], below = "."): Promise<Run> =>
  runCommand(command, ["lint", ...given], { cwd: join(folder, below) })

describe("what linting ends with", () => {
  it.each<[string, readonly string[], string, number]>([
    ["nothing found", ["clean"], ".", 0],
    ["a warning", ["unused"], ".", 1],
    ["as many warnings as may be", ["--max-warnings", "1", "unused"], ".", 0],
    ["more warnings than may be", ["--max-warnings", "1", "unused", "unused/shop.edict"], ".", 1],
    ["an ignored warning", ["reason"], ".", 0],
    ["an ignore without a reason", ["--max-warnings", "9", "no-reason"], ".", 1],
    ["a rule that is off", [], "off", 0],
    ["a rule that only notes", [], "note", 0],
    ["a rule that is an error", ["--max-warnings", "9"], "error", 1],
    ["a rule that does not exist", [], "misspelt", 2],
    ["a severity that does not exist", [], "loud", 2],
    ["a key that does not exist", [], "keys", 2],
    ["a number that is none", ["--max-warnings", "-1", "clean"], ".", 2],
    ["an invalid policy", ["faulty"], ".", 3],
    ["a policy that does not read", ["unread"], ".", 3],
  ])("%s", async (_, given, below, code) => {
    const run = await lint(given, below)
    expect({ errors: run.errors, code: run.code }).toEqual({ errors: run.errors, code })
  })
})

describe("what linting says", () => {
  it("tells the place, the rule and where its page is", async () => {
    const { output, errors } = await lint(["unused"])
    expect(output).toContain("warning[unused-quota] quota `q` is never used\n --> unused/shop.edict:3:7\n")
    expect(output).toContain("docs: edict help unused-quota\n")
    expect(errors).toBe("1 file: 1 warning\n")
  })

  it("tells the errors of the check, what is written badly all the same, and that the rest was not asked", async () => {
    const { output, errors } = await lint(["faulty"])
    expect(output).toContain("error[E101] unknown role `Key_Mastre`")
    expect(output).toContain("warning[role-name-style] role `Key_Master` is not written `keyMaster`")
    expect(errors).toContain("rules that ask what a policy means were not asked")
  })

  it("names the nearest rule to a misspelt one", async () => {
    expect((await lint([], "misspelt")).errors).toContain(
      "there is no rule `unused-qouta`\n  did you mean `unused-quota`?",
    )
  })

  it("gives machines the rule's name for a code", async () => {
    const { output } = await lint(["unused", "--format", "json"])
    const { diagnostics } = JSON.parse(output) as {
      diagnostics: readonly { code: string; severity: string }[]
    }
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["unused-quota", "warning"]])
    const sarif = JSON.parse((await lint(["unused", "--format", "sarif"])).output) as {
      runs: readonly [
        { tool: { driver: { rules: readonly { id: string; shortDescription: { text: string } }[] } } },
      ]
    }
    const [rule] = sarif.runs[0].tool.driver.rules
    expect([rule?.id, rule?.shortDescription.text]).toEqual(["unused-quota", "a quota that no route uses"])
    expect((await lint(["unused", "--format", "github"])).output).toMatch(
      /^::warning file=unused\/shop\.edict,.*title=unused-quota::/,
    )
    expect((await lint(["unused", "--format", "junit"])).output).toContain('<testsuite name="edict lint"')
  })
})

describe("help on rules", () => {
  const help = (topic: string): Promise<Run> => runCommand(command, ["help", topic])

  it("prints the page of one", async () => {
    const page = readFileSync(new URL("../../../docs/rules/unused-quota.md", import.meta.url), "utf8")
    expect((await help("unused-quota")).output).toBe(page)
  })

  it("lists all, and names the nearest", async () => {
    const { output } = await help("rules")
    expect(output).toMatch(/^unused-quota +warning +a quota that no route uses$/m)
    expect(output.trim().split("\n").length).toBeGreaterThanOrEqual(21)
    expect((await help("unused-qouta")).errors).toContain("did you mean `unused-quota`?")
  })
})

describe("--fix", () => {
  it("writes what is safe, keeps the mode, and is then done", async () => {
    put("fix/shop.edict", twice)
    chmodSync(join(folder, "fix/shop.edict"), 0o640)
    const { code, errors } = await lint(["--fix", "fix"])
    expect([code, errors]).toEqual([0, "1 fix in fix/shop.edict\n1 file: no findings\n"])
    expect(readFileSync(join(folder, "fix/shop.edict"), "utf8")).toBe(twice.replace(", admin }", " }"))
    expect(statSync(join(folder, "fix/shop.edict")).mode & 0o777).toBe(0o640)
    expect(readdirSync(join(folder, "fix"))).toEqual(["shop.edict"])
    const before = statSync(join(folder, "fix/shop.edict")).mtimeMs
    expect((await lint(["--fix", "fix"])).errors).toBe("1 file: no findings\n")
    expect(statSync(join(folder, "fix/shop.edict")).mtimeMs).toBe(before)
  })

  it("leaves what is not safe, and a file that it has nothing for", async () => {
    put("left/shop.edict", unused)
    expect((await lint(["--fix", "left"])).code).toBe(1)
    expect(readFileSync(join(folder, "left/shop.edict"), "utf8")).toBe(unused)
  })

  it("follows a link, and leaves it a link", async () => {
    put("real/shop.edict", twice)
    mkdirSync(join(folder, "linked"))
    symlinkSync("../real/shop.edict", join(folder, "linked/shop.edict"))
    expect((await lint(["--fix", "linked"])).code).toBe(0)
    expect(readFileSync(join(folder, "real/shop.edict"), "utf8")).toBe(twice.replace(", admin }", " }"))
    expect(readdirSync(join(folder, "linked"), { withFileTypes: true })[0]?.isSymbolicLink()).toBe(true)
  })

  it("corrects what the check has a correction for", async () => {
    const text = clean.replace("allow customer", "allow customer  deny customer when has header.a")
    put("meant/shop.edict", text.replace("deny customer", "deny custmer"))
    expect((await lint(["--fix", "meant"])).code).toBe(0)
    expect(readFileSync(join(folder, "meant/shop.edict"), "utf8")).toBe(text)
  })

  it("offers a correction that would say who may, and leaves the file", async () => {
    const text = clean.replace("allow customer", "allow custmer")
    put("offered/shop.edict", text)
    const { code, output } = await lint(["--fix", "offered"])
    expect([code, readFileSync(join(folder, "offered/shop.edict"), "utf8")]).toEqual([3, text])
    expect(output).toContain("= fix: write `customer`     docs: edict help E101")
  })
})
