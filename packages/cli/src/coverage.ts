import { writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import type { CoverageFormat, CoverageReport } from "@edict/engine/testing"
import { type Command, InvalidArgumentError, Option } from "commander"
import { Failure } from "./exit.ts"
import { colorsOf, complain, say, type Terminal, write } from "./terminal.ts"

/** Flags of coverage, as `edict test` has them. */
export interface CoverageFlags {
  /** `true`: as text. */
  readonly coverage?: CoverageFormat | true
  readonly output?: string
  readonly minCoverage?: number
}

const formats: readonly CoverageFormat[] = ["text", "json", "lcov", "html"]

/** `--coverage [format]`, `-o`, `--min-coverage`. */
export function addCoverageOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--coverage [format]", "tell which outcomes of the policy no test has seen").choices(
        formats,
      ),
    )
    .option("-o, --output <file>", "write the coverage to this file")
    .option("--min-coverage <percent>", "exit with 1 where less is covered", percentOf)
}

function percentOf(text: string): number {
  const percent = Number(text)
  if (text.trim() === "" || !(percent >= 0 && percent <= 100))
    throw new InvalidArgumentError("it is a number from 0 to 100.")
  return percent
}

/** Whether anything is to be measured: tracing costs, and nobody else pays for it. */
export function wantsCoverage({ coverage, minCoverage, output }: CoverageFlags): boolean {
  if (output !== undefined && coverage === undefined)
    throw new Failure("-o names a file for coverage, and none is asked for", { hint: "add --coverage" })
  return coverage !== undefined || minCoverage !== undefined
}

/** Coverage is the data of this run: what else is told of it belongs on standard error. */
export function takesOutput({ coverage, output }: CoverageFlags): boolean {
  return output === undefined && coverage !== undefined && coverage !== true && coverage !== "text"
}

/** Tells what was covered; false where that is less than is asked for. */
export async function tellCoverage(
  reports: readonly CoverageReport[],
  flags: CoverageFlags,
  terminal: Terminal,
): Promise<boolean> {
  const { combineCoverage, coverageShortfall, renderCoverage } = await import("@edict/engine/testing")
  const report = combineCoverage(reports)
  if (flags.coverage !== undefined) {
    const format = flags.coverage === true ? "text" : flags.coverage
    const isColored = flags.output === undefined && colorsOf(terminal, "output")
    await put(renderCoverage(report, format, isColored), flags.output, terminal)
  }
  const shortfall = flags.minCoverage === undefined ? undefined : coverageShortfall(report, flags.minCoverage)
  if (shortfall === undefined) return true
  const [message = "", ...lines] = shortfall.split("\n")
  complain(terminal, message)
  for (const line of lines) say(terminal, line)
  return false
}

async function put(text: string, file: string | undefined, terminal: Terminal): Promise<void> {
  if (file === undefined) return write(terminal, text)
  try {
    await writeFile(resolve(terminal.cwd, file), text)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Failure(`\`${file}\` cannot be written: ${code ?? message}`)
  }
  say(terminal, `wrote ${file}`)
}
