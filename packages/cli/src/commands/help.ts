import { codes, isCode, lintRules, nearest } from "@edict/engine"
import { Command } from "commander"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { pages } from "../pages.ts"
import { type Terminal, write } from "../terminal.ts"

/** `edict help [CODE | RULE | VERB]`. */
export function helpCommand(terminal: Terminal, end: (code: ExitCode) => void, program: Command): Command {
  return new Command("help")
    .summary("the page of a diagnostic or lint rule, or help on a verb")
    .description(
      "Print the page of a diagnostic such as E101 or of a lint rule, the list of `rules`, or help on a verb.",
    )
    .argument("[topic...]", "a code, a rule, `rules`, or a verb")
    .action(async (topic: readonly string[]) => {
      const verb = verbOf(topic, program)
      if (verb) verb.outputHelp()
      else await write(terminal, helpOn(topic.join(" "), program))
      end(exit.clean)
    })
}

/** The verb that the words name, such as `import openapi`; without any, the command itself. */
function verbOf(words: readonly string[], program: Command): Command | undefined {
  return words.reduce<Command | undefined>(
    (outer, word) => outer?.commands.find((command) => command.name() === word),
    program,
  )
}

function helpOn(topic: string, program: Command): string {
  const code = topic.toUpperCase()
  if (isCode(code)) return pages[code] ?? `# ${code}: ${codes[code].title}\n`
  const rule = lintRules.find(({ name }) => name === topic)
  if (rule) return pages[rule.name] ?? `# ${rule.name}: ${rule.title}\n`
  if (topic === "rules") return listOfRules()
  const verbs = program.commands.map((command) => command.name())
  const names = lintRules.map(({ name }) => name)
  const meant = nearest(code, Object.keys(codes)) ?? nearest(topic, [...verbs, "rules", ...names])
  throw new Failure(`there is no code, rule or verb \`${topic}\``, {
    hint: meant === undefined ? undefined : `did you mean \`${meant}\`?`,
  })
}

function listOfRules(): string {
  const width = Math.max(...lintRules.map(({ name }) => name.length))
  return lintRules
    .map(({ name, severity, title }) => `${name.padEnd(width)}  ${severity.padEnd(7)}  ${title}\n`)
    .join("")
}
