#!/usr/bin/env node
import { writeSync } from "node:fs"
import { exit } from "./exit.ts"
import { run } from "./program.ts"

// Whoever reads the output may have seen enough, as `head` has: that is no failure.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code === "EPIPE") process.exit(exit.clean)
  sayAtOnce(`error: the output cannot be written: ${code ?? "unknown reason"}\n`)
  process.exit(exit.internal)
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

/** The process ends before a stream would have written it. */
function sayAtOnce(text: string): void {
  try {
    writeSync(process.stderr.fd, text)
  } catch {
    // Nobody is there to be told.
  }
}
