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

/** What is shown, with `…` alone on a line for whatever was printed there; its parts come in this order, or it stays as it is. */
function filled(shown: string, printed: string): string {
  const parts = timeless(shown).split(/^…\n/m)
  const whole = timeless(printed)
  let text = ""
  for (const part of parts) {
    const found = text === "" && parts[0] === part ? 0 : whole.indexOf(part, text.length)
    if (found < 0) return shown
    text = whole.slice(0, found) + part
  }
  return parts.at(-1) === "" ? whole : text
}

it("the tour can be followed from an empty folder, and prints what it shows", () => {
  const shown: string[] = []
  const came: string[] = []
  for (const { kind, info, text } of blocks) {
    const [, file] = /\bfile=(policy\/\S+)/.exec(info) ?? []
    const [, written] = /\bwrote=(\S+)/.exec(info) ?? []
    const [, line, output] = (kind === "console" && /^\$ (edict .*)\n([^]*)$/.exec(text)) || []
    if (file !== undefined) {
      mkdirSync(join(folder, "policy"), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    if (written !== undefined) {
      shown.push(text)
      came.push(readFileSync(join(folder, written), "utf8"))
    }
    if (line === undefined || output === undefined) continue
    const printed = askShell("bash", ["-c", `${line} 2>&1`], { cwd: folder, path: bin })
    shown.push(filled(output, printed))
    came.push(timeless(printed))
  }
  expect(shown.length).toBeGreaterThan(8)
  expect(shown).toEqual(came)
}, 60_000)

it("the tour quotes tests that were written", () => {
  const [, row = ""] = blocks.find(({ kind, info }) => kind === "yaml" && info === "")?.text.split("\n") ?? []
  expect(row).toContain("ann: allow")
  expect(readFileSync(join(folder, "policy/app.test.yaml"), "utf8")).toContain(row)
})
