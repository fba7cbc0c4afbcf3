import { writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { parseArgs } from "node:util"
import { benchCommand } from "./command.ts"
import { benchCompile } from "./compile.ts"
import { benchDecide, peerVersions, sizeMode, timeSize } from "./decide.ts"
import { benchHttp, httpVersions } from "./http.ts"
import { recordResults } from "./results.ts"
import { benchStart } from "./start.ts"
import { shortfalls, targetsOf, type Figures } from "./targets.ts"

interface Benchmark {
  readonly run: (print: (line: string) => void) => Promise<Figures>
  readonly versions: () => readonly string[]
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  decide: { run: benchDecide, versions: peerVersions },
  http: { run: benchHttp, versions: httpVersions },
  compile: { run: benchCompile, versions: () => [] },
  command: { run: benchCommand, versions: () => [] },
  start: { run: benchStart, versions: () => [] },
}

const { values, positionals } = parseArgs({
  options: { json: { type: "string" }, check: { type: "boolean", default: false } },
  allowPositionals: true,
})
const name = positionals[0] ?? ""
if (name === sizeMode) {
  await timeSize(Number(positionals[1]), positionals[2] ?? "", positionals[3] === "whole")
  process.exit(0)
}
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
if (!benchmark) {
  process.stderr.write(
    `bench NAME [--json FILE] [--check]\nNAME is one of: ${Object.keys(benchmarks).join(", ")}\n`,
  )
  process.exit(2)
}

const lines: string[] = []
const print = (line: string): void => {
  lines.push(line)
  process.stdout.write(`${line}\n`)
}
print(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`)
for (const line of benchmark.versions()) print(`  ${line}`)
const figures = await benchmark.run(print)
if (values.json !== undefined)
  writeFileSync(
    values.json,
    `${JSON.stringify({ benchmark: name, node: process.version, figures }, null, 2)}\n`,
  )

const missed = shortfalls(targetsOf(name), figures)
print(
  missed.length === 0
    ? "\nevery target is reached"
    : `\nshort of the target:\n${missed.map((line) => `  ${line}`).join("\n")}`,
)
recordResults(name, lines)
if (values.check && missed.length > 0) process.exitCode = 1
