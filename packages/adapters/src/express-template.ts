import { readName } from "./template-name.ts"

/** A path of Express in Edict's form. */
export interface ExpressTemplate {
  /** `/orders/{id}` */
  readonly template: string
  /** Segment by segment, without names: `["orders", "{}"]`; an empty one at the end is a trailing slash. */
  readonly shape: readonly string[]
  /** The names that Express gives the parameters, in the order in which they stand. */
  readonly names: readonly string[]
  /** A segment holds a parameter and something else. */
  readonly isMixed: boolean
}

export const root: ExpressTemplate = { template: "/", shape: [], names: [], isMixed: false }

type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "parameter" | "rest"; readonly name: string }

/**
 * All templates of a path: `/orders/:id`, `/near/:lat-:lng`, `/files/*path`, `/orders{/:id}` (two), `["/a", "/b"]` (two).
 * Undefined where there is no such template: a regular expression, a wildcard that is not the last segment.
 */
export function readTemplates(path: unknown): readonly ExpressTemplate[] | undefined {
  const paths: readonly unknown[] = Array.isArray(path) ? path.flat(Infinity) : [path]
  const read = paths.flatMap((each) => (typeof each === "string" ? readPath(each) : [undefined]))
  const templates = read.filter((each) => each !== undefined)
  return templates.length === read.length ? templates : undefined
}

function readPath(path: string): readonly (ExpressTemplate | undefined)[] {
  return readSequences({ characters: [...path], at: 0 }).map(makeTemplate)
}

interface Reader {
  readonly characters: readonly string[]
  at: number
}

/** What stands in braces may be absent: each group doubles the sequences. */
function readSequences(reader: Reader): readonly (readonly Token[])[] {
  const { characters } = reader
  let sequences: readonly (readonly Token[])[] = [[]]
  while (reader.at < characters.length) {
    const character = characters[reader.at++] ?? ""
    if (character === "}") return sequences
    if (character === "{") {
      const group = readSequences(reader)
      sequences = sequences.flatMap((before) => [...group.map((inner) => [...before, ...inner]), before])
      continue
    }
    const token = readToken(reader, character)
    sequences = sequences.map((before) => [...before, token])
  }
  return sequences
}

function readToken(reader: Reader, character: string): Token {
  if (character !== ":" && character !== "*")
    return { kind: "text", text: character === "\\" ? (reader.characters[reader.at++] ?? "") : character }
  const { name, end } = readName(reader.characters, reader.at)
  reader.at = end
  return { kind: character === ":" ? "parameter" : "rest", name }
}

function makeTemplate(tokens: readonly Token[]): ExpressTemplate | undefined {
  const names: string[] = []
  let template = ""
  let shape = ""
  for (const [place, token] of tokens.entries()) {
    if (token.kind === "text") {
      template += token.text
      shape += token.text
      continue
    }
    const isRest = token.kind === "rest"
    if (isRest && template === "") template = shape = "/"
    if (isRest && (place !== tokens.length - 1 || !template.endsWith("/"))) return undefined
    template += `{${wordOf(token.name, names.length)}${isRest ? "**" : ""}}`
    shape += isRest ? "{**}" : "{}"
    names.push(token.name)
  }
  if (template === "" || template === "/") return root
  if (!template.startsWith("/")) return undefined
  const segments = shape.slice(1).split("/")
  const isMixed = segments.some((segment) => segment.includes("{}") && segment !== "{}")
  return { template, shape: segments, names, isMixed }
}

/** Express takes any text for a name, a policy a word. */
function wordOf(name: string, place: number): string {
  return /^[a-z]\w*$/i.test(name) ? name : `p${place + 1}`
}

/** What a router's path becomes under the path that the router is mounted on. */
export function join(mount: ExpressTemplate, own: ExpressTemplate): ExpressTemplate {
  if (mount.shape.length === 0) return own
  const { template, shape, names } = own
  const under = shape.length === 0 ? "" : template
  return {
    template: mount.template.replace(/\/+$/, "") + under,
    shape: [...withoutSlash(mount.shape), ...shape],
    names: [...mount.names, ...names],
    isMixed: mount.isMixed || own.isMixed,
  }
}

/** A mount takes its path with and without a slash at the end. */
export function withoutSlash(shape: readonly string[]): readonly string[] {
  return shape.at(-1) === "" ? withoutSlash(shape.slice(0, -1)) : shape
}
