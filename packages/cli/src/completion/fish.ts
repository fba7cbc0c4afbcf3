import { type Flag, plain, type Verb } from "./verbs.ts"

/** What fish is told of each verb. */
export function fishScript(verbs: readonly Verb[]): string {
  const outer = verbs.filter(({ path }) => !path.includes(" "))
  const first = outer.map(
    ({ path, summary }) => `complete -c edict -f -n __fish_use_subcommand -a ${path} -d '${plain(summary)}'`,
  )
  return [
    "# edict completion for fish: edict completion fish | source",
    "complete -c edict -f -n __fish_use_subcommand -l help -s h -d 'show help'",
    "complete -c edict -f -n __fish_use_subcommand -l version -d 'print the version'",
    ...first,
    ...verbs.flatMap((verb) => linesOf(verb, verbs)),
    "",
  ].join("\n")
}

function linesOf({ path, flags, words, takesFiles }: Verb, verbs: readonly Verb[]): readonly string[] {
  const isOuter = verbs.some((verb) => verb.path.startsWith(`${path} `))
  const seen = path.split(" ").map((name) => `__fish_seen_subcommand_from ${name}`)
  const beyond = isOuter ? [`not __fish_seen_subcommand_from ${words.join(" ")}`] : []
  const when = `complete -c edict -n '${[...seen, ...beyond].join("; and ")}'`
  return [
    ...(takesFiles ? [] : [`${when} -f`]),
    ...(words.length > 0 ? [`${when} -f -a '${words.join(" ")}'`] : []),
    ...flags.map((flag) => `${when} ${flagLine(flag)}`),
  ]
}

function flagLine({ long, short, about, values, takesValue }: Flag): string {
  const name = `-l ${long.slice(2)}${short === undefined ? "" : ` -s ${short.slice(1)}`}`
  const value = values ? ` -x -a '${values.join(" ")}'` : takesValue ? " -r -F" : ""
  return `${name} -d '${plain(about)}'${value}`
}
