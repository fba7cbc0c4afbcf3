import { join } from "node:path"
import {
  type Diagnostic,
  lint,
  lintFix,
  type LintOptions,
  lintRules,
  type PolicyFiles,
  readSeverities,
  summarize,
} from "@edict/engine"
import { Command, InvalidArgumentError } from "commander"
import { readConfig } from "../config.ts"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { policyPaths, readFiles, shown, shownPath } from "../policy.ts"
import { startProgress } from "../progress.ts"
import { replaceFile } from "../replace-file.ts"
import { renderReport, type ReportFormat, reportFormats } from "../report.ts"
import { count, say, type Terminal, write } from "../terminal.ts"

interface Options {
  readonly fix?: true
  readonly format: ReportFormat
  readonly maxWarnings: number
}

/** `edict lint [PATHS]`. */
export function lintCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("lint")
    .summary("find what is unused, always so, or stands open")
    .description(
      "Check policies, and ask every lint rule about them. Each path is one policy: a folder or a file. `edict help rules` lists the rules.",
    )
    .argument("[paths...]", "policies; without any, those of edict.config.yaml, else this folder")
    .option("--fix", "carry out the safe fixes, of the check too")
    .option("--max-warnings <number>", "so many warnings are no failure", wholeNumber, 0)
    .addOption(formatOption(reportFormats))
    .action(async (paths: readonly string[], options: Options) => {
      end(await lintPolicies(policyPaths(paths, terminal), options, terminal))
    })
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError("it is no whole number.")
}

async function lintPolicies(
  paths: readonly string[],
  options: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  const severities = severitiesOf(terminal)
  const linted = []
  const progress = startProgress(terminal)
  for (const [place, path] of paths.entries()) {
    progress.tell(`${place + 1} of ${paths.length}: ${path}`)
    const files = await readFiles(path, terminal)
    const given = { severities, environment: terminal.environment, schemas: files.schemas }
    linted.push(options.fix ? await fixOne(files, given, terminal) : lintOne(files, given, terminal))
  }
  progress.end()
  const diagnostics = linted.flatMap(({ shownDiagnostics }) => shownDiagnostics)
  const sources = linted.flatMap(({ shownSources }) => shownSources)
  const checked = linted.flatMap((one) => one.checked)
  const { text, arranged } = await renderReport(
    { diagnostics, sources, checked, verb: "lint" },
    options.format,
    terminal,
  )
  await write(terminal, text)
  const isValid = linted.every((one) => one.isValid)
  const found = summarize(arranged)
  say(terminal, `${count(checked.length, "file")}: ${found === "" ? "no findings" : found}`)
  if (!isValid) say(terminal, "rules that ask what a policy means were not asked of one that has errors")
  return isValid ? codeOf(diagnostics, options.maxWarnings) : exit.invalidPolicy
}

function severitiesOf(terminal: Terminal): NonNullable<LintOptions["severities"]> {
  const { path, rules } = readConfig(terminal.cwd)
  const read = readSeverities(lintRules, rules)
  if (read.kind === "read") return read.severities
  throw new Failure(`\`lint.rules\` in \`${path ?? ""}\`: ${read.message}`, { hint: read.hint })
}

interface LintedPolicy extends ReturnType<typeof shown> {
  readonly checked: readonly string[]
  readonly isValid: boolean
}

function lintOne(files: PolicyFiles, options: LintOptions, terminal: Terminal): LintedPolicy {
  return told(files, lint(files.sources, options), terminal)
}

async function fixOne(files: PolicyFiles, options: LintOptions, terminal: Terminal): Promise<LintedPolicy> {
  const { sources, looked, applied, refused } = lintFix(files.sources, options)
  const before = new Map(files.sources.map(({ path, text }) => [path, text]))
  const changed = sources.filter(({ path, text }) => before.get(path) !== text)
  for (const { path, text } of changed) await replaceFile(join(files.root, path), text)
  if (applied > 0) {
    const names = changed.map(({ path }) => shownPath(files.root, path, terminal))
    say(terminal, `${count(applied, "fix").replace(/fixs$/, "fixes")} in ${names.join(", ")}`)
  }
  if (refused.length > 0)
    say(terminal, `left alone, as more would be allowed or less would read: ${refused.join("; ")}`)
  return told({ ...files, sources }, looked, terminal)
}

function told(
  files: PolicyFiles,
  { diagnostics, plan }: ReturnType<typeof lint>,
  terminal: Terminal,
): LintedPolicy {
  const checked = files.sources.map(({ path }) => shownPath(files.root, path, terminal))
  return { ...shown(files, diagnostics, terminal), checked, isValid: plan !== undefined }
}

/** Notes are no failure. */
function codeOf(diagnostics: readonly Diagnostic[], mostWarnings: number): ExitCode {
  const isError = diagnostics.some(({ severity }) => severity === "error")
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length
  return isError || warnings > mostWarnings ? exit.findings : exit.clean
}
