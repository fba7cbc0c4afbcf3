import { spawn } from "node:child_process"
import { once } from "node:events"
import { text } from "node:stream/consumers"

export interface Ran {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

interface Where {
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs a program to its end. */
export async function run(command: readonly string[], { cwd, environment }: Where): Promise<Ran> {
  const [program = "", ...given] = command
  const child = spawn(program, given, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
  return { code: child.exitCode, output, errors }
}

/** The same, where anything but success is a fault of the test's surroundings. */
export async function must(command: readonly string[], where: Where): Promise<Ran> {
  const ran = await run(command, where)
  if (ran.code !== 0)
    throw new Error(`\`${command.join(" ")}\` ended with ${ran.code}:\n${ran.output}${ran.errors}`)
  return ran
}
