#!/usr/bin/env node
import { exit } from "./exit.ts"
import { run } from "./program.ts"

// Whoever reads the output may have seen enough, as `head` has: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? exit.clean : exit.internal)
})
// Whoever hears nothing of what is said is told nothing; what is done goes on.
process.stderr.on("error", () => {})

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  environment: process.env,
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  now: () => performance.now(),
})
