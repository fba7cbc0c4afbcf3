import { explain, renderExplanation, type Request, terminalJson } from "@edict/engine"
import { Command } from "commander"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { formatOption } from "../format-option.ts"
import { readWhole } from "../input.ts"
import { readValidPolicy, shownPath } from "../policy.ts"
import { requestOf } from "../request.ts"
import { colorsOf, type Terminal, write } from "../terminal.ts"

interface Options {
  readonly as?: string
  readonly request?: string
  readonly format: "text" | "json"
}

/** `edict explain POLICY METHOD PATH`. */
export function explainCommand(terminal: Terminal, end: (code: ExitCode) => void): Command {
  return new Command("explain")
    .summary("the steps of one request against the source")
    .description(
      "Tell each step of one request: every line of the policy that is asked, and the value of every operand.",
    )
    .argument("<policy>", "a folder or a file")
    .argument("<method>", "such as GET")
    .argument("<path>", "such as /v1/orders/o1?limit=5")
    .option("--as <subject>", 'the caller, as JSON: {"id":"u1","roles":["customer"]}; without it, nobody')
    .option("--request <file>", "what else the request holds, as JSON (`-`: standard input)")
    .addOption(formatOption(["text", "json"]))
    .action(async (path: string, method: string, target: string, options: Options) => {
      const request = await requestFrom(method, target, options, terminal)
      const { policy, files } = await readValidPolicy(path, terminal)
      const explanation = explain(policy, request, files.sources)
      const pathOf = (file: string): string => shownPath(files.root, file, terminal)
      const color = colorsOf(terminal, "output")
      const text =
        options.format === "json"
          ? `${terminalJson(explanation)}\n`
          : renderExplanation(explanation, { color, pathOf })
      await write(terminal, text)
      end(exit.clean)
    })
}

async function requestFrom(
  method: string,
  path: string,
  options: Options,
  terminal: Terminal,
): Promise<Request> {
  const given =
    options.request === undefined ? {} : parse(await readWhole(options.request, terminal), "--request")
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new Failure("--request is no object")
  const subject = options.as === undefined ? {} : { subject: parse(options.as, "--as") }
  const reading = requestOf({ ...given, ...subject, method, path })
  if (reading.kind === "bad") throw new Failure(reading.message)
  return reading.request
}

function parse(text: string, flag: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const hint = flag === "--as" ? 'such as --as \'{"id":"u1","roles":["customer"]}\'' : undefined
    throw new Failure(`${flag} is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      hint,
    })
  }
}
