import { Argument, Command } from "commander"
import { bashScript } from "../completion/bash.ts"
import { fishScript } from "../completion/fish.ts"
import { verbsOf, type Verb } from "../completion/verbs.ts"
import { zshScript } from "../completion/zsh.ts"
import { exit, type ExitCode } from "../exit.ts"
import { type Terminal, write } from "../terminal.ts"

const shells = ["bash", "zsh", "fish"] as const
type Shell = (typeof shells)[number]

const scripts: Readonly<Record<Shell, (verbs: readonly Verb[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

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
