import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { devNull, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { commandPath } from "./command.ts"
import { askShell, hasShell } from "./shells.ts"

const zshAsker = fileURLToPath(new URL("ask.zsh", import.meta.url))
let folder = ""

const at = (): { readonly cwd: string; readonly path: string } => ({ cwd: folder, path: join(folder, "bin") })

beforeAll(async () => {
  const command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-completion-"))
  mkdirSync(join(folder, "bin"))
  mkdirSync(join(folder, "shop"))
  writeFileSync(join(folder, "bin/edict"), `#!/bin/sh\nexec ${process.execPath} ${command} "$@"\n`)
  chmodSync(join(folder, "bin/edict"), 0o755)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a shell offers for a line that is being typed, each way its own. */
const askers: Readonly<Record<string, (line: string) => readonly string[]>> = {
  bash: (line) => {
    // What readline would cut at: spaces and `=`.
    const words = line.split(/ +|(?==)|(?<==)/)
    const ask = [
      'eval "$(edict completion bash)"',
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}) COMP_CWORD=${words.length - 1}`,
      '_edict; printf "%s\\n" "${COMPREPLY[@]}"',
    ]
    return listed(askShell("bash", ["--norc", "-c", ask.join("\n")], at()))
  },
  fish: (line) => {
    const ask = `edict completion fish | source; complete -C '${line}'`
    const offered = listed(askShell("fish", ["--no-config", "-c", ask], at()))
    return offered.map((one) => (one.split("\t", 1)[0] ?? "").replace(/^--[a-z-]+=/, "").replace(/\/$/, ""))
  },
  zsh: (line) => {
    const script = join(folder, "edict.zsh")
    writeFileSync(script, askShell("edict", ["completion", "zsh"], at()))
    return listed(askShell("zsh", ["-f", zshAsker, script, line, join(folder, "setup.zsh")], at()))
  },
}

const listed = (output: string): readonly string[] => [
  ...new Set(output.split("\n").filter((line) => line !== "")),
]

const shells = Object.keys(askers).filter(hasShell)
const lines: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["edict che", ["check"]],
  ["edict mat", ["matrix"]],
  ["edict check --fo", ["--format"]],
  ["edict check --format s", ["sarif"]],
  ["edict matrix --format ", ["csv", "json", "md", "text"]],
  ["edict check --format=j", ["json", "junit"]],
  ["edict init --framework k", ["koa"]],
  ["edict import ", ["openapi"]],
  ["edict import openapi --b", ["--base-path"]],
  ["edict completion z", ["zsh"]],
  ["edict help E60", Array.from({ length: 9 }, (_, place) => `E60${place + 1}`)],
  ["edict help unused-q", ["unused-quota"]],
  ["edict check sho", ["shop"]],
]

describe.each(shells)("%s", (shell) => {
  it.each(lines)("completes `%s`", (line, offered) => {
    expect((askers[shell]?.(line) ?? []).toSorted()).toEqual([...offered].toSorted())
  })

  // `compinit -d FILE` puts its cache in the place of FILE, whatever that was, and `-D` before it does not hinder it.
  it("leaves the null device a device", () => {
    askers[shell]?.("edict ")
    expect(statSync(devNull).isFile()).toBe(false)
  })
})

it("bash offers files alone after `--`", () => {
  expect(askers["bash"]?.("edict check -- ")).toEqual(expect.arrayContaining(["bin", "shop"]))
  expect(askers["bash"]?.("edict check -- --")).toEqual([])
})
