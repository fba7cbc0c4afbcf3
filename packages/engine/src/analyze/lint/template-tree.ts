import { canOverlap, compareSpecificity, literalLength } from "../../target/specificity.ts"
import type { Template, TemplateSegment } from "../../target/template.ts"
import type { LintRoute } from "./lint-route.ts"

/** Routes by their segments, so that those which one path may fit are found without comparing each with each. */
export interface TemplateTree {
  readonly literals: Map<string, TemplateTree>
  /** Segments that take more than one text: kinds in the order of their rank. */
  readonly open: Map<Open["kind"], TemplateTree>
  readonly routes: LintRoute[]
}

type Open = Exclude<TemplateSegment, { kind: "literal" }>

const makeTree = (): TemplateTree => ({ literals: new Map(), open: new Map(), routes: [] })

export function templateTree(routes: readonly LintRoute[]): TemplateTree {
  const root = makeTree()
  for (const route of routes) {
    let tree = root
    for (const segment of route.planned.template.segments) tree = below(tree, segment)
    tree.routes.push(route)
  }
  return root
}

function below(tree: TemplateTree, segment: TemplateSegment): TemplateTree {
  const [map, key] =
    segment.kind === "literal"
      ? ([tree.literals, segment.text] as const)
      : ([tree.open as Map<string, TemplateTree>, segment.kind] as const)
  let found = map.get(key)
  if (found === undefined) map.set(key, (found = makeTree()))
  return found
}

/**
 * The first route that a path may fit beside this one, that ranks after it, and of which nobody sees at once that it does.
 *
 * Everybody sees it where the one has text and the other a parameter (`/orders/latest`, `/orders/{id}`). Nobody does where
 * types of parameters decide, or where each has text at a place where the other has none (`/orders/{id}/latest`, `/{kind}/new/{id}`).
 */
export function confusedWith(route: LintRoute, root: TemplateTree): LintRoute | undefined {
  const { template, verb } = route.planned
  const { segments } = template
  const isConfused = (other: LintRoute): boolean =>
    other !== route &&
    takesAlike(verb, other.planned.verb) &&
    canOverlap(template, other.planned.template) &&
    compareSpecificity(template, other.planned.template) < 0 &&
    isUnclear(template, other.planned.template)
  const enter = (tree: TemplateTree, at: number, isAhead: boolean): LintRoute | undefined => {
    const rest = tree.open.get("rest")?.routes.find(isConfused)
    if (rest) return rest
    const segment = segments[at]
    if (segment === undefined) return tree.routes.find(isConfused)
    if (segment.kind === "rest") return isAhead ? inAll(tree, isConfused) : undefined
    for (const [next, isNextAhead] of nextOf(tree, segment, isAhead)) {
      const found = enter(next, at + 1, isNextAhead)
      if (found) return found
    }
    return undefined
  }
  return enter(root, 0, false)
}

/** Until this route has come to rank first at some place, the other may not: what ranks before it is found from there. */
function* nextOf(
  tree: TemplateTree,
  segment: TemplateSegment,
  isAhead: boolean,
): Iterable<readonly [TemplateTree, boolean]> {
  if (segment.kind === "literal") {
    const same = tree.literals.get(segment.text)
    if (same) yield [same, isAhead]
    for (const [kind, next] of tree.open) if (kind !== "rest") yield [next, true]
    return
  }
  if (isAhead) for (const next of tree.literals.values()) yield [next, true]
  for (const [kind, next] of tree.open) {
    if (kind !== "rest" && (isAhead || ranks[kind] >= ranks[segment.kind]))
      yield [next, isAhead || kind !== segment.kind || kind === "mixed"]
  }
}

const ranks = { mixed: 1, typed: 2, parameter: 3, rest: 4 } as const

function inAll(tree: TemplateTree, isMeant: (route: LintRoute) => boolean): LintRoute | undefined {
  const own = tree.routes.find(isMeant)
  if (own) return own
  for (const next of [...tree.literals.values(), ...tree.open.values()]) {
    const found = inAll(next, isMeant)
    if (found) return found
  }
  return undefined
}

/** A request that the one takes the other may take too. */
const takesAlike = (verb: string, other: string): boolean =>
  verb === other ||
  verb === "ANY" ||
  other === "ANY" ||
  (verb === "GET" && other === "HEAD") ||
  (verb === "HEAD" && other === "GET")

function isUnclear(first: Template, other: Template): boolean {
  const places = placesOf(first, other)
  const decided = places.find(([here, there]) => !isSame(here, there))
  if (decided === undefined) return false
  const [here, there] = decided
  if (here?.kind !== "literal" && there?.kind !== "rest") return true
  return places.some(([one, two]) => two?.kind === "literal" && one?.kind !== "literal")
}

type Place = readonly [TemplateSegment | undefined, TemplateSegment | undefined]

/** `**` stands for all segments that follow. */
function placesOf(first: Template, other: Template): readonly Place[] {
  const length = Math.max(first.segments.length, other.segments.length)
  const at = ({ segments }: Template, place: number): TemplateSegment | undefined =>
    segments[place] ?? (segments.at(-1)?.kind === "rest" ? segments.at(-1) : undefined)
  return Array.from({ length }, (_, place): Place => [at(first, place), at(other, place)])
}

function isSame(one: TemplateSegment | undefined, other: TemplateSegment | undefined): boolean {
  if (one?.kind === "literal" && other?.kind === "literal") return one.text === other.text
  return one?.kind === other?.kind && literalLength(one) === literalLength(other)
}
