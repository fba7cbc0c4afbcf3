import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, expect, it } from "vitest"
import { commandPath } from "./command.ts"
import { askShell } from "./shells.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const guide = ["command", "lint", "format", "testing", "build"]
  .map((name) => readFileSync(join(root, `docs/guides/${name}.md`), "utf8"))
  .join("\n")

/** Blocks that show a command line after `$`, and below it all that it prints. */
const shown = [...guide.matchAll(/^```console\n\$ (.*)\n([^]*?)^```$/gm)].map(
  ([, line = "", output = ""]) => ({
    line,
    output,
  }),
)
let folder = ""

beforeAll(async () => {
  const command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-guide-"))
  cpSync(join(root, "policies/orders"), join(folder, "policies/orders"), { recursive: true })
  mkdirSync(join(folder, "bin"))
  writeFileSync(join(folder, "bin/edict"), `#!/bin/sh\nexec ${process.execPath} ${command} "$@"\n`)
  chmodSync(join(folder, "bin/edict"), 0o755)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** No run takes as long as another. */
const timeless = (text: string): string => text.replaceAll(/\b\d+ ms$/gm, "0 ms")

it("the guide shows what commands print", () => {
  expect(shown.length).toBeGreaterThan(2)
})

it.each(shown)("$line", ({ line, output }) => {
  const at = { cwd: folder, path: join(folder, "bin") }
  expect(timeless(askShell("bash", ["-c", `${line} 2>&1`], at, [0, 1, 2]))).toBe(timeless(output))
})
