import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { examples } from "../src/examples.ts"
import { commandPath, runCommand } from "./command.ts"
import { askShell } from "./shells.ts"

const policy = `package shop.orders

role customer
role owner of order: Order when order.ownerId == subject.id

type Order {
  id: string
  ownerId: string
}

subject {
  id: string
  mfa: bool = false
}

limit 600/min per context.ip

api /v1/orders/{id} {
  load order: Order by path.id
  GET / { allow owner }
  POST /refund {
    allow customer
    require mfa
  }
  response { show id to customer }
}
`
const tests = `policy: .
now: 2026-01-01T00:00:00Z
actors:
  sue: { id: u1, roles: [customer] }
data:
  order: { o1: { id: o1, ownerId: u1 } }
matrix:
  GET /v1/orders/o1: { sue: allow, else: 401 }
`
const document =
  'openapi: 3.1.0\ninfo: { title: Library, version: "1" }\npaths: { /books: { get: { security: [] } } }\n'
const request = JSON.stringify({ method: "GET", path: "/v1/orders/o1" })

let folder = ""
let command = ""

beforeAll(async () => {
  command = await commandPath()
  folder = mkdtempSync(join(tmpdir(), "edict-examples-"))
  const files = {
    "bin/edict": `#!/bin/sh\nexec ${process.execPath} ${command} "$@"\n`,
    "policies/orders/orders.edict": policy,
    "policies/orders/orders.test.yaml": tests,
    "openapi.yaml": document,
    "request.json": request,
    "requests.jsonl": `${request}\n${request}\n`,
    "edict.config.yaml": "policies: [policies/orders]\n",
    ".config/fish/completions/README": "",
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  chmodSync(join(folder, "bin/edict"), 0o755)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function verbs(): Promise<readonly string[]> {
  const { output } = await runCommand(command, ["--help"])
  const [, listed = ""] = output.split("Commands:\n")
  return [...listed.matchAll(/^ {2}([a-z]+)/gm)].map(([, verb]) => verb ?? "")
}

it("every verb has examples, two at the least, and its help shows them", async () => {
  const named = await verbs()
  expect(named).toEqual(expect.arrayContaining(["check", "import", "matrix"]))
  for (const verb of named) {
    const own = examples[verb] ?? []
    expect([verb, own.length >= 2]).toEqual([verb, true])
    const { output } = await runCommand(command, ["help", verb])
    for (const { line } of own) expect(output).toContain(`\n  ${line}\n`)
    expect((await runCommand(command, [verb, "--help"])).output).toBe(output)
  }
})

describe("runs as it is written", () => {
  it.each(
    Object.entries(examples).flatMap(([verb, own]) => own.map(({ line }, place) => ({ verb, line, place }))),
  )("$line", ({ verb, line, place }) => {
    // In a folder of its own where it sets one up.
    const fresh = verb === "init" && place === 0
    const cwd = fresh ? mkdtempSync(join(folder, "fresh-")) : folder
    // Findings are no fault of the command, and lint may have some.
    const ends = verb === "lint" ? [0, 1] : [0]
    expect(() => askShell("bash", ["-uc", line], { cwd, path: join(folder, "bin") }, ends)).not.toThrow()
  })
})
