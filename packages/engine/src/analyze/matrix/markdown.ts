import { printable } from "../../text/printable.ts"
import type { AccessMatrix } from "./matrix.ts"
import { letterOf, numbered } from "./numbered.ts"

/** A matrix as a Markdown table, with its conditions below. What a policy says is text in it, never markup. */
export function renderMatrixMarkdown(matrix: AccessMatrix): string {
  const { package: name, columns, rows, conditionalRoles } = matrix
  const { conditions, notes, cellWords, noteWords } = numbered(matrix)
  const noted = notes.length > 0
  const head = ["route", ...columns.map((column) => escaped(column.name)), ...(noted ? ["notes"] : [])]
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  return [
    `# ${escaped(name)}: who may do what`,
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map((row) =>
      line([escaped(row.route), ...row.cells.map(cellWords), ...(noted ? [noteWords(row)] : [])]),
    ),
    "",
    "`yes`: always, by the rules. `no`: never.",
    ...section(
      "`if`: all of these are so. What is missing meets no condition, however it is put.",
      conditions.map((text, place) => `${place + 1}. ${escaped(text)}`),
    ),
    ...section(
      "Notes:",
      notes.map((text, place) => `- ${letterOf(place)}: ${escaped(text)}`),
    ),
    ...section(
      "Roles held by condition:",
      conditionalRoles.map(
        ({ name: role, of, condition }) =>
          `- ${escaped(role)}${of === undefined ? "" : ` of ${escaped(of)}`}: ${escaped(condition)}`,
      ),
    ),
    "",
  ].join("\n")
}

function section(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ["", title, "", ...items]
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;" }

/** Also no link of its own accord: neither an address nor a name after `@` is left as it was. */
function escaped(text: string): string {
  return printable(text)
    .replaceAll(/[&<>@\\`*_{}[\]()#+!|~$]/g, (character) => entities[character] ?? `\\${character}`)
    .replaceAll("://", ":&#47;&#47;")
    .replaceAll(/\bwww\./gi, (found) => `${found.slice(0, -1)}&#46;`)
}
