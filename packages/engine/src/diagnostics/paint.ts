import { styleText } from "node:util"

/** What a piece of a printed diagnostic is, for its colour. */
export type Part = "error" | "warning" | "note" | "title" | "frame" | "primary" | "secondary"

export type Paint = (part: Part, text: string) => string

const styles = {
  error: ["bold", "red"],
  warning: ["bold", "yellow"],
  note: ["bold", "cyan"],
  title: ["bold"],
  frame: ["blue"],
  primary: ["red"],
  secondary: ["cyan"],
} as const satisfies Record<Part, readonly string[]>

/** Gives each part its colour, or, without colour, leaves every text as it is. */
export function painter(color: boolean): Paint {
  if (!color) return (_, text) => text
  return (part, text) => styleText([...styles[part]], text, { validateStream: false })
}

/**
 * Whether to colour what goes to `stream`: on a terminal that is not dumb. `NO_COLOR`, set to anything but nothing, has the
 * last word; `FORCE_COLOR` colours what is no terminal too, or, as `0` or `false`, nothing.
 */
export function wantsColor(
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR: noColor = "", FORCE_COLOR: force, TERM: terminal } = environment
  if (noColor !== "") return false
  if (force !== undefined) return force !== "0" && force !== "false"
  return stream.isTTY === true && terminal !== "dumb"
}
