import type { PlannedRoute } from "../plan/plan.ts"
import { matchSegment, matchTemplate } from "../target/match.ts"
import { compareSpecificity } from "../target/specificity.ts"
import { hashOf, scan } from "./scan.ts"
import { buildTree, type Alternative, type Node } from "./tree.ts"
import { commonVerbs, verbPlace, verbTable, type VerbTable } from "./verbs.ts"

// The tree laid flat in a few integer arrays, walked from the left with backtracking: literal, mixed,
// typed, parameter, rest. Literal children of all nodes share one open-addressing table keyed by node
// and segment hash, so that a step costs about the same at ten routes and at ten thousand (`bench decide`).

export interface Router {
  /** The place of the route that takes the scanned path with the method, or -1. */
  readonly find: (method: string) => number
  /** Verbs that some route would take on the scanned path, sorted; empty: the path is unknown. */
  readonly allowed: () => readonly string[]
}

export function makeRouter(routes: readonly PlannedRoute[]): Router {
  const verbs = verbTable(routes.map((route) => route.verb))
  const walk = makeWalk(layFlat(buildTree(routes, verbs), verbs), routes, verbs)
  const find = (method: string): number => walk(0, 0, verbPlace(verbs, method))
  // An `ANY` route takes every verb: it is told by the common ones, and by those that other routes name.
  const isNamed = (verb: string): boolean =>
    commonVerbs.includes(verb) ||
    routes.some((route) => route.verb === verb && matchTemplate(route.template, scan.path) !== undefined)
  const allowed = (): readonly string[] => verbs.names.filter((verb) => find(verb) !== -1 && isNamed(verb))
  return { find, allowed }
}

/** Nodes by place, in arrays. */
interface FlatTree {
  /** Node × verb → route, or -1. */
  readonly ends: Int32Array
  readonly verbCount: number
  /** The child for any text, or -1. */
  readonly parameters: Int32Array
  /** Where 1, `nodes` holds alternatives or a `**` that have to be looked at. */
  readonly extras: Uint8Array
  /** How many texts lead on from the node: `none`, `one` (then `onlyLiterals` has its child) or `many` (then the table has them). */
  readonly literalCounts: Uint8Array
  readonly onlyLiterals: Int32Array
  readonly nodes: readonly Node[]
  /** The text that leads to a node. */
  readonly texts: readonly string[]
  /** Four numbers a slot: owning node, hash, child (-1: free), unused. */
  readonly slots: Int32Array
  readonly mask: number
}

const none = 0
const one = 1
const many = 2

function layFlat(nodes: readonly Node[], verbs: VerbTable): FlatTree {
  const verbCount = verbs.names.length + 1
  const ends = new Int32Array(nodes.length * verbCount).fill(-1)
  const parameters = new Int32Array(nodes.length).fill(-1)
  const extras = new Uint8Array(nodes.length)
  const literalCounts = new Uint8Array(nodes.length)
  const onlyLiterals = new Int32Array(nodes.length).fill(-1)
  const texts = nodes.map(() => "")
  for (const node of nodes) {
    if (node.ends) ends.set(node.ends, node.place * verbCount)
    if (node.parameter) parameters[node.place] = node.parameter.place
    if (node.mixed.length + node.typed.length > 0 || node.rests) extras[node.place] = 1
    literalCounts[node.place] = Math.min(node.literals.size, many)
    for (const [text, child] of node.literals) {
      texts[child.place] = text
      onlyLiterals[node.place] = child.place
    }
  }
  const table = literalTable(nodes)
  return { ends, verbCount, parameters, extras, literalCounts, onlyLiterals, nodes, texts, ...table }
}

function literalTable(nodes: readonly Node[]): Pick<FlatTree, "slots" | "mask"> {
  const count = nodes.reduce((sum, node) => sum + node.literals.size, 0)
  // At most half full: a miss ends at the first slot most of the time.
  const size = 2 ** Math.ceil(Math.log2(Math.max(4, count * 2)))
  const mask = size - 1
  const slots = new Int32Array(size * 4).fill(-1)
  for (const node of nodes) {
    for (const [text, child] of node.literals) {
      const hash = hashOf(text)
      let slot = slotOf(node.place, hash) & mask
      while (slots[slot * 4 + 2] !== -1) slot = (slot + 1) & mask
      slots.set([node.place, hash, child.place], slot * 4)
    }
  }
  return { slots, mask }
}

function slotOf(owner: number, hash: number): number {
  const mixed = Math.imul(hash ^ Math.imul(owner, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}

type Walk = (node: number, at: number, verb: number) => number

function makeWalk(tree: FlatTree, routes: readonly PlannedRoute[], verbs: VerbTable): Walk {
  const { ends, verbCount, parameters, extras, literalCounts, nodes } = tree
  const findLiteral = makeFindLiteral(tree)
  const findRanked = makeFindRanked(routes, verbs)

  const walk: Walk = (from, firstAt, verb) => {
    let node = from
    let at = firstAt
    // While a node has no other way on, its only one is gone without a way back.
    for (;;) {
      if (at === scan.count) {
        const found = ends[node * verbCount + verb]!
        return found !== -1 || extras[node] === 0 ? found : restOf(node, verb)
      }
      const literal = literalCounts[node] === none ? -1 : findLiteral(node, at)
      const parameter = scan.ends[at]! > scan.starts[at]! ? parameters[node]! : -1
      if (extras[node] === 1) return walkExtras(node, literal, parameter, at, verb)
      if (literal !== -1 && parameter !== -1) {
        const found = walk(literal, at + 1, verb)
        if (found !== -1) return found
      }
      node = literal !== -1 && parameter === -1 ? literal : parameter
      if (node === -1) return -1
      at++
    }
  }

  const walkExtras = (node: number, literal: number, parameter: number, at: number, verb: number): number => {
    if (literal !== -1) {
      const found = walk(literal, at + 1, verb)
      if (found !== -1) return found
    }
    const text = scan.path.slice(scan.starts[at], scan.ends[at])
    for (const list of [nodes[node]!.mixed, nodes[node]!.typed]) {
      for (let index = 0; index < list.length; index++) {
        const found = ranksAlone(list, index)
          ? walkOne(list[index]!, text, at, verb)
          : findRanked(list, index, verb)
        if (found !== -1) return found
      }
    }
    if (parameter !== -1) {
      const found = walk(parameter, at + 1, verb)
      if (found !== -1) return found
    }
    return restOf(node, verb)
  }

  const restOf = (node: number, verb: number): number => nodes[node]!.rests?.[verb] ?? -1

  const walkOne = (alternative: Alternative, text: string, at: number, verb: number): number =>
    matchSegment(alternative.template, alternative.segment, text)
      ? walk(alternative.node.place, at + 1, verb)
      : -1

  return walk
}

/** The child of a node for the text of the scanned segment, or -1. */
function makeFindLiteral(tree: FlatTree): (owner: number, at: number) => number {
  const { literalCounts, onlyLiterals, texts, slots, mask } = tree
  return (owner, at) => {
    if (literalCounts[owner] === one) {
      const child = onlyLiterals[owner]!
      return isSegment(texts[child]!, at) ? child : -1
    }
    const hash = scan.hashes[at]!
    let slot = slotOf(owner, hash) & mask
    for (;;) {
      const child = slots[slot * 4 + 2]!
      if (child === -1) return -1
      if (slots[slot * 4 + 1] === hash && slots[slot * 4] === owner && isSegment(texts[child]!, at))
        return child
      slot = (slot + 1) & mask
    }
  }
}

/** Alternatives of equal rank: what stands to their right decides, so their routes are asked in order of rank. */
function makeFindRanked(
  routes: readonly PlannedRoute[],
  verbs: VerbTable,
): (list: readonly Alternative[], index: number, verb: number) => number {
  const preferred = (a: number, b: number, verb: number): number =>
    verbs.preference(routes[b]!.verb, verb) - verbs.preference(routes[a]!.verb, verb)
  return (list, index, verb) => {
    const rank = list[index]!.literalLength
    if (index > 0 && list[index - 1]!.literalLength === rank) return -1
    const candidates = list
      .filter((alternative) => alternative.literalLength === rank)
      .flatMap((alternative) => alternative.routes)
      .sort((a, b) => compareSpecificity(routes[a]!.template, routes[b]!.template) || preferred(a, b, verb))
    return (
      candidates.find(
        (place) =>
          verbs.takes(routes[place]!.verb, verb) && matchTemplate(routes[place]!.template, scan.path),
      ) ?? -1
    )
  }
}

/** Whether the scanned segment is `text`: equal hashes are no proof. A loop beats `startsWith` on texts this short (`bench decide`). */
function isSegment(text: string, at: number): boolean {
  const start = scan.starts[at]!
  const { length } = text
  if (scan.ends[at]! - start !== length) return false
  const { path } = scan
  for (let index = 0; index < length; index++) {
    if (path.charCodeAt(start + index) !== text.charCodeAt(index)) return false
  }
  return true
}

function ranksAlone(list: readonly Alternative[], index: number): boolean {
  const rank = list[index]!.literalLength
  return list[index - 1]?.literalLength !== rank && list[index + 1]?.literalLength !== rank
}
