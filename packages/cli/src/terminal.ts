import { printable, wantsColor } from "@edict/engine"
import { once } from "node:events"

/** What a command is given of the world: tests give it another. */
export interface Terminal {
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  readonly errors: NodeJS.WriteStream
  /** Milliseconds, from whenever. */
  readonly now: () => number
}

/** Writes data, and waits where the reader is slower. */
export async function write(terminal: Terminal, text: string): Promise<void> {
  if (text === "" || terminal.output.write(text)) return
  await once(terminal.output, "drain")
}

/** Says something that is no data. */
export function say(terminal: Terminal, text: string): void {
  terminal.errors.write(`${text}\n`)
}

/** An error as people read it. Text from outside cannot act on the terminal. */
export function complain(terminal: Terminal, message: string, hint?: string): void {
  const word = colorsOf(terminal, "errors") ? "\u001b[1;31merror\u001b[0m" : "error"
  say(terminal, `${word}: ${printable(message)}`)
  if (hint !== undefined) say(terminal, `  ${printable(hint)}`)
}

export function colorsOf(terminal: Terminal, stream: "output" | "errors"): boolean {
  return wantsColor(terminal[stream], terminal.environment)
}

export const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? "" : "s"}`
