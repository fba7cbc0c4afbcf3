import { Command, CommanderError } from "commander"
import { version } from "./build.ts"
import { checkCommand } from "./commands/check.ts"
import { completionCommand } from "./commands/completion.ts"
import { decideCommand } from "./commands/decide.ts"
import { explainCommand } from "./commands/explain.ts"
import { fmtCommand } from "./commands/fmt.ts"
import { helpCommand } from "./commands/help.ts"
import { importCommand } from "./commands/import.ts"
import { initCommand } from "./commands/init.ts"
import { lintCommand } from "./commands/lint.ts"
import { matrixCommand } from "./commands/matrix.ts"
import { testCommand } from "./commands/test.ts"
import { showExamples } from "./examples.ts"
import { exit, type ExitCode, Failure } from "./exit.ts"
import { complain, say, type Terminal } from "./terminal.ts"
import { explainUsage } from "./usage.ts"

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
    fmtCommand(terminal, end),
    testCommand(terminal, end),
    decideCommand(terminal, end),
    explainCommand(terminal, end),
    matrixCommand(terminal, end),
    importCommand(terminal, end),
    helpCommand(terminal, end, program),
    completionCommand(terminal, end, program),
  ]
  for (const command of commands) {
    showExamples(command)
    program.addCommand(command)
  }
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
  if (error instanceof CommanderError) return explainUsage(error, given, program, terminal)
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
