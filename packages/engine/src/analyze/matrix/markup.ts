import { printable } from "../../text/printable.ts"

/** HTML that is markup already. Only `html` makes it of anything but constants. */
export interface Markup {
  readonly markup: string
}

type Part = Markup | string | number | readonly Part[]

/** HTML of a template: every text that is put in is escaped, only markup is taken as it is. */
export function html(constants: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = constants.map((constant, place) => constant + render(parts[place] ?? ""))
  return { markup: text.join("") }
}

function render(part: Part): string {
  if (typeof part === "string") return escaped(part)
  if (typeof part === "number") return String(part)
  return "markup" in part ? part.markup : part.map(render).join("")
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

function escaped(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? "")
}
