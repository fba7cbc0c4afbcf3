import { execFile } from "node:child_process"
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { action, runAction, type StepRun } from "./action.ts"
import { commandPath } from "./command.ts"

const clean = `package shop

role customer

require tls >= 1.2

GET /orders {
  allow customer
  limit 9/min per subject.id
  response { show id }
}
`
const tests = `policy: .
actors:
  ann: { id: a1, roles: [customer] }
matrix:
  GET /orders: { ann: allow, else: 401 }
`
const unused = clean.replace("role customer\n", "role customer\nquota idle = 1/min per context.ip\n")

let command = ""
let folder = ""

beforeAll(async () => {
  command = await commandPath()
  folder = realpathSync(mkdtempSync(join(tmpdir(), "edict-action-")))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A repository with these files, and with edict installed unless it is said not to be. */
function repository(files: Readonly<Record<string, string>>, isInstalled = true): string {
  const workspace = mkdtempSync(join(folder, "repository-"))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), text)
  }
  if (!isInstalled) return workspace
  const bin = join(workspace, "node_modules/.bin/edict")
  mkdirSync(dirname(bin), { recursive: true })
  writeFileSync(bin, `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`)
  chmodSync(bin, 0o755)
  return workspace
}

const run = (
  workspace: string,
  inputs: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly StepRun[]> =>
  runAction(inputs, { workspace, temporary: mkdtempSync(join(folder, "runner-")), environment })

const outcomes = (steps: readonly StepRun[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    steps.map(({ name, outcome, code }) => [name, outcome === "failure" ? `${code}` : outcome]),
  )

const stepOf = (steps: readonly StepRun[], name: string): StepRun => {
  const found = steps.find((step) => step.name === name)
  if (found === undefined) throw new Error(`there is no step \`${name}\``)
  return found
}

const withoutLog = { "Write the SARIF log": "skipped", "Hand the log to code scanning": "skipped" }

test("nothing that a workflow gives is part of a script, and every input is used", () => {
  const { steps, using } = action.runs
  expect(using).toBe("composite")
  const texts = steps.map((step) => JSON.stringify(step))
  for (const step of steps) {
    expect(step.run ?? "").not.toContain("${{")
    expect(step.uses === undefined ? step.shell : undefined).toBe(
      step.uses === undefined ? "bash" : undefined,
    )
    expect(step.uses ?? "github/codeql-action/upload-sarif@v4").toMatch(/^[\w-]+\/[\w/-]+@\S+$/)
  }
  for (const [name, { description }] of Object.entries(action.inputs)) {
    expect(description).not.toBe("")
    expect(texts.some((text) => text.includes(`inputs.${name} `))).toBe(true)
  }
})

describe("in a repository with a policy", () => {
  test("that is clean, each step passes", async () => {
    const steps = await run(repository({ "shop.edict": clean, "shop.test.yaml": tests }))
    expect(outcomes(steps)).toEqual({
      "Find edict": "success",
      Check: "success",
      Lint: "success",
      Test: "success",
      ...withoutLog,
    })
    expect(stepOf(steps, "Test").output).toContain("2 cases: 2 passed")
  })

  test("of which lint tells something, it is told beside its line, and tests do not run", async () => {
    const steps = await run(repository({ "shop.edict": unused, "shop.test.yaml": tests }))
    expect(outcomes(steps)).toMatchObject({ Check: "success", Lint: "1", Test: "skipped" })
    expect(stepOf(steps, "Lint").output).toMatch(/^::warning file=shop\.edict,line=4,.*title=unused-quota::/m)
  })

  test("that is invalid, nothing follows its check", async () => {
    const steps = await run(repository({ "shop.edict": clean.replace("allow customer", "allow costumer") }))
    expect(outcomes(steps)).toMatchObject({ Check: "3", Lint: "skipped", Test: "skipped" })
    expect(stepOf(steps, "Check").output).toMatch(/^::error file=shop\.edict,line=8,/m)
  })

  test("of which a test fails, the last step does", async () => {
    const wrong = tests.replace("else: 401", "else: 403")
    const steps = await run(repository({ "shop.edict": clean, "shop.test.yaml": wrong }))
    expect(outcomes(steps)).toMatchObject({ Lint: "success", Test: "1" })
  })

  test.each([
    ["no tests", { test: "false" }, { Check: "success", Lint: "success", Test: "skipped" }],
    ["only tests", { check: "false", lint: "false" }, { Check: "skipped", Lint: "skipped", Test: "success" }],
  ])("%s run where that is asked for", async (_, inputs, expected) => {
    const steps = await run(repository({ "shop.edict": clean, "shop.test.yaml": tests }), inputs)
    expect(outcomes(steps)).toMatchObject(expected)
  })
})

interface Result {
  readonly ruleId: string
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } }
  }[]
}

describe("the log for code scanning", () => {
  test.each([
    ["is handed over with what lint tells", unused, { Check: "success", Lint: "1" }, "unused-quota"],
    [
      "is handed over where the check fails",
      clean.replace("allow customer", "allow costumer"),
      { Check: "3", Lint: "skipped" },
      "E101",
    ],
    ["is handed over where there is nothing", clean, { Check: "success", Lint: "success" }, undefined],
  ])("%s", async (_, text, expected, rule) => {
    const workspace = repository({ "api/shop.edict": text, "api/shop.test.yaml": tests })
    const steps = await run(workspace, { sarif: "true", policies: "api", category: "shop" })
    expect(outcomes(steps)).toMatchObject({
      ...expected,
      "Write the SARIF log": "success",
      "Hand the log to code scanning": "success",
    })
    const { given } = stepOf(steps, "Hand the log to code scanning")
    expect(given).toMatchObject({ category: "shop" })
    const log = JSON.parse(readFileSync(given["sarif_file"] ?? "", "utf8")) as {
      readonly version: string
      readonly runs: readonly { readonly results: readonly Result[] }[]
    }
    expect(log.version).toBe("2.1.0")
    const told = log.runs[0]?.results.map(({ ruleId, locations }) => [
      ruleId,
      locations[0]?.physicalLocation.artifactLocation.uri,
    ])
    expect(told).toEqual(rule === undefined ? [] : [[rule, "api/shop.edict"]])
  })

  test("is not, where there is nothing to be linted", async () => {
    const steps = await run(repository({}), { sarif: "true" })
    expect(stepOf(steps, "Check").outcome).toBe("failure")
    expect(stepOf(steps, "Write the SARIF log").outcome).toBe("failure")
    expect(stepOf(steps, "Hand the log to code scanning").outcome).toBe("skipped")
  })
})

describe("what a workflow gives", () => {
  test.each([
    ["a space", "a b"],
    ["a command", "$(touch pwned)"],
    ["another", "`touch pwned`; touch pwned"],
    ["quotes", `"'; touch pwned; '"`],
    ["an option", "--help"],
  ])("is a path, though it holds %s", async (_, name) => {
    const workspace = repository({
      [`${name}/shop.edict`]: clean,
      [`${name}/shop.test.yaml`]: tests,
      "shop.edict": "no policy",
    })
    const steps = await run(workspace, { policies: `\n${name}\r\n` })
    expect(outcomes(steps)).toMatchObject({ Check: "success", Lint: "success", Test: "success" })
    expect(existsSync(join(workspace, "pwned"))).toBe(false)
  })

  test("is as many paths as it has lines", async () => {
    const workspace = repository({ "a/shop.edict": clean, "b/shop.edict": unused })
    const steps = await run(workspace, { policies: "a\nb", test: "false" })
    expect(stepOf(steps, "Lint").output).toContain("file=b/shop.edict")
  })

  test.each([
    ["a switch that is neither on nor off", { lint: "yes" }, "check, lint, test and sarif are true or false"],
    ["a version that is none", { version: "1.0.0; touch pwned" }, "the version is not of the form 1.2.3"],
    ["a tag for a version", { version: "latest" }, "the version is not of the form 1.2.3"],
  ])("%s is refused", async (_, inputs, said) => {
    const workspace = repository({ "shop.edict": clean })
    const steps = await run(workspace, { sarif: "true", ...inputs })
    expect(outcomes(steps)).toEqual({
      "Find edict": "2",
      Check: "skipped",
      Lint: "skipped",
      Test: "skipped",
      ...withoutLog,
    })
    expect(steps[0]?.output).toContain(said)
    expect(existsSync(join(workspace, "pwned"))).toBe(false)
  })

  test("a version is missed where the project has not installed edict", async () => {
    const steps = await run(repository({ "shop.edict": clean }, false))
    expect(outcomes(steps)).toMatchObject({ "Find edict": "2", Check: "skipped" })
    expect(steps[0]?.output).toContain("::error title=edict::edict is not installed here")
  })
})

test("a version is installed from the registry, outside the repository", async () => {
  const registry = await startRegistry("1.2.3")
  const workspace = repository({ "shop.edict": clean, "shop.test.yaml": tests }, false)
  const settings = { npm_config_registry: registry, npm_config_cache: join(folder, "cache") }
  const steps = await run(workspace, { version: "1.2.3" }, settings)
  expect(outcomes(steps)).toMatchObject({
    "Find edict": "success",
    Check: "success",
    Lint: "success",
    Test: "success",
  })
  expect(existsSync(join(workspace, "node_modules"))).toBe(false)
  const other = await run(workspace, { version: "1.2.4" }, settings)
  expect(stepOf(other, "Find edict").outcome).toBe("failure")
}, 120_000)

/** A registry that has the command in one version, packed by npm from what was built. */
async function startRegistry(version: string): Promise<string> {
  const source = join(folder, "package")
  mkdirSync(source)
  cpSync(dirname(command), join(source, "dist"), {
    recursive: true,
    filter: (path) => !path.endsWith(".map"),
  })
  const manifest = { name: "@edict/cli", version, type: "module", bin: { edict: "./dist/main.js" } }
  writeFileSync(join(source, "package.json"), JSON.stringify(manifest))
  await promisify(execFile)("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: source,
  })
  const archive = readFileSync(join(folder, `edict-cli-${version}.tgz`))
  const server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? "")
    if (url.endsWith(".tgz")) response.end(archive)
    else if (url === "/@edict/cli") {
      const tarball = `http://${request.headers.host}/edict-cli.tgz`
      const versions = { [version]: { ...manifest, dist: { tarball } } }
      response.setHeader("content-type", "application/json")
      response.end(JSON.stringify({ name: manifest.name, "dist-tags": { latest: version }, versions }))
    } else response.writeHead(404).end("{}")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
