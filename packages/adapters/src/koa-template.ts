import { readName } from "./template-name.ts"

/** A path of @koa/router in Edict's form, and the names of its parameters in the order in which they stand. */
export interface KoaTemplate {
  readonly template: string
  readonly names: readonly string[]
}

/** What the router makes of `use(fn)` without a path of its own: with a plain prefix, and with one that has parameters. */
const openEnds = [String.raw`(?:\/|$)`, "{/*rest}"]

const special = new Set("(){}[]+?!*:".split(""))

/**
 * Reads `/orders/:id`, `/near/:lat-:lng`, `/files/*path`, `/files{/*path}`. Undefined where there is no such template: a regular
 * expression, a part that may be absent, a wildcard that is not the end.
 */
export function readTemplate(path: unknown): KoaTemplate | undefined {
  if (typeof path !== "string") return undefined
  const optional = /^(.*)\{\/\*([^{}"]+)\}$/s.exec(path)
  const characters = [...(optional === null ? path : `${optional[1]}/*${optional[2]}`)]
  const names: string[] = []
  let template = ""
  for (let at = 0; at < characters.length;) {
    const character = characters[at] ?? ""
    if (character === ":" || character === "*") {
      const { name, end } = readName(characters, at + 1)
      const isRest = character === "*"
      if (name === "" || (isRest && (end !== characters.length || characters[at - 1] !== "/")))
        return undefined
      names.push(name)
      template += isRest ? `{${name}**}` : `{${name}}`
      at = end
      continue
    }
    if (special.has(character)) return undefined
    const isEscaped = character === "\\"
    template += literal(isEscaped ? (characters[at + 1] ?? "") : character)
    at += isEscaped ? 2 : 1
  }
  return template.startsWith("/") ? { template, names } : undefined
}

/** The path that middleware of a router stands under; `/` where it stands under none. */
export function readMount(path: unknown): KoaTemplate | undefined {
  if (typeof path !== "string") return undefined
  const end = openEnds.find((each) => path.endsWith(each))
  const own = end === undefined ? path : path.slice(0, -end.length)
  const read = readTemplate(own === "" ? "/" : own)
  if (read?.template.endsWith("**}") !== true) return read
  return { template: read.template.slice(0, read.template.lastIndexOf("{")), names: read.names.slice(0, -1) }
}

/** The router compares with the path as it is encoded: `%` in a route's path is an escape already. */
function literal(character: string): string {
  return character === "%" ? character : encodeURI(character)
}
