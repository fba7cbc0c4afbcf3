import { parseArgs } from "node:util"
import { run as fuzzDecisions } from "./decide.fuzz.ts"
import { run as fuzzFormat } from "./format.fuzz.ts"
import { run as fuzzMatrix } from "./matrix.fuzz.ts"
import { run as compileRoutes } from "./routes.fuzz.ts"
import { run as fuzzTexts } from "./text.fuzz.ts"

const targets = ["parse", "compile", "routes", "decide", "matrix", "format"] as const

const { values, positionals } = parseArgs({
  options: {
    seed: { type: "string" },
    seconds: { type: "string", default: "60" },
    count: { type: "string" },
  },
  allowPositionals: true,
})
const wanted = positionals.length > 0 ? positionals : targets
const unknown = wanted.find((name) => !targets.some((target) => target === name))
if (unknown !== undefined) {
  process.stderr.write(
    `fuzz [TARGET…] [--seed N] [--seconds N | --count N]\n\`${unknown}\` is none of: ${targets.join(", ")}\n`,
  )
  process.exit(2)
}

const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const seconds = Number(values.seconds)
const span = values.count === undefined ? { seconds } : { count: Number(values.count) }
process.stdout.write(`seed ${seed}\n`)

let failed = 0
for (const target of targets.filter((name) => wanted.includes(name))) {
  const { failures, ...figures } = await runOne(target)
  failed += failures.length
  process.stdout.write(`${target}: ${JSON.stringify(figures)}\n`)
  for (const failure of failures) process.stdout.write(`  ${failure}\n`)
}
process.stdout.write(failed === 0 ? "nothing failed\n" : `${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1

async function runOne(target: (typeof targets)[number]): Promise<{ readonly failures: readonly string[] }> {
  switch (target) {
    case "parse":
    case "compile":
      return fuzzTexts({ phase: target, seed, ...span })
    case "routes":
      return compileRoutes(100_000)
    case "decide":
      return fuzzDecisions({ seed, ...span })
    case "format":
      return fuzzFormat({ seed, ...span })
    case "matrix":
      return fuzzMatrix({ seed, ...span })
  }
}
