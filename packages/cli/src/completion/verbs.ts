import { codes, lintRules } from "@edict/engine"
import type { Command, Option } from "commander"

/** A verb as a shell completes it. */
export interface Verb {
  /** `check`, `import openapi`. */
  readonly path: string
  readonly summary: string
  readonly flags: readonly Flag[]
  /** What may stand after it other than a file. */
  readonly words: readonly string[]
  /** Files may stand after it. */
  readonly takesFiles: boolean
}

export interface Flag {
  readonly long: string
  readonly short: string | undefined
  readonly about: string
  /** A flag with a fixed set of values. */
  readonly values: readonly string[] | undefined
  readonly takesValue: boolean
}

/** All verbs, a verb before those in it. */
export function verbsOf(program: Command): readonly Verb[] {
  const names = program.commands.map((command) => command.name())
  return program.commands.flatMap((command) => verbsIn(command, command.name(), names))
}

function verbsIn(command: Command, path: string, names: readonly string[]): readonly Verb[] {
  const nested = command.commands.map((inner) => inner.name())
  const taken = command.registeredArguments
  const choices = taken.flatMap(({ argChoices }) => argChoices ?? [])
  const topics =
    path === "help" ? [...names, "rules", ...lintRules.map(({ name }) => name), ...Object.keys(codes)] : []
  const words = [...nested, ...choices, ...topics]
  const verb: Verb = {
    path,
    summary: command.summary(),
    flags: [...command.options.flatMap(flagOf), helpFlag],
    words,
    takesFiles: words.length === 0 && taken.length > 0,
  }
  return [verb, ...command.commands.flatMap((inner) => verbsIn(inner, `${path} ${inner.name()}`, names))]
}

function flagOf({ long, short, description, argChoices, required, optional }: Option): readonly Flag[] {
  if (!long) return []
  return [{ long, short, about: description, values: argChoices, takesValue: required || optional }]
}

const helpFlag: Flag = {
  long: "--help",
  short: "-h",
  about: "show help",
  values: undefined,
  takesValue: false,
}

/** Nothing that a shell, or the little language of one's completion, would read. */
export const plain = (text: string): string => text.replaceAll(/['"`$\\[\]:{}()]/g, "")
