import { codes, isCode, nearest } from "@edict/engine"
import { Command } from "commander"
import { pages } from "../build.ts"
import { exit, type ExitCode, Failure } from "../exit.ts"
import { type Terminal, write } from "../terminal.ts"

/** `edict help [CODE | VERB]`. */
export function helpCommand(terminal: Terminal, end: (code: ExitCode) => void, program: Command): Command {
  return new Command("help")
    .summary("the page of a diagnostic, or help on a verb")
    .description("Print the page of a diagnostic such as E101, or help on a verb.")
    .argument("[topic]", "a code or a verb")
    .action(async (topic: string | undefined) => {
      await write(terminal, helpOn(topic, program))
      end(exit.clean)
    })
}

function helpOn(topic: string | undefined, program: Command): string {
  if (topic === undefined) return program.helpInformation()
  const code = topic.toUpperCase()
  if (isCode(code)) return pages[code] ?? `# ${code}: ${codes[code].title}\n`
  const verb = program.commands.find((command) => command.name() === topic)
  if (verb) return verb.helpInformation()
  const verbs = program.commands.map((command) => command.name())
  const meant = nearest(code, Object.keys(codes)) ?? nearest(topic, verbs)
  throw new Failure(`there is no code or verb \`${topic}\``, {
    hint: meant === undefined ? undefined : `did you mean \`${meant}\`?`,
  })
}
