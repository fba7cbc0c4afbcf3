import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { policyOf } from "./many-routes.ts"
import { median } from "./rounds.ts"
import type { Figures } from "./targets.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const command = join(root, "packages/cli/dist/main.js")
const policy = join(root, "policies/orders")
const rulesOfCerbos = join(root, "benchmarks/peers/cerbos")
const lineCount = 100_000
const routeCount = 1000

/** The program itself: what the package starts it by is another process. */
const cerbos = programOfCerbos()

function programOfCerbos(): string {
  const wrapper = createRequire(join(root, "benchmarks/command.ts")).resolve("cerbos")
  return createRequire(wrapper).resolve(`@cerbos/cerbos-${process.platform}-${process.arch}`)
}

/**
 * Times the command as its users run it: a process of its own, from its start to its end. Cerbos is the native program that its
 * package brings; the rules and cases beside it are those of policies/orders, as far as it has words for them.
 */
export async function benchCommand(print: (line: string) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "edict-bench-"))
  try {
    const requests = join(folder, "requests.jsonl")
    writeFileSync(requests, requestLines())
    const many = join(folder, "many.edict")
    writeFileSync(many, policyOf(routeCount).text)
    const edict = (...given: readonly string[]): readonly string[] => [process.execPath, command, ...given]
    const small: Readonly<Record<string, readonly string[]>> = {
      "node alone": [process.execPath, "-e", "0"],
      "check policies/orders": edict("check", policy),
      "lint policies/orders": edict("lint", policy),
      "test policies/orders": edict("test", policy),
      "cerbos compile, same rules": [cerbos, "compile", rulesOfCerbos],
    }
    const large: Readonly<Record<string, readonly string[]>> = {
      [`lint ${routeCount} routes`]: edict("lint", "--max-warnings", "100000", many),
      "decide 100,000 lines": edict("decide", policy, "--requests", requests),
    }
    return figuresOf(print, [...timeTurns(small, 11), ...timeTurns(large, 5)])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type Timed = readonly [what: string, seconds: readonly number[]]

/** Round after round each once, so that what slows the machine slows all; the first round warms up and is not counted. */
function timeTurns(commands: Readonly<Record<string, readonly string[]>>, rounds: number): readonly Timed[] {
  const timed = new Map(Object.keys(commands).map((what): [string, number[]] => [what, []]))
  for (let round = 0; round <= rounds; round++)
    for (const [what, [program = "", ...given]] of Object.entries(commands)) {
      const seconds = timeOnce(what, program, given)
      if (round > 0) timed.get(what)?.push(seconds)
    }
  return [...timed]
}

function timeOnce(what: string, program: string, given: readonly string[]): number {
  const started = performance.now()
  const { status, stderr } = spawnSync(program, given, { encoding: "utf8", maxBuffer: 2 ** 30, cwd: root })
  if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr}`)
  return (performance.now() - started) / 1000
}

function figuresOf(print: (line: string) => void, timed: readonly Timed[]): Figures {
  const figures: Record<string, number> = {}
  for (const [what, seconds] of timed) {
    const middle = median(seconds)
    figures[`${what}, seconds`] = middle
    const range = `${Math.min(...seconds).toFixed(3)} to ${Math.max(...seconds).toFixed(3)}`
    print(`${what.padEnd(30)} ${middle.toFixed(3)} s (${range}, ${seconds.length} runs)`)
  }
  const peer = figures["cerbos compile, same rules, seconds"] ?? Number.NaN
  for (const verb of ["check", "test"]) {
    const ratio = (figures[`${verb} policies/orders, seconds`] ?? Number.NaN) / peer
    figures[`${verb} / cerbos compile`] = ratio
    print(`edict ${verb} takes ${ratio.toFixed(2)} of the time of cerbos compile`)
  }
  return figures
}

function requestLines(): string {
  const order = { id: "o1", ownerId: "u1", tenantId: "t1", total: 12 }
  const subjects = [
    { id: "u1", tenant: "t1", roles: ["customer"] },
    { id: "s1", tenant: "t1", roles: ["support"] },
    undefined,
  ]
  const lines = Array.from({ length: lineCount }, (_, place) => ({
    method: place % 3 === 0 ? "POST" : "GET",
    path: place % 2 === 0 ? "/v1/orders" : `/v1/orders/o${place}`,
    subject: subjects[place % subjects.length],
    context: { tls: 1.3, ip: "192.0.2.1" },
    resources: { order },
  }))
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`
}
