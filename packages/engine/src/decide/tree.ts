import type { PlannedRoute } from "../plan/plan.ts"
import { compareSpecificity, literalLength } from "../target/specificity.ts"
import type { Template, TemplateSegment } from "../target/template.ts"
import type { VerbTable } from "./verbs.ts"

// The tree of a policy's templates, as it is built: a node for each distinct beginning.

export interface Node {
  readonly place: number
  readonly literals: Map<string, Node>
  /** By falling number of literal characters. */
  readonly mixed: Alternative[]
  readonly typed: Alternative[]
  parameter: Node | undefined
  /** Routes that end here, and routes whose `**` begins here: route by verb, or -1. */
  ends: Int32Array | undefined
  rests: Int32Array | undefined
}

/** A segment that has to be tried: text mixed with parameters, or a parameter with a type. */
export interface Alternative {
  /** The first route that has it, and its place in that route's template. */
  readonly route: number
  readonly segment: number
  readonly key: string
  readonly node: Node
  readonly literalLength: number
  /** All routes below it, the most specific first: asked one by one where another alternative ranks the same. */
  readonly routes: number[]
}

/** All nodes, the root first. */
export function buildTree(routes: readonly PlannedRoute[], verbs: VerbTable): readonly Node[] {
  const nodes: Node[] = []
  const root = addNode(nodes)
  routes.forEach((route, place) => insert(root, nodes, route.template, place, routes, verbs))
  for (const node of nodes) settle(node, routes)
  return nodes
}

function addNode(nodes: Node[]): Node {
  const node: Node = {
    place: nodes.length,
    literals: new Map(),
    mixed: [],
    typed: [],
    parameter: undefined,
    ends: undefined,
    rests: undefined,
  }
  nodes.push(node)
  return node
}

function insert(
  root: Node,
  nodes: Node[],
  template: Template,
  place: number,
  routes: readonly PlannedRoute[],
  verbs: VerbTable,
): void {
  let node = root
  for (const [index, segment] of template.segments.entries()) {
    if (segment.kind === "rest") {
      node.rests = verbs.add(node.rests, place, routes)
      return
    }
    node = childOf(node, nodes, template, segment, { route: place, segment: index })
  }
  if (template.trailingSlash) node = literalChild(node, nodes, "")
  node.ends = verbs.add(node.ends, place, routes)
}

function childOf(
  node: Node,
  nodes: Node[],
  template: Template,
  segment: Exclude<TemplateSegment, { kind: "rest" }>,
  at: Pick<Alternative, "route" | "segment">,
): Node {
  if (segment.kind === "literal") return literalChild(node, nodes, segment.text)
  if (segment.kind === "parameter") return (node.parameter ??= addNode(nodes))
  const list = segment.kind === "mixed" ? node.mixed : node.typed
  const key = alternativeKey(template, segment)
  const known = list.find((alternative) => alternative.key === key)
  if (known) {
    known.routes.push(at.route)
    return known.node
  }
  const made: Alternative = {
    ...at,
    key,
    node: addNode(nodes),
    literalLength: literalLength(segment),
    routes: [at.route],
  }
  list.push(made)
  return made.node
}

function literalChild(node: Node, nodes: Node[], text: string): Node {
  const known = node.literals.get(text)
  if (known) return known
  const made = addNode(nodes)
  node.literals.set(text, made)
  return made
}

/** Equal for segments that take the same texts: parameter names aside. */
function alternativeKey(
  template: Template,
  segment: Extract<TemplateSegment, { kind: "mixed" | "typed" }>,
): string {
  if (segment.kind === "typed") return JSON.stringify(template.parameters[segment.parameter]!.type)
  return JSON.stringify(
    segment.parts.map((part) => (typeof part === "string" ? part : [template.parameters[part]!.type])),
  )
}

function settle(node: Node, routes: readonly PlannedRoute[]): void {
  node.mixed.sort((a, b) => b.literalLength - a.literalLength)
  for (const alternative of [...node.mixed, ...node.typed]) {
    alternative.routes.sort((a, b) => compareSpecificity(routes[a]!.template, routes[b]!.template))
  }
}
