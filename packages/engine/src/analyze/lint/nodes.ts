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
export function visitNodes(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node)
  for (const value of Object.values(node)) visitValue(value, visit)
}

function visitValue(value: unknown, visit: (node: SyntaxNode) => void): void {
  if (typeof value !== "object" || value === null) return
  if (Array.isArray(value)) for (const inner of value) visitValue(inner, visit)
  else if (isNode(value)) visitNodes(value, visit)
  // A name, a grant, a path, a span: what has no kind may hold what has one.
  else for (const inner of Object.values(value)) visitValue(inner, visit)
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
