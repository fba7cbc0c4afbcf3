import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, it } from "vitest"
import { commandPath } from "./command.ts"
import { askShell } from "./shells.ts"

const page = readFileSync(fileURLToPath(new URL("../../../docs/tour.md", import.meta.url)), "utf8")
/** In the order in which a reader meets them. */
const blocks = [...page.matchAll(/^```(\w+) ?(.*)\n([^]*?)^```$/gm)].map(
  ([, kind = "", info = "", text = ""]) => ({ kind, info, text }),
)
let folder = ""
let bin = ""

beforeAll(async () => {
  const command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-tour-"))
  bin = mkdtempSync(join(tmpdir(), "edict-bin-"))
  writeFileSync(join(bin, "edict"), `#!/bin/sh\nexec ${process.execPath} ${command} "$@"\n`)
  chmodSync(join(bin, "edict"), 0o755)
}, 60_000)
afterAll(() => {
  for (const made of [folder, bin]) rmSync(made, { recursive: true, force: true })
})

/** Times are another machine's. */
const timeless = (text: string): string => text.replaceAll(/\b\d+ ms\b/g, "0 ms")

/** The parts of what is shown come in this order, `…` alone on a line standing for what is between two. */
function expectShown(printed: string, shown: string): void {
  const [first = "", ...others] = timeless(shown).split(/^…\n/m)
  const whole = timeless(printed)
  if (others.length === 0) return expect(whole).toBe(first)
  expect(whole.startsWith(first)).toBe(true)
  let rest = whole.slice(first.length)
  for (const part of others) {
    expect(rest).toContain(part)
    rest = rest.slice(rest.indexOf(part) + part.length)
  }
}

it("the tour can be followed from an empty folder, and prints what it shows", () => {
  let commands = 0
  for (const { kind, info, text } of blocks) {
    const [, file] = /\bfile=(policy\/\S+)/.exec(info) ?? []
    const [, written] = /\bwrote=(\S+)/.exec(info) ?? []
    if (file !== undefined) {
      mkdirSync(join(folder, "policy"), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    if (written !== undefined) expect(readFileSync(join(folder, written), "utf8")).toBe(text)
    const [, line, shown = ""] = (kind === "console" && /^\$ (edict .*)\n([^]*)$/.exec(text)) || []
    if (line === undefined) continue
    commands += 1
    expectShown(askShell("bash", ["-c", `${line} 2>&1`], { cwd: folder, path: bin }), shown)
  }
  expect(commands).toBeGreaterThan(7)
}, 60_000)

it("the tour quotes tests that were written", () => {
  const [{ text } = { text: "" }] = blocks.filter(({ kind, info }) => kind === "yaml" && info === "")
  const [, row = ""] = text.split("\n")
  expect(row).toContain("ann: allow")
  expect(readFileSync(join(folder, "policy/app.test.yaml"), "utf8")).toContain(row)
})
