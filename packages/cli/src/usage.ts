import { nearest } from "@edict/engine"
import type { Command, CommanderError } from "commander"
import { exit, type ExitCode } from "./exit.ts"
import { complain, type Terminal } from "./terminal.ts"

/** Verbs that the command is to have, and does not have yet. */
const notBuilt: ReadonlySet<string> = new Set("prove diff attack audit".split(" "))

/** Says what is wrong with a command line, and what was probably meant. */
export function explainUsage(
  error: CommanderError,
  given: readonly string[],
  program: Command,
  terminal: Terminal,
): ExitCode {
  if (error.exitCode === 0) return exit.clean
  // Commander has printed the help of a command that was given nothing to do.
  if (error.code === "commander.help") return exit.usage
  const verb = given.find((word) => !word.startsWith("-")) ?? ""
  const command = program.commands.find((one) => one.name() === verb)
  const isUnknown = error.code === "commander.unknownCommand" || error.code === "commander.excessArguments"
  if (command === undefined && isUnknown) complain(terminal, ...unknownVerb(verb, program))
  else complain(terminal, ...faultOf(error.message, command))
  return exit.usage
}

type Complaint = readonly [message: string, hint: string | undefined]

const meaning = (meant: string | undefined): string | undefined =>
  meant === undefined ? undefined : `did you mean \`${meant}\`?`

function unknownVerb(verb: string, program: Command): Complaint {
  if (notBuilt.has(verb)) return [`\`${verb}\` is not in this version`, "edict help lists what is"]
  const verbs = program.commands.map((command) => command.name())
  return [`unknown verb \`${verb}\``, meaning(nearest(verb, verbs)) ?? "edict help lists the verbs"]
}

function faultOf(said: string, command: Command | undefined): Complaint {
  const [message = "", suggestion = ""] = said.replace(/^error: /, "").split("\n")
  const choice = choiceIn(message)
  if (choice !== undefined) {
    const { name, value, values } = choice
    return [
      `\`${value}\` is no value of \`${name}\``,
      meaning(nearest(value, values.split(", "))) ?? `values are ${values}`,
    ]
  }
  const where = command === undefined ? "edict --help" : `edict help ${command.name()}`
  const meant = /Did you mean (?:one of )?(.*)\?/.exec(suggestion)?.[1]
  return [message.replaceAll("'", "`").replace(/\.$/, ""), meaning(meant) ?? `${where} shows how`]
}

/** What was given for a flag or an argument with a fixed set of values, as commander says it. */
function choiceIn(
  message: string,
): { readonly name: string; readonly value: string; readonly values: string } | undefined {
  const [, flags, ofFlag, flagValues] =
    /^option '(.*?)' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s.exec(message) ?? []
  if (flags !== undefined && ofFlag !== undefined && flagValues !== undefined)
    return { name: /--[a-z-]+/.exec(flags)?.[0] ?? flags, value: ofFlag, values: flagValues }
  const [, value, name, values] =
    /^command-argument value '(.*)' is invalid for argument '(.*?)'\. Allowed choices are (.*)\.$/s.exec(
      message,
    ) ?? []
  return name !== undefined && value !== undefined && values !== undefined
    ? { name, value, values }
    : undefined
}
