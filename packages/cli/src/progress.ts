import { printable } from "@edict/engine"
import type { Terminal } from "./terminal.ts"

/** Work that takes no longer says nothing of how far it is. */
const patienceMilliseconds = 1000
const betweenMilliseconds = 100

export interface Progress {
  /** Says how far the work is, where somebody looks on and has waited. */
  readonly tell: (text: string) => void
  /** Takes away what was said. */
  readonly end: () => void
}

/** A line on standard error that is written over; nothing at all where that is no terminal. */
export function startProgress(terminal: Terminal): Progress {
  const { errors, environment, now } = terminal
  if (!errors.isTTY || environment["TERM"] === "dumb") return { tell: () => {}, end: () => {} }
  const began = now()
  let told: number | undefined
  return {
    tell: (text) => {
      const at = now()
      if (at - began < patienceMilliseconds) return
      if (told !== undefined && at - told < betweenMilliseconds) return
      told = at
      const room = Math.max(20, (errors.columns ?? 80) - 1)
      errors.write(`\r\u001b[2K${printable(text).slice(0, room)}`)
    },
    end: () => {
      if (told !== undefined) errors.write("\r\u001b[2K")
      told = undefined
    },
  }
}
