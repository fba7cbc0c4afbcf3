import { type CompiledPolicy, type Decision, terminalJson } from "@edict/engine"
import { Command } from "commander"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { readChunks, readWhole } from "../input.ts"
import { type Line, lineBatches, longestLine } from "../lines.ts"
import { readValidPolicy } from "../policy.ts"
import { startProgress } from "../progress.ts"
import { readRequest } from "../request.ts"
import { count, say, type Terminal, write } from "../terminal.ts"

interface Options {
  readonly request?: string
  readonly requests?: string
  readonly format: "json" | "text"
}

/** `edict decide POLICY`. */
export function decideCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("decide")
    .summary("decide requests")
    .description(
      "Decide one request, or one on each line. What is decided, allow or deny, does not change the exit code.",
    )
    .argument("<policy>", "a folder or a file")
    .argument("[requests]", "`-`: requests from standard input, as --requests -")
    .option("--request <file>", "one request, as JSON (`-`: standard input)")
    .option("--requests <file>", "JSON Lines: a request a line (`-`: standard input)")
    .addOption(formatOption(["json", "text"]))
    .addHelpText(
      "after",
      '\nA request: {"method","path","subject"?,"query"?,"headers"?,"body"?,"context"?,"resources"?}\n' +
        "A line that is none is answered with an object with `error` and `line` in its place, and exit code 1.",
    )
    .action(async (path: string, given: string | undefined, options: Options) => {
      if (given !== undefined && given !== "-") {
        throw new Failure(`\`${given}\` is one argument too many`, {
          hint: `name the file with --requests ${given}`,
        })
      }
      const sources = [options.request, options.requests, given].filter((source) => source !== undefined)
      if (sources.length > 1) throw new Failure("requests come from one place: --request, --requests or `-`")
      if (sources.length === 0 && terminal.input.isTTY) {
        throw new Failure("no request is given", {
          hint: "name a file with --request or --requests, or pipe requests in",
        })
      }
      const { policy } = await readValidPolicy(path, terminal)
      const rendered = renderer(options.format)
      if (options.request !== undefined) {
        await decideOne(policy, options.request, rendered, terminal)
        return end(exit.clean)
      }
      const isClean = await decideLines(policy, options.requests ?? "-", rendered, terminal)
      return end(isClean ? exit.clean : exit.findings)
    })
}

type Render = (decision: Decision) => string

/** Decisions are shared between requests that are answered alike, and so are their texts. */
function renderer(format: Options["format"]): Render {
  const known = new WeakMap<Decision, string>()
  const render = format === "json" ? (decision: Decision) => JSON.stringify(decision) : renderText
  return (decision) => {
    const text = known.get(decision) ?? render(decision)
    known.set(decision, text)
    return text
  }
}

function renderText({ decision, status, route, determining, reason, message }: Decision): string {
  const parts = [decision, status, route ?? "-", determining[0]?.id ?? "-", message ?? reason]
  return parts.join("  ")
}

async function decideOne(
  policy: CompiledPolicy,
  file: string,
  render: Render,
  terminal: Terminal,
): Promise<void> {
  const reading = readRequest(await readWhole(file, terminal))
  if (reading.kind === "bad")
    throw new Failure(`${file === "-" ? "standard input" : `\`${file}\``}: ${reading.message}`)
  await write(terminal, `${render(policy.decide(reading.request))}\n`)
}

async function decideLines(
  policy: CompiledPolicy,
  file: string,
  render: Render,
  terminal: Terminal,
): Promise<boolean> {
  let line = 0
  let faults = 0
  const progress = startProgress(terminal)
  for await (const batch of lineBatches(await readChunks(file, terminal))) {
    progress.tell(`${count(line, "line")} decided`)
    let text = ""
    for (const read of batch) {
      line++
      const answer = answerTo(read, policy, render)
      if (answer.isFault) faults++
      text += answer.isFault ? `${errorLine(answer.text, line)}\n` : `${answer.text}\n`
    }
    await write(terminal, text)
  }
  progress.end()
  if (faults > 0) say(terminal, `${faults} of ${line} lines ${faults === 1 ? "is" : "are"} no request`)
  return faults === 0
}

function answerTo(
  line: Line,
  policy: CompiledPolicy,
  render: Render,
): { readonly isFault: boolean; readonly text: string } {
  if (line.kind === "too-long")
    return { isFault: true, text: `a line is at most ${longestLine} characters long` }
  if (line.text.trim() === "") return { isFault: true, text: "the line is empty" }
  const reading = readRequest(line.text)
  if (reading.kind === "bad") return { isFault: true, text: reading.message }
  return { isFault: false, text: render(policy.decide(reading.request)) }
}

function errorLine(message: string, line: number): string {
  return terminalJson({ error: message, line }).replaceAll(/\n */g, " ")
}
