import { Command, CommanderError } from "commander"
import { version } from "./build.ts"
import { showExamples } from "./examples.ts"
import { exit, type ExitCode, Failure } from "./exit.ts"
import { complain, say, type Terminal } from "./terminal.ts"
import { explainUsage } from "./usage.ts"

type MakeCommand = (terminal: Terminal, end: (code: ExitCode) => void, program: Command) => Command

/** In the order of help. Each verb's code is read when it is asked for: most of what a short run costs is reading code. */
const verbs: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  init: async () => (await import("./commands/init.ts")).initCommand,
  check: async () => (await import("./commands/check.ts")).checkCommand,
  lint: async () => (await import("./commands/lint.ts")).lintCommand,
  fmt: async () => (await import("./commands/fmt.ts")).fmtCommand,
  test: async () => (await import("./commands/test.ts")).testCommand,
  decide: async () => (await import("./commands/decide.ts")).decideCommand,
  explain: async () => (await import("./commands/explain.ts")).explainCommand,
  matrix: async () => (await import("./commands/matrix.ts")).matrixCommand,
  build: async () => (await import("./commands/build.ts")).buildCommand,
  import: async () => (await import("./commands/import.ts")).importCommand,
  help: async () => (await import("./commands/help.ts")).helpCommand,
  completion: async () => (await import("./commands/completion.ts")).completionCommand,
}

/** They tell of all verbs. */
const aboutAll: ReadonlySet<string> = new Set(["help", "completion"])

/** Runs one command line, and tells what to end with. Never throws. */
export async function run(given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = exit.clean
  const program = await makeProgram(given[0], terminal, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync([...given], { from: "user" })
    return code
  } catch (error) {
    return explainFailure(error, given, program, terminal)
  }
}

async function makeProgram(
  asked: string | undefined,
  terminal: Terminal,
  end: (code: ExitCode) => void,
): Promise<Command> {
  const program = new Command("edict")
    .description("Policies for HTTP APIs: check them, decide with them, explain what they decide.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: false })
  const isAlone = asked !== undefined && Object.hasOwn(verbs, asked) && !aboutAll.has(asked)
  for (const [name, read] of Object.entries(verbs)) {
    if (isAlone && name !== asked) continue
    const command = (await read())(terminal, end, program)
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
