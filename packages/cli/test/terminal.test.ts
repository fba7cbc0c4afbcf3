import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { run } from "../src/program.ts"
import type { Terminal } from "../src/terminal.ts"
import { commandPath } from "./command.ts"

let folder = ""

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "edict-terminal-"))
  for (const name of ["a", "b", "c", "d"]) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, "p.edict"), `package ${name}\nGET /x { allow anyone }\n`)
  }
  writeFileSync(
    join(folder, "a/long.jsonl"),
    `${JSON.stringify({ method: "GET", path: "/x" })}\n`.repeat(40_000),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface World {
  readonly isTTY?: boolean
  readonly environment?: Readonly<Record<string, string>>
  /** How long each look at the clock takes. */
  readonly step?: number
}

async function edict(given: readonly string[], { isTTY = false, environment = {}, step = 0 }: World = {}) {
  const taken = { output: "", errors: "" }
  const stream = (name: keyof typeof taken): NodeJS.WriteStream => {
    const through = new PassThrough()
    through.on("data", (chunk: Buffer) => {
      taken[name] += chunk.toString()
    })
    return Object.assign(through, { isTTY, columns: 60 }) as unknown as NodeJS.WriteStream
  }
  let time = 0
  const terminal: Terminal = {
    cwd: folder,
    environment,
    input: new PassThrough() as unknown as NodeJS.ReadStream,
    output: stream("output"),
    errors: stream("errors"),
    now: () => (time += step),
  }
  const code = await run(given, terminal)
  return { code, ...taken }
}

const clear = "\r\u001b[2K"

describe("how far work is", () => {
  it("is told to people who have waited a second, and taken away at the end", async () => {
    const { errors } = await edict(["check", "a", "b", "c", "d"], { isTTY: true, step: 400 })
    expect(errors).toBe(`${clear}3 of 4: c${clear}4 of 4: d${clear}4 files, 4 routes: no findings\n`)
  })

  it.each<[string, World]>([
    ["of work that is done within a second", { isTTY: true, step: 100 }],
    ["where no terminal is", { step: 400 }],
    ["to a dumb terminal", { isTTY: true, step: 400, environment: { TERM: "dumb" } }],
  ])("is not told %s", async (_, world) => {
    const { errors } = await edict(["check", "a", "b", "c", "d"], world)
    expect(errors).toBe("4 files, 4 routes: no findings\n")
  })

  it("is told of lines that are decided, and leaves the decisions alone", async () => {
    const given = ["decide", "a", "--requests", "a/long.jsonl", "--format", "text"]
    const { errors, output } = await edict(given, { isTTY: true, step: 700 })
    expect(errors).toMatch(/^(?:\r\u001b\[2K\d+ lines decided)+\r\u001b\[2K$/)
    expect(output.split("\n")).toHaveLength(40_001)
  })
})

describe("colour", () => {
  it.each<[string, World, boolean]>([
    ["on a terminal", { isTTY: true }, true],
    ["elsewhere", {}, false],
    ["on a terminal with NO_COLOR", { isTTY: true, environment: { NO_COLOR: "1" } }, false],
    ["on a dumb terminal", { isTTY: true, environment: { TERM: "dumb" } }, false],
    ["elsewhere with FORCE_COLOR", { environment: { FORCE_COLOR: "1" } }, true],
    ["with both", { isTTY: true, environment: { FORCE_COLOR: "1", NO_COLOR: "1" } }, false],
  ])("%s", async (_, world, isColored) => {
    const { output } = await edict(["matrix", "a"], world)
    expect(output.includes("\u001b[")).toBe(isColored)
    const { errors } = await edict(["nothing"], world)
    expect(errors.includes("\u001b[")).toBe(isColored)
  })
})

describe("what is meant", () => {
  it.each<[readonly string[], string]>([
    [["chekc"], "unknown verb `chekc`\n  did you mean `check`?"],
    [["check", "--fromat", "json"], "unknown option `--fromat`\n  did you mean `--format`?"],
    [["check", "--format", "jsno"], "`jsno` is no value of `--format`\n  did you mean `json`?"],
    [
      ["check", "--format=zz"],
      "`zz` is no value of `--format`\n  values are text, json, sarif, junit, github",
    ],
    [["completion", "bsh"], "`bsh` is no value of `shell`\n  did you mean `bash`?"],
    [["init", "--framework", "expres"], "`expres` is no value of `--framework`\n  did you mean `express`?"],
    [["help", "matirx"], "there is no code, rule or verb `matirx`\n  did you mean `matrix`?"],
    [["help", "E10l"], "there is no code, rule or verb `E10l`\n  did you mean `E101`?"],
    [
      ["help", "unused-quotas"],
      "there is no code, rule or verb `unused-quotas`\n  did you mean `unused-quota`?",
    ],
    [["decide"], "missing required argument `policy`\n  edict help decide shows how"],
  ])("%j", async (given, said) => {
    expect(await edict(given)).toEqual({ code: 2, output: "", errors: `error: ${said}\n` })
  })

  it("what follows `--` is no flag", async () => {
    expect(await edict(["check", "--", "--format"])).toMatchObject({
      code: 2,
      errors: "error: there is no `--format`\n",
    })
    expect(await edict(["check", "--", "a"])).toMatchObject({ code: 0 })
  })

  it("help on a verb in a verb", async () => {
    const { output, code } = await edict(["help", "import", "openapi"])
    expect(code).toBe(0)
    expect(output).toMatch(/^Usage: edict import openapi /)
  })
})

describe("ends in peace where nobody reads", () => {
  it.each<["stdout" | "stderr", readonly string[]]>([
    ["stdout", ["decide", "a", "--requests", "a/long.jsonl"]],
    ["stderr", ["check", "a"]],
  ])("%s", async (closed, given) => {
    const command = await commandPath()
    const child = spawn(process.execPath, [command, ...given], { cwd: folder })
    child[closed].destroy()
    const open = child[closed === "stdout" ? "stderr" : "stdout"]
    let said = ""
    open.on("data", (chunk: Buffer) => {
      said += chunk.toString()
    })
    const [code] = (await once(child, "close")) as [number | null]
    expect({ code, said }).toEqual({ code: 0, said: "" })
  })
})

it.runIf(existsSync("/dev/full"))("says why it ends where its output cannot be written", async () => {
  const command = await commandPath()
  const full = openSync("/dev/full", "w")
  const given = [command, "help", "rules"]
  const child = spawn(process.execPath, given, { cwd: folder, stdio: ["ignore", full, "pipe"] })
  closeSync(full)
  let said = ""
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [code] = (await once(child, "close")) as [number | null]
  expect({ code, said }).toEqual({ code: 70, said: "error: the output cannot be written: ENOSPC\n" })
})
