import { codes } from "@edict/engine"
import { Argument, Command, type Option } from "commander"
import { exit, type ExitCode } from "../exit.ts"
import { type Terminal, write } from "../terminal.ts"

const shells = ["bash", "zsh", "fish"] as const
type Shell = (typeof shells)[number]

/** `edict completion SHELL`: what the shell completes is read off the commands themselves. */
export function completionCommand(
  terminal: Terminal,
  end: (code: ExitCode) => void,
  program: Command,
): Command {
  return new Command("completion")
    .summary("completion for a shell")
    .description('Print completion for a shell. For bash: eval "$(edict completion bash)"')
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .action(async (shell: Shell) => {
      await write(terminal, scripts[shell](verbsOf(program)))
      end(exit.clean)
    })
}

interface Verb {
  readonly name: string
  readonly summary: string
  readonly options: readonly Option[]
  /** What may stand after it other than a file. */
  readonly words: readonly string[]
}

function verbsOf(program: Command): readonly Verb[] {
  const names = program.commands.map((command) => command.name())
  return program.commands.map((command) => {
    const nested = command.commands.map((inner) => inner.name())
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? [])
    const topics = command.name() === "help" ? [...names, ...Object.keys(codes)] : []
    return {
      name: command.name(),
      summary: command.summary(),
      options: [...command.options, ...command.commands.flatMap((inner) => inner.options)],
      words: [...nested, ...choices, ...topics],
    }
  })
}

const longs = (options: readonly Option[]): readonly string[] => options.flatMap(({ long }) => long ?? [])

/** Flags with a fixed set of values: the same values under the same flag of any verb, as far as completion goes. */
function choicesByFlag(verbs: readonly Verb[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  for (const { long, argChoices } of verbs.flatMap(({ options }) => options)) {
    if (!long || argChoices === undefined) continue
    found.set(long, new Set([...(found.get(long) ?? []), ...argChoices]))
  }
  return new Map([...found].map(([flag, values]) => [flag, [...values]]))
}

function bash(verbs: readonly Verb[]): string {
  const flags = [...choicesByFlag(verbs)].map(
    ([flag, values]) => `    ${flag}) words="${values.join(" ")}" ;;`,
  )
  const cases = verbs.map(
    ({ name, options, words }) =>
      `    ${name}) words="${[...words, ...longs(options), "--help"].join(" ")}" ;;`,
  )
  return `# edict completion for bash: eval "$(edict completion bash)"
_edict() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${verbs.map(({ name }) => name).join(" ")} --help --version" -- "$current"))
    return
  fi
  case "$before" in
${flags.join("\n")}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -o filenames -F _edict edict
`
}

function zsh(verbs: readonly Verb[]): string {
  const described = verbs.map(({ name, summary }) => `    '${name}:${plain(summary)}'`)
  const cases = verbs.map(({ name, options, words }) => {
    const flags = options.flatMap(({ long, description, argChoices, required }) => {
      if (!long) return []
      const value = argChoices ? `:value:(${argChoices.join(" ")})` : required ? ":value:_files" : ""
      return [`'${long}[${plain(description)}]${value}'`]
    })
    const rest = words.length > 0 ? `'*:topic:(${words.join(" ")})'` : "'*:file:_files'"
    return `    ${name}) _arguments ${[...flags, "'--help[show help]'", rest].join(" ")} ;;`
  })
  return `#compdef edict
# edict completion for zsh: eval "$(edict completion zsh)"
_edict() {
  local -a verbs
  verbs=(
${described.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'verb' verbs
    return
  fi
  local verb="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$verb" in
${cases.join("\n")}
  esac
}
compdef _edict edict
`
}

function fish(verbs: readonly Verb[]): string {
  const first = verbs.map(
    ({ name, summary }) => `complete -c edict -n __fish_use_subcommand -a ${name} -d '${plain(summary)}'`,
  )
  const rest = verbs.flatMap(({ name, options, words }) => {
    const when = `complete -c edict -n '__fish_seen_subcommand_from ${name}'`
    return [
      ...(words.length > 0 ? [`${when} -f -a '${words.join(" ")}'`] : []),
      ...options.flatMap(({ long, description, argChoices, required }) => {
        if (!long) return []
        const value = argChoices ? ` -x -a '${argChoices.join(" ")}'` : required ? " -r" : ""
        return [`${when} -l ${long.slice(2)} -d '${plain(description)}'${value}`]
      }),
    ]
  })
  return ["# edict completion for fish: edict completion fish | source", ...first, ...rest, ""].join("\n")
}

/** Nothing that a shell, or zsh's own little language, would read. */
const plain = (text: string): string => text.replaceAll(/['"`$\\[\]:{}()]/g, "")

const scripts: Readonly<Record<Shell, (verbs: readonly Verb[]) => string>> = { bash, zsh, fish }
