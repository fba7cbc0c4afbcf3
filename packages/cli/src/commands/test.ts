import { Command } from "commander"
import {
  addCoverageOptions,
  takesOutput,
  tellCoverage,
  wantsCoverage,
  type CoverageFlags,
} from "../coverage.ts"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { policyPaths, shownPath } from "../policy.ts"
import { startProgress } from "../progress.ts"
import { colorsOf, count, say, type Terminal, write } from "../terminal.ts"
import { findTestFiles, type FoundFile } from "../testing/find-files.ts"
import { renderTestsGithub, renderTestsJson, renderTestsJunit } from "../testing/render-machine.ts"
import { renderText } from "../testing/render-text.ts"
import { hasFailed, runAll, type TestRun } from "../testing/run-all.ts"
import { updateFiles } from "../testing/update-files.ts"
import { watchTests } from "../testing/watch.ts"

const formats = ["text", "json", "junit", "github"] as const

interface Options extends CoverageFlags {
  readonly filter?: string
  readonly bail?: true
  readonly update?: true
  readonly watch?: true
  readonly schema?: true
  readonly format: (typeof formats)[number]
}

/** `edict test [PATHS]`. */
export function testCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const command = new Command("test")
    .summary("run the tests of policies")
    .description(
      "Run files of tests (NAME.test.yaml) through the guard that applications have, with callers, things and a clock of their own. Each path is a file, or a folder of them.",
    )
    .argument(
      "[paths...]",
      "files of tests and folders; without any, the policies of edict.config.yaml, else this folder",
    )
    .option("--filter <text>", "only cases whose name holds this text")
    .option("--bail", "stop behind the first case that fails")
    .option("--update", "let tests that fail by their body alone expect the body that came")
    .option("--watch", "run again what a change concerns, until the command is stopped")
    .option("--schema", "print the JSON Schema of files of tests")
    .addOption(formatOption(formats))
  return addCoverageOptions(command).action(async (paths: readonly string[], options: Options) => {
    if (options.schema === true) return end(await printSchema(terminal))
    const given = policyPaths(paths, terminal)
    if (options.watch === true) return end(await watch(given, options, terminal))
    return end(await runOnce(await findTestFiles(given, terminal), options, terminal))
  })
}

async function printSchema(terminal: Terminal): Promise<ExitCode> {
  const { testFileSchema } = await import("@edict/engine/testing")
  await write(terminal, `${JSON.stringify(testFileSchema, undefined, 2)}\n`)
  return exit.clean
}

async function watch(paths: readonly string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  if (options.update === true) throw new Failure("--watch updates nothing", { hint: "leave out --update" })
  if (options.format !== "text") throw new Failure("--watch prints text", { hint: "leave out --format" })
  // Paths that are not there are a mistake now, and a change later.
  await findTestFiles(paths, terminal)
  const isWhole = wantsCoverage(options)
  await watchTests(paths, { isWhole, terminal }, async (files) => {
    await runOnce(files, options, terminal)
  })
  return exit.clean
}

async function runOnce(found: readonly FoundFile[], options: Options, terminal: Terminal): Promise<ExitCode> {
  if (found.length === 0) {
    say(terminal, "no tests: there is no file called NAME.test.yaml")
    return exit.findings
  }
  const isMeasured = wantsCoverage(options)
  const progress = startProgress(terminal)
  const { filter, bail } = options
  const onFile = (place: number): void =>
    progress.tell(`${place + 1} of ${found.length}: ${found[place]?.source.path}`)
  const run = await runAll(found, { filter, bail, isMeasured, onFile }, terminal)
  progress.end()
  await tell(run, options, terminal)
  if (options.update === true) await updateFiles(run, terminal)
  if (run.invalid.length > 0) return exit.invalidPolicy
  const isCovered = !isMeasured || (await tellCovered(run, options, terminal))
  return isCovered && summarize(run, options, terminal) ? exit.clean : exit.findings
}

async function tell(run: TestRun, options: Options, terminal: Terminal): Promise<void> {
  const text = render(run, options, terminal)
  // What coverage prints is the data then.
  if (takesOutput(options)) terminal.errors.write(text)
  else await write(terminal, text)
}

function render(run: TestRun, { format }: Options, terminal: Terminal): string {
  switch (format) {
    case "text":
      return renderText(run, terminal)
    case "json":
      return renderTestsJson(run)
    case "junit":
      return renderTestsJunit(run)
    case "github":
      return renderTestsGithub(run)
  }
}

async function tellCovered(run: TestRun, flags: CoverageFlags, terminal: Terminal): Promise<boolean> {
  const { reportCoverage } = await import("@edict/engine/testing")
  const reports = run.policies.flatMap(({ read, meter }) =>
    read.policy === undefined || meter === undefined
      ? []
      : [
          reportCoverage(meter, read.policy.plan, read.files.sources, (file) =>
            shownPath(read.files.root, file, terminal),
          ),
        ],
  )
  return tellCoverage(reports, flags, terminal)
}

/** Says how it went; false where something failed, or nothing was run: tests that nobody runs prove nothing. */
function summarize(run: TestRun, { filter }: Options, terminal: Terminal): boolean {
  const results = run.files.flatMap((file) => file.results)
  const failed = results.filter(({ mismatches }) => mismatches.length > 0).length
  const passed = results.length - failed
  const bad = (text: string): string => (colorsOf(terminal, "errors") ? `\u001b[31m${text}\u001b[0m` : text)
  const told = failed === 0 ? `${passed} passed` : `${bad(`${failed} failed`)}, ${passed} passed`
  say(terminal, `${count(run.files.length, "file")}, ${count(results.length, "case")}: ${told}`)
  if (results.length === 0 && !run.files.some(({ diagnostics }) => diagnostics.length > 0))
    say(
      terminal,
      filter === undefined ? "no tests: the files hold no case" : `no tests: no name holds \`${filter}\``,
    )
  return results.length > 0 && !run.files.some(hasFailed)
}
