import type { Verb } from "./verbs.ts"

/** What bash runs to complete a word. Its `=` is a word of its own: `--format=` is two of them. */
export function bashScript(verbs: readonly Verb[]): string {
  const outer = verbs.filter(({ path }) => !path.includes(" ")).map(({ path }) => path)
  const nesting = [
    ...new Set(verbs.filter(({ path }) => path.includes(" ")).map(({ path }) => path.split(" ", 1)[0])),
  ]
  const values = verbs.flatMap(({ path, flags }) =>
    flags.flatMap((flag) => {
      if (!flag.takesValue) return []
      const names = [flag.long, ...(flag.short === undefined ? [] : [flag.short])]
      const patterns = names.map((name) => `"${path} ${name}"`).join("|")
      return [
        `    ${patterns}) ${flag.values === undefined ? "" : `words="${flag.values.join(" ")}" `}kind=value ;;`,
      ]
    }),
  )
  const rest = verbs.map(({ path, flags, words, takesFiles }) => {
    const files = takesFiles ? " files=yes" : ""
    return `    "${path}") words="${words.join(" ")}" flags="${flags.map(({ long }) => long).join(" ")}"${files} ;;`
  })
  return `# edict completion for bash: eval "$(edict completion bash)"
_edict() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local verb="\${COMP_WORDS[1]}" words="" flags="" files="" kind="" word
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${outer.join(" ")} --help --version" -- "$current"))
    return
  fi
  case "$verb" in
    ${nesting.length === 0 ? "''" : nesting.join("|")}) [ "$COMP_CWORD" -eq 2 ] || verb="$verb \${COMP_WORDS[2]}" ;;
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ "$word" = "--" ]; then
      COMPREPLY=($(compgen -f -- "$current"))
      return
    fi
  done
  if [ "$current" = "=" ]; then
    current=""
  elif [ "$before" = "=" ]; then
    before="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$verb $before" in
${values.join("\n")}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  elif [ "$kind" = value ]; then
    COMPREPLY=($(compgen -f -- "$current"))
    return
  fi
  case "$verb" in
${rest.join("\n")}
  esac
  case "$current" in
    -*) words="$flags" files="" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ -z "$files" ] || COMPREPLY+=($(compgen -f -- "$current"))
}
complete -o filenames -F _edict edict
`
}
