import { nearest } from "@edict/engine"
import { Command, CommanderError } from "commander"
import { version } from "./build.ts"
import { checkCommand } from "./commands/check.ts"
import { completionCommand } from "./commands/completion.ts"
import { decideCommand } from "./commands/decide.ts"
import { explainCommand } from "./commands/explain.ts"
import { helpCommand } from "./commands/help.ts"
import { importCommand } from "./commands/import.ts"
import { initCommand } from "./commands/init.ts"
import { lintCommand } from "./commands/lint.ts"
import { matrixCommand } from "./commands/matrix.ts"
import { exit, type ExitCode, Failure } from "./exit.ts"
import { complain, say, type Terminal } from "./terminal.ts"

/** Verbs that the command is to have, and does not have yet. */
const notBuilt: ReadonlySet<string> = new Set("fmt test prove diff build attack audit".split(" "))

/** Runs one command line, and tells what to end with. Never throws. */
export async function run(given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exit.clean
  const program = makeProgram(terminal, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync([...given], { from: "user" })
    return code
  } catch (error) {
    return explainFailure(error, given, program, terminal)
  }
}

function makeProgram(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const program = new Command("edict")
    .description("Policies for HTTP APIs: check them, decide with them, explain what they decide.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: false })
  const commands = [
    initCommand(terminal, end),
    checkCommand(terminal, end),
    lintCommand(terminal, end),
    decideCommand(terminal, end),
    explainCommand(terminal, end),
    matrixCommand(terminal, end),
    importCommand(terminal, end),
    helpCommand(terminal, end, program),
    completionCommand(terminal, end, program),
  ]
  for (const command of commands) program.addCommand(command)
  quiet(program, terminal)
  program.addHelpText(
    "after",
    "\nExit codes: 0 clean, 1 findings, 2 usage or configuration, 3 invalid policy, 70 internal",
  )
  return program
}

/** Errors come out as exceptions, so that all are worded in one place. */
function quiet(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .helpOption("-h, --help", "show help")
    .configureOutput({
      writeOut: (text) => void terminal.output.write(text),
      writeErr: (text) => void terminal.errors.write(text),
      outputError: () => {},
    })
  for (const inner of command.commands) {
    inner.helpCommand(false)
    quiet(inner, terminal)
  }
}

function explainFailure(
  error: unknown,
  given: readonly string[],
  program: Command,
  terminal: Terminal,
): ExitCode {
  if (error instanceof CommanderError) return usage(error, given, program, terminal)
  if (error instanceof Failure) {
    complain(terminal, error.message, error.hint)
    return error.code
  }
  complain(
    terminal,
    `internal: ${error instanceof Error ? error.message : String(error)}`,
    "this is a fault of edict, not of the policy",
  )
  if (terminal.environment["EDICT_DEBUG"] !== undefined && error instanceof Error)
    say(terminal, error.stack ?? "")
  return exit.internal
}

function usage(
  error: CommanderError,
  given: readonly string[],
  program: Command,
  terminal: Terminal,
): ExitCode {
  if (error.exitCode === 0) return exit.clean
  // Commander has printed the help of a command that was given nothing to do.
  if (error.code === "commander.help") return exit.usage
  if (error.code === "commander.unknownCommand" || error.code === "commander.excessArguments") {
    const verb = given.find((word) => !word.startsWith("-")) ?? ""
    if (!program.commands.some((command) => command.name() === verb)) {
      complain(terminal, ...unknownVerb(verb, program))
      return exit.usage
    }
  }
  const [message = "", suggestion] = error.message.replace(/^error: /, "").split("\n")
  const meant = /Did you mean (?:one of )?(.*)\?/.exec(suggestion ?? "")?.[1]
  complain(
    terminal,
    message.replaceAll("'", "`"),
    meant === undefined ? undefined : `did you mean \`${meant}\`?`,
  )
  return exit.usage
}

function unknownVerb(verb: string, program: Command): readonly [message: string, hint: string] {
  if (notBuilt.has(verb)) return [`\`${verb}\` is not in this version`, "edict help lists what is"]
  const meant = nearest(
    verb,
    program.commands.map((command) => command.name()),
  )
  return [
    `unknown verb \`${verb}\``,
    meant === undefined ? "edict help lists the verbs" : `did you mean \`${meant}\`?`,
  ]
}
