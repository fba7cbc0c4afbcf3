import { matchSegment, matchTemplate } from "../target/match.ts"
import { compareSpecificity } from "../target/specificity.ts"
import type { Template } from "../target/template.ts"
import {
  layFlat,
  none,
  one,
  slotOf,
  type FlatAlternative,
  type FlatTree,
  type RouterTables,
} from "./flat-tree.ts"
import { scan } from "./scan.ts"
import { commonVerbs, verbPlace, verbTable, type VerbTable } from "./verbs.ts"

// The tree is walked from the left with backtracking: literal, mixed, typed, parameter, rest.

export interface Router {
  /** The place of the route that takes the scanned path with the method, or -1. */
  readonly find: (method: string) => number
  /** Verbs that some route would take on the scanned path, sorted; empty: the path is unknown. */
  readonly allowed: () => readonly string[]
}

/** Templates of routes by place: a policy that was built reads one when it is needed. */
export type TemplateAt = (route: number) => Template

export function makeRouter(tables: RouterTables, templateAt: TemplateAt): Router {
  const verbs = verbTable(tables.verbs)
  const walk = makeWalk(layFlat(tables, verbs), tables, templateAt, verbs)
  const find = (method: string): number => walk(0, 0, verbPlace(verbs, method))
  // An `ANY` route takes every verb: it is told by the common ones, and by those that other routes name.
  const isNamed = (verb: string): boolean =>
    commonVerbs.includes(verb) ||
    tables.routeVerbs.some(
      (own, route) => tables.verbs[own] === verb && matchTemplate(templateAt(route), scan.path) !== undefined,
    )
  const allowed = (): readonly string[] => verbs.names.filter((verb) => find(verb) !== -1 && isNamed(verb))
  return { find, allowed }
}

type Walk = (node: number, at: number, verb: number) => number

function makeWalk(tree: FlatTree, tables: RouterTables, templateAt: TemplateAt, verbs: VerbTable): Walk {
  const { ends, verbCount, parameters, extras, literalCounts, branches, rests } = tree
  const findLiteral = makeFindLiteral(tree)
  const findRanked = makeFindRanked(tables, templateAt, verbs)

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
    for (const list of branches.get(node) ?? noBranches) {
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

  const restOf = (node: number, verb: number): number => rests.get(node)?.[verb] ?? -1

  const walkOne = (
    { route, segment, child }: FlatAlternative,
    text: string,
    at: number,
    verb: number,
  ): number => {
    const template = templateAt(route)
    return matchSegment(template, template.segments[segment]!, text) ? walk(child, at + 1, verb) : -1
  }

  return walk
}

const noBranches: readonly (readonly FlatAlternative[])[] = []

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
  tables: RouterTables,
  templateAt: TemplateAt,
  verbs: VerbTable,
): (list: readonly FlatAlternative[], index: number, verb: number) => number {
  const verbOf = (route: number): string => tables.verbs[tables.routeVerbs[route]!]!
  const preferred = (a: number, b: number, verb: number): number =>
    verbs.preference(verbOf(b), verb) - verbs.preference(verbOf(a), verb)
  return (list, index, verb) => {
    const rank = list[index]!.literalLength
    if (index > 0 && list[index - 1]!.literalLength === rank) return -1
    const candidates = list
      .filter((alternative) => alternative.literalLength === rank)
      .flatMap((alternative) => alternative.routes)
      .sort((a, b) => compareSpecificity(templateAt(a), templateAt(b)) || preferred(a, b, verb))
    return (
      candidates.find(
        (route) => verbs.takes(verbOf(route), verb) && matchTemplate(templateAt(route), scan.path),
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

function ranksAlone(list: readonly FlatAlternative[], index: number): boolean {
  const rank = list[index]!.literalLength
  return list[index - 1]?.literalLength !== rank && list[index + 1]?.literalLength !== rank
}
