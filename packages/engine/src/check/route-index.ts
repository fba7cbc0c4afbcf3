import { governs, prefixCovers, templateCovers } from "../target/govern.ts"
import type { Template, TemplateSegment } from "../target/template.ts"
import { accepts } from "../target/verbs.ts"
import type { Block, RouteDraft } from "./blocks.ts"

/**
 * Finds routes by where their templates start, so that ten thousand blocks over ten thousand routes
 * do not cost a hundred million comparisons.
 */
export interface RouteIndex {
  readonly all: readonly RouteDraft[]
  /** Every route for which what tightens in the block holds. */
  readonly governed: (block: Block) => readonly RouteDraft[]
  /** Some route that can take a request of these verbs and a path of this template. */
  readonly takes: (verbs: readonly string[], template: Template) => boolean
}

export function indexRoutes(routes: readonly RouteDraft[]): RouteIndex {
  const known = new Map<Block, readonly RouteDraft[]>()
  const byStart = new Map<string, RouteDraft[]>()
  let isIndexed = false
  const startingWith = (template: Template): readonly RouteDraft[] => {
    if (!isIndexed) enterAll(byStart, routes)
    isIndexed = true
    return byStart.get(keyOf(template.segments, template.segments.length)) ?? []
  }
  const governed = (block: Block): readonly RouteDraft[] => {
    if (block.kind === "file") return routes
    const found = known.get(block)
    if (found) return found
    const made = find(block, routes, startingWith)
    known.set(block, made)
    return made
  }
  const takes = (verbs: readonly string[], template: Template): boolean => {
    const fits = (route: RouteDraft): boolean =>
      verbs.some((verb) => verbsMeet(verb, route.verb)) &&
      templateCovers(template, route.template) !== "never"
    return startingWith(template).some(fits) || routes.some(fits)
  }
  return { all: routes, governed, takes }
}

function find(
  block: Block,
  routes: readonly RouteDraft[],
  startingWith: (template: Template) => readonly RouteDraft[],
): readonly RouteDraft[] {
  const { kind, template } = block
  if (kind === "route") return block.routes
  if (kind === "guardrail")
    return routes.filter((route) => prefixCovers(template, route.template) !== "never")
  return startingWith(template).filter((route) => governs(template, route.template))
}

function enterAll(byStart: Map<string, RouteDraft[]>, routes: readonly RouteDraft[]): void {
  for (const route of routes) {
    const { segments } = route.template
    let key = ""
    for (let depth = 0; depth <= segments.length; depth += 1) {
      if (depth > 0) key += keyOfSegment(segments[depth - 1])
      const found = byStart.get(key)
      if (found) found.push(route)
      else byStart.set(key, [route])
    }
  }
}

function keyOf(segments: readonly TemplateSegment[], depth: number): string {
  let key = ""
  for (let at = 0; at < depth; at += 1) key += keyOfSegment(segments[at])
  return key
}

/** Equal wherever one segment may govern the other. */
function keyOfSegment(segment: TemplateSegment | undefined): string {
  return segment?.kind === "literal" ? `/${segment.text}` : "/{}"
}

function verbsMeet(target: string, route: string): boolean {
  return target === "ANY" || route === "ANY" || accepts(target, route) || accepts(route, target)
}

/** Whether a target takes every request of a route. */
export function takesAll(verbs: readonly string[], template: Template, route: RouteDraft): boolean {
  const takesVerb = verbs.some((verb) => verb === "ANY" || accepts(verb, route.verb))
  return takesVerb && templateCovers(template, route.template) === "always"
}
