import { type Flag, plain, type Verb } from "./verbs.ts"

/** What zsh runs to complete a word: each verb in the words of `_arguments`. */
export function zshScript(verbs: readonly Verb[]): string {
  const outer = verbs.filter(({ path }) => !path.includes(" "))
  return `#compdef edict
# edict completion for zsh: eval "$(edict completion zsh)", after compinit
_edict() {
  local -a verbs
  verbs=(
${outer.map(({ path, summary }) => `    '${path}:${plain(summary)}'`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'verb' verbs
    _arguments '--help[show help]' '--version[print the version]'
    return
  fi
  local verb="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$verb" in
${outer.map((verb) => caseOf(verb, verbs)).join("\n")}
  esac
}
if [ "\${funcstack[1]}" = _edict ]; then _edict "$@"; else compdef _edict edict; fi
`
}

function caseOf(verb: Verb, verbs: readonly Verb[]): string {
  const inner = verbs.filter(({ path }) => path.startsWith(`${verb.path} `))
  if (inner.length === 0) return `    ${verb.path}) ${argumentsOf(verb)} ;;`
  const names = inner.map(({ path }) => path.slice(verb.path.length + 1))
  const cases = inner.map((one, place) => `        ${names[place] ?? ""}) ${argumentsOf(one)} ;;`)
  return `    ${verb.path})
      if (( CURRENT == 2 )); then
        compadd ${names.join(" ")}
        return
      fi
      local nested="\${words[2]}"
      shift words
      (( CURRENT-- ))
      case "$nested" in
${cases.join("\n")}
      esac
      ;;`
}

function argumentsOf({ flags, words, takesFiles }: Verb): string {
  const rest = words.length > 0 ? `'*:topic:(${words.join(" ")})'` : takesFiles ? "'*:file:_files'" : ""
  return `_arguments ${[...flags.flatMap(specsOf), rest].filter((part) => part !== "").join(" ")}`
}

function specsOf({ long, short, about, values, takesValue }: Flag): readonly string[] {
  const value = values ? `:value:(${values.join(" ")})` : takesValue ? ":value:_files" : ""
  const ofLong = `'${long}${takesValue ? "=" : ""}[${plain(about)}]${value}'`
  return short === undefined ? [ofLong] : [ofLong, `'${short}[${plain(about)}]${value}'`]
}
