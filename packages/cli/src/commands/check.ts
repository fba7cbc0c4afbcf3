import { summarize } from "@edict/engine"
import { Command } from "commander"
import { exit, type ExitCode } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { policyPaths, readPolicy } from "../policy.ts"
import { startProgress } from "../progress.ts"
import { renderReport, type ReportFormat, reportFormats } from "../report.ts"
import { count, say, type Terminal, write } from "../terminal.ts"

/** `edict check [PATHS]`. */
export function checkCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("check")
    .summary("parse policies and check names and types")
    .description(
      "Parse policies, resolve their names and check their types. Each path is one policy: a folder or a file.",
    )
    .argument("[paths...]", "policies; without any, those of edict.config.yaml, else this folder")
    .addOption(formatOption(reportFormats))
    .action(async (paths: readonly string[], options: { readonly format: ReportFormat }) => {
      end(await check(policyPaths(paths, terminal), options.format, terminal))
    })
}

async function check(paths: readonly string[], format: ReportFormat, terminal: Terminal): Promise<ExitCode> {
  const policies = []
  const progress = startProgress(terminal)
  for (const [place, path] of paths.entries()) {
    progress.tell(`${place + 1} of ${paths.length}: ${path}`)
    policies.push(await readPolicy(path, terminal))
  }
  progress.end()
  const diagnostics = policies.flatMap(({ shownDiagnostics }) => shownDiagnostics)
  const checked = policies.flatMap(({ files, shownSources }) =>
    shownSources.slice(0, files.sources.length).map(({ path }) => path),
  )
  const sources = policies.flatMap(({ shownSources }) => shownSources)
  const { text, arranged } = await renderReport(
    { diagnostics, sources, checked, verb: "check" },
    format,
    terminal,
  )
  await write(terminal, text)
  const routes = policies.reduce((sum, { policy }) => sum + (policy?.plan.routes.length ?? 0), 0)
  const isValid = policies.every(({ policy }) => policy !== undefined)
  const found = summarize(arranged)
  const looked = count(checked.length, "file")
  if (isValid) say(terminal, `${looked}, ${count(routes, "route")}: ${found === "" ? "no findings" : found}`)
  else say(terminal, `${looked}: ${found}`)
  return isValid ? exit.clean : exit.invalidPolicy
}
