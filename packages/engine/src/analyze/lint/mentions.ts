import type { Grant, Import, Name } from "../../syntax/ast.ts"
import { folderOf, resolvePath } from "../../text/paths.ts"
import type { SyntaxNode } from "./nodes.ts"

/** What a declared name can stand for. A `schema` that is imported is a type. */
export type NameKind = Exclude<Import["what"], "schema">

/** A name where it is used, and the kind of what uses it. */
export interface Mention {
  readonly name: Name
  readonly by: SyntaxNode["kind"]
}

export interface Mentions {
  /** Every use of the name in the folder (its declaration is none), or an import of it from there. */
  readonly of: (kind: NameKind, folder: string, name: string) => readonly Mention[]
}

/** Every use of every name. Whatever may be one counts: a parameter of a `define` that is called as a setting is. */
export function mentionsIn(nodes: Iterable<SyntaxNode>): Mentions {
  const found = new Map<string, Mention[]>()
  const note: Note = (kind, name, by, home = folderOf(name.span.file)) => {
    const key = keyOf(kind, home, name.text)
    const known = found.get(key)
    if (known) known.push({ name, by })
    else found.set(key, [{ name, by }])
  }
  for (const node of nodes) noteNames(node, note)
  return { of: (kind, folder, name) => found.get(keyOf(kind, folder, name)) ?? [] }
}

const keyOf = (kind: NameKind, folder: string, name: string): string => `${kind} ${name} ${folder}`

type Note = (kind: NameKind, name: Name, by: SyntaxNode["kind"], folder?: string) => void

function noteNames(node: SyntaxNode, note: Note): void {
  const roles = (names: readonly Name[] | undefined): void => {
    for (const name of names ?? []) note("role", name, node.kind)
  }
  const grant = (given: Grant | undefined): void => roles(given?.names)
  switch (node.kind) {
    case "import": {
      if (node.what === "schema") return
      const home = resolvePath(folderOf(node.span.file), node.from.value)
      for (const name of node.names) note(node.what, name, node.kind, home)
      return
    }
    case "role":
      return roles(node.includes)
    case "assignment":
      return roles(node.only)
    case "allow":
      return grant(node.grant)
    case "deny":
      roles(node.names)
      return grant(node.unless)
    case "require":
    case "hide":
    case "hash":
    case "mask":
      return grant(node.unless)
    case "limit":
    case "quota":
      return grant(node.rate.unless)
    case "show":
    case "only-to":
      return grant(node.to)
    case "assert":
      return node.form === "every-route" ? undefined : roles(node.names)
    case "is":
      return note("role", node.role, node.kind)
    case "named":
      return note("type", node.name, node.kind)
    case "use":
      for (const name of node.names) note("quota", name, node.kind)
      return
    case "call":
      return note("define", node.name, node.kind)
    case "accept-auth":
      for (const name of node.names) note("authenticate", name, node.kind)
      return
    case "reference":
      return note("setting", node.root, node.kind)
    default:
      return
  }
}
