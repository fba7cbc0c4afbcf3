import type { PlannedRoute } from "../plan/plan.ts"
import { matchTemplate } from "../target/match.ts"
import { compareSpecificity } from "../target/specificity.ts"
import type { Template, TemplateSegment } from "../target/template.ts"
import { matchSegment } from "../target/match.ts"
import { hashOf, scan } from "./scan.ts"
import { commonVerbs, verbPlace, verbTable, type VerbTable } from "./verbs.ts"

// A tree of segments, walked from the left with backtracking: literal, mixed, typed, parameter, rest.
// Literal children of all nodes share one open-addressing table keyed by node and segment hash, so
// that a step costs the same at ten routes and at ten thousand (`bench decide`).

export interface Router {
  /** The place of the route that takes the scanned path with the method, or -1. */
  readonly find: (method: string) => number
  /** Verbs that some route would take on the scanned path, sorted; empty: the path is unknown. */
  readonly allowed: () => readonly string[]
}

interface Node {
  readonly place: number
  readonly literals: Map<string, Node>
  /** By falling number of literal characters. */
  readonly mixed: Alternative[]
  readonly typed: Alternative[]
  parameter: Node | undefined
  /** Routes that end here, and routes whose `**` begins here: place by verb, or -1. */
  ends: Int32Array | undefined
  rests: Int32Array | undefined
}

interface Alternative {
  readonly template: Template
  readonly segment: TemplateSegment
  readonly key: string
  readonly node: Node
  readonly literalLength: number
  /** All routes below it, the most specific first: asked one by one where another alternative ranks the same. */
  readonly routes: number[]
}

export function makeRouter(routes: readonly PlannedRoute[]): Router {
  const verbs = verbTable(routes.map((route) => route.verb))
  const nodes: Node[] = []
  const root = newNode(nodes)
  routes.forEach((route, place) => insert(root, nodes, route, place, routes, verbs))
  for (const node of nodes) settle(node, routes)
  const table = literalTable(nodes)
  const walk = makeWalk(nodes, table, routes, verbs)
  const find = (method: string): number => walk(root, 0, verbPlace(verbs, method))
  const allowed = (): readonly string[] => verbs.names.filter((verb) => isNamed(verb, routes[find(verb)]))
  return { find, allowed }
}

/** An `ANY` route takes every verb: it is told by the common ones. */
function isNamed(verb: string, route: PlannedRoute | undefined): boolean {
  return route !== undefined && (route.verb !== "ANY" || commonVerbs.includes(verb))
}

function newNode(nodes: Node[]): Node {
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

function insert(root: Node, nodes: Node[], route: PlannedRoute, place: number, routes: readonly PlannedRoute[], verbs: VerbTable): void {
  const { template } = route
  let node = root
  for (const segment of template.segments) {
    if (segment.kind === "rest") {
      node.rests = verbs.add(node.rests, place, routes)
      return
    }
    node = childOf(node, nodes, template, segment, place)
  }
  if (template.trailingSlash) node = literalChild(node, nodes, "")
  node.ends = verbs.add(node.ends, place, routes)
}

function childOf(node: Node, nodes: Node[], template: Template, segment: TemplateSegment, place: number): Node {
  switch (segment.kind) {
    case "literal":
      return literalChild(node, nodes, segment.text)
    case "parameter":
      return (node.parameter ??= newNode(nodes))
    case "mixed":
    case "typed":
      return alternativeChild(node, nodes, template, segment, place)
    case "rest":
      return node
  }
}

function literalChild(node: Node, nodes: Node[], text: string): Node {
  const known = node.literals.get(text)
  if (known) return known
  const made = newNode(nodes)
  node.literals.set(text, made)
  return made
}

function alternativeChild(node: Node, nodes: Node[], template: Template, segment: Extract<TemplateSegment, { kind: "mixed" | "typed" }>, place: number): Node {
  const list = segment.kind === "mixed" ? node.mixed : node.typed
  const key = alternativeKey(template, segment)
  const known = list.find((alternative) => alternative.key === key)
  if (known) {
    known.routes.push(place)
    return known.node
  }
  const made: Alternative = { template, segment, key, node: newNode(nodes), literalLength: literalLengthOf(segment), routes: [place] }
  list.push(made)
  return made.node
}

/** Equal for segments that take the same texts: parameter names aside. */
function alternativeKey(template: Template, segment: Extract<TemplateSegment, { kind: "mixed" | "typed" }>): string {
  if (segment.kind === "typed") return JSON.stringify(template.parameters[segment.parameter]!.type)
  return JSON.stringify(segment.parts.map((part) => (typeof part === "string" ? part : [template.parameters[part]!.type])))
}

function literalLengthOf(segment: TemplateSegment): number {
  if (segment.kind !== "mixed") return 0
  return segment.parts.reduce<number>((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0)
}

function settle(node: Node, routes: readonly PlannedRoute[]): void {
  node.mixed.sort((a, b) => b.literalLength - a.literalLength)
  for (const alternative of [...node.mixed, ...node.typed]) {
    alternative.routes.sort((a, b) => compareSpecificity(routes[a]!.template, routes[b]!.template))
  }
}

interface LiteralTable {
  /** Slot → node and hash it belongs to, child node and text; `children` is -1 in a free slot. */
  readonly owners: Int32Array
  readonly hashes: Int32Array
  readonly children: Int32Array
  readonly texts: readonly string[]
  readonly mask: number
}

function literalTable(nodes: readonly Node[]): LiteralTable {
  const count = nodes.reduce((sum, node) => sum + node.literals.size, 0)
  // At most a quarter full: a miss ends at the first slot most of the time.
  const size = 2 ** Math.ceil(Math.log2(Math.max(4, count * 4)))
  const mask = size - 1
  const owners = new Int32Array(size)
  const hashes = new Int32Array(size)
  const children = new Int32Array(size).fill(-1)
  const texts: string[] = Array.from({ length: size }, () => "")
  for (const node of nodes) {
    for (const [text, child] of node.literals) {
      const hash = hashOf(text)
      let slot = slotOf(node.place, hash) & mask
      while (children[slot] !== -1) slot = (slot + 1) & mask
      owners[slot] = node.place
      hashes[slot] = hash
      children[slot] = child.place
      texts[slot] = text
    }
  }
  return { owners, hashes, children, texts, mask }
}

function slotOf(owner: number, hash: number): number {
  const mixed = Math.imul(hash ^ Math.imul(owner, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}

function findLiteral(table: LiteralTable, owner: number, at: number): number {
  const { owners, hashes, children, texts, mask } = table
  const hash = scan.hashes[at]!
  let slot = slotOf(owner, hash) & mask
  for (;;) {
    const child = children[slot]!
    if (child === -1) return -1
    if (hashes[slot] === hash && owners[slot] === owner && isSegment(texts[slot]!, at)) return child
    slot = (slot + 1) & mask
  }
}

/** Whether the scanned segment is `text`: equal hashes are no proof. */
function isSegment(text: string, at: number): boolean {
  const start = scan.starts[at]!
  return scan.ends[at]! - start === text.length && scan.path.startsWith(text, start)
}

type Walk = (node: Node, at: number, verb: number) => number

function makeWalk(nodes: readonly Node[], table: LiteralTable, routes: readonly PlannedRoute[], verbs: VerbTable): Walk {
  const walk: Walk = (node, at, verb) => {
    if (at === scan.count) {
      const found = node.ends?.[verb] ?? -1
      return found !== -1 ? found : (node.rests?.[verb] ?? -1)
    }
    const child = findLiteral(table, node.place, at)
    if (child !== -1) {
      const found = walk(nodes[child]!, at + 1, verb)
      if (found !== -1) return found
    }
    if (node.mixed.length > 0 || node.typed.length > 0) {
      const found = walkAlternatives(node, at, verb)
      if (found !== -1) return found
    }
    if (node.parameter && scan.ends[at]! > scan.starts[at]!) {
      const found = walk(node.parameter, at + 1, verb)
      if (found !== -1) return found
    }
    return node.rests?.[verb] ?? -1
  }

  const walkAlternatives = (node: Node, at: number, verb: number): number => {
    const text = scan.path.slice(scan.starts[at]!, scan.ends[at]!)
    for (const list of [node.mixed, node.typed]) {
      for (let index = 0; index < list.length; index++) {
        const found = ranksAlone(list, index) ? walkOne(list[index]!, text, at, verb) : walkRanked(list, index, verb)
        if (found !== -1) return found
      }
    }
    return -1
  }

  const walkOne = (alternative: Alternative, text: string, at: number, verb: number): number =>
    matchSegment(alternative.template, alternative.segment, text) ? walk(alternative.node, at + 1, verb) : -1

  /** Alternatives of equal rank: what stands to their right decides, so their routes are asked in order of rank. */
  const walkRanked = (list: readonly Alternative[], index: number, verb: number): number => {
    const rank = list[index]!.literalLength
    if (index > 0 && list[index - 1]!.literalLength === rank) return -1
    const candidates = list
      .filter((alternative) => alternative.literalLength === rank)
      .flatMap((alternative) => alternative.routes)
      .sort((a, b) => compareSpecificity(routes[a]!.template, routes[b]!.template) || verbs.preference(routes[b]!.verb, verb) - verbs.preference(routes[a]!.verb, verb))
    return candidates.find((place) => verbs.takes(routes[place]!.verb, verb) && matchTemplate(routes[place]!.template, scan.path)) ?? -1
  }
  return walk
}

function ranksAlone(list: readonly Alternative[], index: number): boolean {
  const rank = list[index]!.literalLength
  return list[index - 1]?.literalLength !== rank && list[index + 1]?.literalLength !== rank
}
