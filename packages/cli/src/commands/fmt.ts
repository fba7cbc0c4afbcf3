import { readFile, stat } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { format, policyNames, PolicyError, printable, renderHuman, type Source } from "@edict/engine"
import { Command } from "commander"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { readWhole } from "../input.ts"
import { policyPaths, shownPath } from "../policy.ts"
import { replaceFile } from "../replace-file.ts"
import { shortDiff } from "../short-diff.ts"
import { colorsOf, complain, count, say, type Terminal, write } from "../terminal.ts"

interface Options {
  readonly check?: true
}

/** What became of one file, from the best to the worst. */
type Outcome = "same" | "changed" | "unreadable" | "invalid" | "fault"

/** `edict fmt [PATHS]`. */
export function fmtCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("fmt")
    .summary("put policies in the one style")
    .description(
      "Put policies in the one style, and list the files that were not. Comments stay; what does not parse, or would come to say something else, is left as it is.",
    )
    .argument(
      "[paths...]",
      "folders and files, or - for standard input; without any, those of edict.config.yaml, else this folder",
    )
    .option("--check", "change nothing, and end with 1 where something would be changed")
    .action(async (paths: readonly string[], options: Options) => {
      const isCheck = options.check === true
      if (paths.length === 1 && paths[0] === "-") return end(await formatInput(isCheck, terminal))
      if (paths.includes("-")) throw new Failure("`-` stands alone")
      end(await formatFiles(policyPaths(paths, terminal), isCheck, terminal))
    })
}

async function formatInput(isCheck: boolean, terminal: Terminal): Promise<ExitCode> {
  const source = { path: "<stdin>", text: await readWhole("-", terminal) }
  const { outcome, text } = formatOne(source, terminal)
  if (text !== undefined && !isCheck) await write(terminal, text)
  if (text !== undefined && outcome === "changed" && isCheck) tellDifference(source, text, terminal)
  return codeOf([outcome], isCheck)
}

async function formatFiles(
  paths: readonly string[],
  isCheck: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const outcomes: Outcome[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const files = await attempt(() => filesUnder(path, terminal), terminal)
    if (files === undefined) outcomes.push("unreadable")
    for (const file of files ?? []) {
      if (seen.has(file)) continue
      seen.add(file)
      outcomes.push((await attempt(() => formatFile(file, isCheck, terminal), terminal)) ?? "unreadable")
    }
  }
  const changed = outcomes.filter((outcome) => outcome === "changed").length
  const bad = outcomes.filter((outcome) => outcome !== "changed" && outcome !== "same").length
  const did = isCheck ? "would be changed" : "changed"
  const left = bad === 0 ? "" : `, ${bad} left as ${bad === 1 ? "it is" : "they are"}`
  say(terminal, `${count(outcomes.length, "file")}: ${changed === 0 ? "none" : changed} ${did}${left}`)
  return codeOf(outcomes, isCheck)
}

/** The policy files under a path, as the other verbs find them. */
async function filesUnder(path: string, { cwd }: Terminal): Promise<readonly string[]> {
  const place = resolve(cwd, path)
  const found = await stat(place).catch(() => undefined)
  if (found === undefined) throw new Failure(`there is no \`${path}\``)
  if (!found.isDirectory()) return [place]
  const names = await policyNames(place)
  if (names.length === 0) throw new Failure(`there is no \`.edict\` file under \`${path}\``)
  return names.map((name) => join(place, name))
}

async function formatFile(file: string, isCheck: boolean, terminal: Terminal): Promise<Outcome> {
  const path = shownPath(dirname(file), basename(file), terminal)
  const source = { path, text: await readText(file, path) }
  const { outcome, text } = formatOne(source, terminal)
  if (outcome !== "changed" || text === undefined) return outcome
  if (!isCheck) await replaceFile(file, text)
  await write(terminal, `${printable(path)}\n`)
  if (isCheck) tellDifference(source, text, terminal)
  return outcome
}

function formatOne(
  source: Source,
  terminal: Terminal,
): { readonly outcome: Outcome; readonly text?: string } {
  const made = format(source)
  switch (made.kind) {
    case "formatted":
      return { outcome: made.text === source.text ? "same" : "changed", text: made.text }
    case "invalid":
      terminal.errors.write(
        renderHuman(made.diagnostics, { sources: [source], color: colorsOf(terminal, "errors") }),
      )
      return { outcome: "invalid" }
    case "fault":
      complain(
        terminal,
        `internal: formatted, \`${source.path}\` would say something else: ${made.difference}`,
        "this is a fault of edict, not of the policy; the file is left as it is",
      )
      return { outcome: "fault" }
  }
}

async function readText(file: string, path: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(`\`${path}\` cannot be read: ${error.code ?? error.message}`)
  })
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Failure(`\`${path}\` is no UTF-8 text`)
  }
}

/** What goes wrong with one file is told, and the others are still done. */
async function attempt<T>(work: () => Promise<T>, terminal: Terminal): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Failure || error instanceof PolicyError)) throw error
    complain(terminal, error.message)
    return undefined
  }
}

function tellDifference(source: Source, text: string, terminal: Terminal): void {
  for (const line of shortDiff(source.text, text)) say(terminal, `  ${printable(line)}`)
}

function codeOf(outcomes: readonly Outcome[], isCheck: boolean): ExitCode {
  if (outcomes.includes("fault")) return exit.internal
  if (outcomes.includes("invalid")) return exit.invalidPolicy
  if (outcomes.includes("unreadable")) return exit.usage
  return isCheck && outcomes.includes("changed") ? exit.findings : exit.clean
}
