import type {
  AuthenticateOption,
  Declaration,
  Expression,
  File,
  Import,
  OptionValue,
  PathPart,
  ResponseRule,
  Statement,
  TypeNode,
} from "../../syntax/ast.ts"

/** Everything in a tree that has a kind. */
export type SyntaxNode =
  | File
  | Import
  | Declaration
  | Statement
  | ResponseRule
  | Expression
  | TypeNode
  | PathPart
  | AuthenticateOption
  | OptionValue

/** The node of a kind; some kinds share one, as `hide` and `hash` do. */
export type NodeOf<Kind extends SyntaxNode["kind"]> = OfKind<SyntaxNode, Kind>

type OfKind<Node, Kind> = Node extends { readonly kind: infer Own }
  ? Kind extends Own
    ? Node
    : never
  : never

/** All nodes of the files by kind, in the order of the source. */
export function nodesByKind(files: readonly File[]): ReadonlyMap<string, readonly SyntaxNode[]> {
  const found = new Map<string, SyntaxNode[]>()
  for (const file of files) gather(file, found)
  return found
}

/** Calls `visit` with the node and every node inside it, outer first. */
function visitNodes(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node)
  visitMembers(node, visit)
}

/** A name, a grant, a path: what has no kind may hold what has one. Spans are passed over, as half of all there is. */
function visitMembers(holder: object, visit: (node: SyntaxNode) => void): void {
  // Not `Object.entries`: a tree of a thousand routes has a hundred thousand members.
  for (const name in holder) {
    const value: unknown = (holder as Readonly<Record<string, unknown>>)[name]
    if (typeof value !== "object" || value === null || name === "span" || name === "head") continue
    if (isNode(value)) visitNodes(value, visit)
    else visitMembers(value, visit)
  }
}

function isNode(value: object): value is SyntaxNode {
  return "kind" in value && "span" in value
}

function gather(file: File, found: Map<string, SyntaxNode[]>): void {
  visitNodes(file, (node) => {
    const known = found.get(node.kind)
    if (known) known.push(node)
    else found.set(node.kind, [node])
  })
}
