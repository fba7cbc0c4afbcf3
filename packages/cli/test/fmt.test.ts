import {
  chmodSync,
  lstatSync,
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
import { fileURLToPath } from "node:url"
import { beforeAll, beforeEach, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { shortDiff } from "../src/short-diff.ts"
import { commandPath, type Run, runCommand } from "./command.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const untidy = "package  a\nrole   b # why\n"
const tidy = "package a\nrole b  # why\n"
const broken = "package a\nrole\n"

let command = ""
let folder = ""

const put = (path: string, text: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
const read = (path: string): string => readFileSync(join(folder, path), "utf8")
const fmt = (given: readonly string[], input?: string): Promise<Run> =>
  runCommand(command, ["fmt", ...given], { cwd: folder, ...(input === undefined ? {} : { input }) })

beforeAll(async () => {
  command = await commandPath()
}, 60_000)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "edict-fmt-"))
  return () => rmSync(folder, { recursive: true, force: true })
})

describe("files", () => {
  it("are formatted and listed, others left alone", async () => {
    put("p/a.edict", untidy)
    put("p/deep/b.edict", untidy)
    put("p/c.edict", tidy)
    put("p/node_modules/d.edict.d/e.edict", untidy)
    put("p/.hidden/f.edict", untidy)
    put("p/g.txt", untidy)
    const before = statSync(join(folder, "p/c.edict")).mtimeMs
    expect(await fmt(["p"])).toEqual({
      code: 0,
      output: "p/a.edict\np/deep/b.edict\n",
      errors: "3 files: 2 changed\n",
    })
    expect(["p/a.edict", "p/deep/b.edict", "p/c.edict"].map(read)).toEqual([tidy, tidy, tidy])
    expect([read("p/.hidden/f.edict"), read("p/g.txt")]).toEqual([untidy, untidy])
    expect(statSync(join(folder, "p/c.edict")).mtimeMs).toBe(before)
    expect(readdirSync(join(folder, "p")).toSorted()).toEqual([
      ".hidden",
      "a.edict",
      "c.edict",
      "deep",
      "g.txt",
      "node_modules",
    ])
    expect(await fmt(["p"])).toEqual({ code: 0, output: "", errors: "3 files: none changed\n" })
  })

  it("keep their mode, and links stay links", async () => {
    put("real/a.edict", untidy)
    chmodSync(join(folder, "real/a.edict"), 0o640)
    mkdirSync(join(folder, "p"))
    symlinkSync("../real/a.edict", join(folder, "p/a.edict"))
    expect((await fmt(["p"])).code).toBe(0)
    expect(lstatSync(join(folder, "p/a.edict")).isSymbolicLink()).toBe(true)
    expect(read("real/a.edict")).toBe(tidy)
    expect(statSync(join(folder, "real/a.edict")).mode & 0o777).toBe(0o640)
  })

  it("are those of the configuration, else of this folder", async () => {
    put("p/a.edict", untidy)
    put("q/b.edict", untidy)
    put("edict.config.yaml", "policies: [p]\n")
    expect((await fmt([])).output).toBe("p/a.edict\n")
    rmSync(join(folder, "edict.config.yaml"))
    expect((await fmt([])).output).toBe("q/b.edict\n")
  })

  it("that are named twice are done once", async () => {
    put("p/a.edict", untidy)
    expect(await fmt(["p/a.edict", "p", "p"])).toEqual({
      code: 0,
      output: "p/a.edict\n",
      errors: "1 file: 1 changed\n",
    })
  })

  it("keep their line ends", async () => {
    put("a.edict", untidy.replaceAll("\n", "\r\n"))
    expect((await fmt(["a.edict"])).code).toBe(0)
    expect(read("a.edict")).toBe(tidy.replaceAll("\n", "\r\n"))
    expect((await fmt(["--check", "a.edict"])).code).toBe(0)
  })
})

describe("what goes wrong with one leaves it as it is, and the others are done", () => {
  it.each<[string, string | Uint8Array, number, string]>([
    ["it does not parse", broken, 3, "E010"],
    ["it is no text", new Uint8Array([0x70, 0xff, 0xfe]), 2, "`p/a.edict` is no UTF-8 text"],
  ])("%s", async (_, content, code, message) => {
    put("p/a.edict", content)
    put("p/b.edict", untidy)
    const before = readFileSync(join(folder, "p/a.edict"))
    const run = await fmt(["p"])
    expect([run.code, run.output]).toEqual([code, "p/b.edict\n"])
    expect(run.errors).toContain(message)
    expect(run.errors).toContain("2 files: 1 changed, 1 left as it is\n")
    expect(read("p/b.edict")).toBe(tidy)
    expect(readFileSync(join(folder, "p/a.edict"))).toEqual(before)
  })

  it("one is not there", async () => {
    put("p/b.edict", untidy)
    const run = await fmt(["nowhere", "p"])
    expect([run.code, run.output]).toEqual([2, "p/b.edict\n"])
    expect(run.errors).toContain("there is no `nowhere`")
  })

  it("an empty folder is no policy", async () => {
    mkdirSync(join(folder, "p"))
    const run = await fmt(["p"])
    expect([run.code, run.errors.split("\n")[0]]).toEqual([2, "error: there is no `.edict` file under `p`"])
  })
})

describe("--check", () => {
  it("changes nothing and shows what would be", async () => {
    put("p/a.edict", untidy)
    put("p/b.edict", tidy)
    expect(await fmt(["--check", "p"])).toEqual({
      code: 1,
      output: "p/a.edict\n",
      errors:
        "  -1: package  a\n  -2: role   b # why\n  +1: package a\n  +2: role b  # why\n2 files: 1 would be changed\n",
    })
    expect(read("p/a.edict")).toBe(untidy)
    expect(await fmt(["--check", "p/b.edict"])).toEqual({
      code: 0,
      output: "",
      errors: "1 file: none would be changed\n",
    })
  })

  it("an invalid file is worse than an untidy one", async () => {
    put("p/a.edict", untidy)
    put("p/b.edict", broken)
    expect((await fmt(["--check", "p"])).code).toBe(3)
  })
})

describe("standard input", () => {
  it("goes to standard output", async () => {
    expect(await fmt(["-"], untidy)).toEqual({ code: 0, output: tidy, errors: "" })
    expect(await fmt(["-"], tidy)).toEqual({ code: 0, output: tidy, errors: "" })
  })

  it("is checked, and nothing printed", async () => {
    expect((await fmt(["--check", "-"], tidy)).code).toBe(0)
    const { code, output, errors } = await fmt(["-", "--check"], untidy)
    expect([code, output]).toEqual([1, ""])
    expect(errors).toContain("-1: package  a")
  })

  it("that does not parse prints its faults and no text", async () => {
    const { code, output, errors } = await fmt(["-"], broken)
    expect([code, output]).toEqual([3, ""])
    expect(errors).toContain("<stdin>:2:5")
  })

  it("stands alone", async () => {
    expect((await fmt(["-", "p"])).code).toBe(2)
  })
})

describe("a short difference", () => {
  const letters = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, place) => `${from + place}\n`).join("")

  it.each<[string, string, string, readonly string[]]>([
    ["of one line", "a\nb\nc\n", "a\nB\nc\n", ["-2: b", "+2: B"]],
    ["of a line more", "a\nc\n", "a\nb\nc\n", ["+2: b"]],
    ["of a line less", "a\nb\nc\n", "a\nc\n", ["-2: b"]],
    ["in two places", "a\nb\nc\nd\n", "A\nb\nc\nD\n", ["-1: a", "+1: A", "-4: d", "+4: D"]],
    ["of line ends", "a\r\nb\r\n", "a\nb\r\n", ["-1: a\\r", "+1: a"]],
    ["of none", "a\n", "a\n", []],
  ])("%s", (_, before, after, wanted) => expect(shortDiff(before, after)).toEqual(wanted))

  it("says how much it leaves out", () => {
    expect(shortDiff(letters(0, 30), letters(100, 130), 4)).toEqual([
      "-1: 0",
      "-2: 1",
      "-3: 2",
      "-4: 3",
      "… and 56 more",
    ])
    expect(shortDiff(letters(0, 3000), letters(10_000, 13_000), 1)).toEqual(["-1: 0", "… and 5999 more"])
  })
})

describe("around the command", () => {
  it("the guide's example is in the style that it describes", async () => {
    const guide = readFileSync(join(root, "docs/guides/format.md"), "utf8")
    const [, example = ""] = /^```edict\n([^]*?)^```$/m.exec(guide) ?? []
    expect(example).toContain("package")
    expect(await fmt(["-"], example)).toEqual({ code: 0, output: example, errors: "" })
  })

  it("hooks for pre-commit name verbs that there are", async () => {
    const hooks = parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8")) as readonly {
      readonly id: string
      readonly entry: string
      readonly language: string
      readonly files: string
    }[]
    expect(hooks.map(({ id }) => id)).toEqual(["edict-fmt", "edict-check", "edict-lint", "edict-test"])
    const { output } = await runCommand(command, ["--help"])
    for (const { id, entry, language, files } of hooks) {
      expect([entry, language]).toEqual([id.replace("-", " "), "node"])
      expect(output).toMatch(new RegExp(`^ {2}${entry.replace("edict ", "")} `, "m"))
      expect(new RegExp(files).test("policies/shop.edict")).toBe(true)
      expect(new RegExp(files).test("src/main.ts")).toBe(false)
    }
  })
})
