import type { PlannedRoute } from "../plan/plan.ts"
import { hashOf } from "./scan.ts"
import { buildTree, type Alternative, type Node } from "./tree.ts"
import { verbTable, type VerbTable } from "./verbs.ts"

// The tree of templates without objects: as tables, which are plain data and can be written down, and laid flat in a few
// integer arrays, as the router walks it. Literal children of all nodes share one open-addressing table keyed by node and
// segment hash, so that a step costs about the same at ten routes and at ten thousand (`bench decide`).

/** The tree as plain data: nodes are numbers, the root is 0. */
export interface RouterTables {
  readonly verbs: readonly string[]
  /** The place of its verb, of each route. */
  readonly routeVerbs: readonly number[]
  readonly nodeCount: number
  /** Edges that a text leads along: from, to, text, by place. */
  readonly owners: readonly number[]
  readonly children: readonly number[]
  readonly texts: readonly string[]
  readonly hashes: readonly number[]
  /** Edges that any text leads along: from, to; and so on. */
  readonly parameters: readonly number[]
  /** Routes that end at a node: node, verb, route; and so on. */
  readonly ends: readonly number[]
  /** Routes whose `**` begins at a node, in the same way. */
  readonly rests: readonly number[]
  /** Nodes with segments that have to be tried, those of each kind in the order of trying. */
  readonly branches: readonly (readonly [
    node: number,
    mixed: readonly FlatAlternative[],
    typed: readonly FlatAlternative[],
  ])[]
}

/** A segment that has to be tried: one of a route's template. */
export interface FlatAlternative {
  readonly route: number
  readonly segment: number
  readonly child: number
  readonly literalLength: number
  /** All routes below it, the most specific first. */
  readonly routes: readonly number[]
}

/** Nodes by place, in arrays. */
export interface FlatTree {
  /** Node × verb → route, or -1. */
  readonly ends: Int32Array
  readonly verbCount: number
  /** The child for any text, or -1. */
  readonly parameters: Int32Array
  /** Where 1, there are branches or a `**` that have to be looked at. */
  readonly extras: Uint8Array
  readonly branches: ReadonlyMap<number, readonly (readonly FlatAlternative[])[]>
  /** Verb → route, or -1. */
  readonly rests: ReadonlyMap<number, Int32Array>
  /** How many texts lead on from the node: `none`, `one` (then `onlyLiterals` has its child) or `many` (then the table has them). */
  readonly literalCounts: Uint8Array
  readonly onlyLiterals: Int32Array
  /** The text that leads to a node. */
  readonly texts: readonly string[]
  /** Four numbers a slot: owning node, hash, child (-1: free), unused. */
  readonly slots: Int32Array
  readonly mask: number
}

export const none = 0
export const one = 1
const many = 2

export function routerTables(routes: readonly PlannedRoute[]): RouterTables {
  const verbs = [...new Set(routes.map((route) => route.verb))]
  const nodes = buildTree(routes, verbTable(verbs))
  const literals = nodes.flatMap((node) =>
    [...node.literals].map(([text, child]) => ({ text, owner: node.place, child: child.place })),
  )
  return {
    verbs,
    routeVerbs: routes.map((route) => verbs.indexOf(route.verb)),
    nodeCount: nodes.length,
    owners: literals.map(({ owner }) => owner),
    children: literals.map(({ child }) => child),
    texts: literals.map(({ text }) => text),
    hashes: literals.map(({ text }) => hashOf(text)),
    parameters: nodes.flatMap(({ place, parameter }) => (parameter ? [place, parameter.place] : [])),
    ends: nodes.flatMap(({ place, ends }) => entriesOf(place, ends)),
    rests: nodes.flatMap(({ place, rests }) => entriesOf(place, rests)),
    branches: nodes
      .filter(hasBranches)
      .map(({ place, mixed, typed }) => [place, mixed.map(flat), typed.map(flat)]),
  }
}

function entriesOf(node: number, table: Int32Array | undefined): readonly number[] {
  return [...(table ?? [])].flatMap((route, verb) => (route === -1 ? [] : [node, verb, route]))
}

function hasBranches({ mixed, typed }: Node): boolean {
  return mixed.length + typed.length > 0
}

function flat({ route, segment, node, literalLength, routes }: Alternative): FlatAlternative {
  return { route, segment, child: node.place, literalLength, routes }
}

export function layFlat(tables: RouterTables, { names }: VerbTable): FlatTree {
  const { nodeCount, owners, children } = tables
  const verbCount = names.length + 1
  const ends = new Int32Array(nodeCount * verbCount).fill(-1)
  for (let at = 0; at < tables.ends.length; at += 3)
    ends[tables.ends[at]! * verbCount + tables.ends[at + 1]!] = tables.ends[at + 2]!
  const parameters = new Int32Array(nodeCount).fill(-1)
  for (let at = 0; at < tables.parameters.length; at += 2)
    parameters[tables.parameters[at]!] = tables.parameters[at + 1]!
  const extras = new Uint8Array(nodeCount)
  const rests = restsOf(tables, verbCount)
  const branches = new Map(tables.branches.map(([node, mixed, typed]) => [node, [mixed, typed]]))
  for (const node of [...rests.keys(), ...branches.keys()]) extras[node] = 1
  const literalCounts = new Uint8Array(nodeCount)
  const onlyLiterals = new Int32Array(nodeCount).fill(-1)
  const texts: string[] = Array.from({ length: nodeCount }, () => "")
  for (let at = 0; at < owners.length; at++) {
    const [owner, child] = [owners[at]!, children[at]!]
    if (literalCounts[owner] !== many) literalCounts[owner]!++
    onlyLiterals[owner] = child
    texts[child] = tables.texts[at]!
  }
  const table = literalTable(tables)
  return {
    ends,
    verbCount,
    parameters,
    extras,
    branches,
    rests,
    literalCounts,
    onlyLiterals,
    texts,
    ...table,
  }
}

function restsOf({ rests }: RouterTables, verbCount: number): ReadonlyMap<number, Int32Array> {
  const found = new Map<number, Int32Array>()
  for (let at = 0; at < rests.length; at += 3) {
    const node = rests[at]!
    const entries = found.get(node) ?? new Int32Array(verbCount).fill(-1)
    entries[rests[at + 1]!] = rests[at + 2]!
    found.set(node, entries)
  }
  return found
}

function literalTable({ owners, children, hashes }: RouterTables): Pick<FlatTree, "slots" | "mask"> {
  // At most half full: a miss ends at the first slot most of the time.
  const size = 2 ** Math.ceil(Math.log2(Math.max(4, owners.length * 2)))
  const mask = size - 1
  const slots = new Int32Array(size * 4).fill(-1)
  for (let at = 0; at < owners.length; at++) {
    const hash = hashes[at]!
    let slot = slotOf(owners[at]!, hash) & mask
    while (slots[slot * 4 + 2] !== -1) slot = (slot + 1) & mask
    slots[slot * 4] = owners[at]!
    slots[slot * 4 + 1] = hash
    slots[slot * 4 + 2] = children[at]!
  }
  return { slots, mask }
}

export function slotOf(owner: number, hash: number): number {
  const mixed = Math.imul(hash ^ Math.imul(owner, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
