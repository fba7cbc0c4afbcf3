const nameStart = /^[$_\p{ID_Start}]$/u
const nameRest = /^[$\u200c\u200d\p{ID_Continue}]$/u

/** A parameter's name, as Express and @koa/router both read it, and where it ends; an empty one where there is none. */
export function readName(
  characters: readonly string[],
  start: number,
): { readonly name: string; readonly end: number } {
  if (characters[start] === '"') return readQuoted(characters, start)
  let end = start
  while (end < characters.length && (end === start ? nameStart : nameRest).test(characters[end] ?? ""))
    end += 1
  return { name: characters.slice(start, end).join(""), end }
}

function readQuoted(characters: readonly string[], start: number): ReturnType<typeof readName> {
  let name = ""
  for (let at = start + 1; at < characters.length; at += 1) {
    if (characters[at] === '"') return { name, end: at + 1 }
    if (characters[at] === "\\") at += 1
    name += characters[at] ?? ""
  }
  return { name: "", end: start }
}
