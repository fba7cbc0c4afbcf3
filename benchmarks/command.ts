import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { median } from "./rounds.ts"
import type { Figures } from "./targets.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const command = join(root, "packages/cli/dist/main.js")
const policy = join(root, "policies/orders")
const lineCount = 100_000

/** Times the command as its users run it: a process of its own, from its start to its end. */
export async function benchCommand(print: (line: string) => void): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "edict-bench-"))
  try {
    const requests = join(folder, "requests.jsonl")
    writeFileSync(requests, requestLines())
    const figures = {
      "node alone, seconds": timeOf(print, "node alone", ["-e", "0"], 11),
      "check policies/orders, seconds": timeOf(
        print,
        "edict check policies/orders",
        [command, "check", policy],
        11,
      ),
      "decide 100,000 lines, seconds": timeOf(
        print,
        "edict decide, 100,000 lines",
        [command, "decide", policy, "--requests", requests],
        5,
      ),
    }
    return figures
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function timeOf(print: (line: string) => void, what: string, given: readonly string[], runs: number): number {
  const seconds = Array.from({ length: runs + 1 }, () => {
    const started = performance.now()
    const { status, stderr } = spawnSync(process.execPath, given, { encoding: "utf8", maxBuffer: 2 ** 30 })
    if (status !== 0) throw new Error(`${what} ended with ${status}: ${stderr}`)
    return (performance.now() - started) / 1000
  }).slice(1)
  const middle = median(seconds)
  print(
    `${what.padEnd(30)} ${middle.toFixed(3)} s (${Math.min(...seconds).toFixed(3)} to ${Math.max(...seconds).toFixed(3)}, ${runs} runs)`,
  )
  return middle
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
