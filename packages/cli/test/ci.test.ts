import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { parse } from "yaml"
import { action, runAction } from "./action.ts"
import { commandPath } from "./command.ts"
import { askShell } from "./shells.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const guide = readFileSync(join(root, "docs/guides/ci.md"), "utf8")
const yaml = [...guide.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = ""]) => text)

/** The blocks that name something, read. */
function blocks(name: string): readonly unknown[] {
  const found = yaml.filter((text) => text.includes(name)).map((text): unknown => parse(text))
  if (found.length === 0) throw new Error(`no block names ${name}`)
  return found
}

interface Workflow {
  readonly jobs: { readonly policies: { readonly steps: readonly WorkflowStep[] } }
}

interface WorkflowStep {
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
}

interface Pipeline {
  readonly policies: {
    readonly script: readonly string[]
    readonly artifacts: { readonly reports: { readonly junit: readonly string[] } }
  }
}

interface HookConfig {
  readonly repos: readonly { readonly hooks: readonly { readonly id: string }[] }[]
}

let folder = ""

beforeAll(async () => {
  const command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-ci-"))
  for (const name of ["orders", "blog"])
    cpSync(join(root, "policies", name), join(folder, "policies", name), { recursive: true })
  writeFileSync(join(folder, "edict.config.yaml"), "policies: [policies/orders, policies/blog]\n")
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true })
  const bin = join(folder, "node_modules/.bin/edict")
  writeFileSync(bin, `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`)
  chmodSync(bin, 0o755)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inFolder = (line: string, ends: readonly number[] = [0]): string =>
  askShell("bash", ["-ec", line], { cwd: folder, path: join(folder, "node_modules/.bin") }, ends)

describe("on GitHub", () => {
  const used = (blocks("runs-on") as readonly Workflow[]).map(({ jobs }) =>
    jobs.policies.steps.find(({ uses }) => uses?.startsWith("OWNER/edict@") === true),
  )

  test("workflows give what the action takes", () => {
    expect(used).toHaveLength(2)
    for (const step of used)
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})))
  })

  test("the table names every input, with what holds without it", () => {
    for (const [name, input] of Object.entries(action.inputs)) {
      const row = guide.split("\n").find((line) => line.startsWith("|") && line.includes(`\`${name}\``))
      expect(row).toContain(input.default === "" ? "| " : `| \`${input.default}\` |`)
    }
  })

  test("the first workflow passes", async () => {
    const temporary = mkdtempSync(join(folder, "runner-"))
    const steps = await runAction(used[0]?.with ?? {}, { workspace: folder, temporary })
    expect(steps.filter(({ outcome }) => outcome === "failure")).toEqual([])
    expect(steps.filter(({ outcome }) => outcome === "success").map(({ name }) => name)).toEqual([
      "Find edict",
      "Check",
      "Lint",
      "Test",
    ])
  })
})

test("on GitLab the script passes, and writes what is reported", () => {
  const [pipeline] = blocks("artifacts") as readonly Pipeline[]
  const { script = [], artifacts } = pipeline?.policies ?? {}
  // What is installed here is not what `npm ci` would.
  for (const line of script.filter((one) => one !== "npm ci")) inFolder(line)
  for (const report of artifacts?.reports.junit ?? [])
    expect(readFileSync(join(folder, report), "utf8")).toContain("<testsuite")
})

test("anywhere else the lines pass, and end where something is found", () => {
  const [, lines = ""] = /^```sh\n([^]*?)^```$/m.exec(guide) ?? []
  expect(lines.split("\n").filter((line) => line.startsWith("edict "))).toHaveLength(3)
  inFolder(lines)
  expect(() => inFolder(lines.replace("edict check", "edict check policies/none"))).toThrow("policies/none")
})

test("hooks that the guide names are declared, and their entries run", () => {
  const [config] = blocks("rev:") as readonly HookConfig[]
  const declared: readonly {
    readonly id: string
    readonly entry: string
    readonly pass_filenames?: boolean
  }[] = parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8"))
  const named = config?.repos.flatMap(({ hooks }) => hooks.map(({ id }) => id)) ?? []
  expect(named).toEqual(declared.map(({ id }) => id))
  for (const { entry, pass_filenames: isGiven } of declared)
    inFolder(isGiven === false ? entry : `${entry} policies/orders/orders.edict`)
})
