import type { Policy, Route, Rule, Scope, Target, Tightening } from "../../model/policy.ts"
import { governs, prefixCovers, templateCovers } from "../../target/govern.ts"
import type { Template, TemplateSegment } from "../../target/template.ts"
import { accepts } from "../../target/verbs.ts"
import type { Governed } from "../plan.ts"

/** A scope that governs a route, with its guardrail where it governs only some requests or has parameters of its own. */
export interface Governing {
  readonly rules: Tightening
  readonly guardrail: number | undefined
}

/**
 * Makes the function that finds what tightens a route: its own lines, and those of every scope over it.
 * Scopes are found by the literal text of their paths, so that ten thousand blocks do not cost a hundred million comparisons.
 */
export function governingScopes(policy: Policy): {
  readonly guardrails: readonly Template[]
  readonly of: (route: Route) => readonly Governing[]
} {
  const guardrails: Template[] = []
  const rails = policy.scopes
    .filter((scope) => scope.kind === "guardrail")
    .map((scope) => ({ scope, place: guardrails.push(scope.path) - 1 }))
  const byPath = new Map<string, Scope[]>()
  for (const scope of policy.scopes) {
    if (scope.kind === "guardrail" || isEmpty(scope)) continue
    const key = keyOf(scope.path.segments, scope.path.segments.length)
    const found = byPath.get(key)
    if (found) found.push(scope)
    else byPath.set(key, [scope])
  }
  const of = (route: Route): readonly Governing[] => {
    const found: Governing[] = [{ rules: route.own, guardrail: undefined }]
    const { segments } = route.template
    for (let depth = 0; depth <= segments.length; depth++) {
      for (const scope of byPath.get(keyOf(segments, depth)) ?? []) {
        if (governs(scope.path, route.template)) found.push({ rules: scope, guardrail: undefined })
      }
    }
    for (const { scope, place } of rails) {
      const covers = prefixCovers(scope.path, route.template)
      if (covers === "never") continue
      const isPlain = covers === "always" && scope.path.parameters.length === 0
      found.push({ rules: scope, guardrail: isPlain ? undefined : place })
    }
    return found
  }
  return { guardrails, of }
}

function isEmpty(scope: Tightening): boolean {
  const { denies, requires, limits, audits, timeouts, bodyMaxima, response } = scope
  return [denies, requires, limits, audits, timeouts, bodyMaxima, response].every(
    (rules) => rules.length === 0,
  )
}

/** Equal for every two paths of which one may govern the other; `governs` has the last word. */
function keyOf(segments: readonly TemplateSegment[], depth: number): string {
  let key = ""
  for (let at = 0; at < depth; at++) {
    const segment = segments[at]!
    key += segment.kind === "literal" ? `/${segment.text}` : "/{}"
  }
  return key
}

/** One kind of rule from all that governs the route, in the order of the source. */
export function gather<R extends Rule>(
  governing: readonly Governing[],
  pick: (rules: Tightening) => readonly R[],
): readonly (R & Pick<Governed, "guardrail">)[] {
  const found: (R & Pick<Governed, "guardrail">)[] = []
  for (const { rules, guardrail } of governing) {
    for (const rule of pick(rules)) found.push(guardrail === undefined ? rule : { ...rule, guardrail })
  }
  return found.length > 1 ? found.sort(inSourceOrder) : found
}

export function inSourceOrder(a: Rule, b: Rule): number {
  if (a.span.file !== b.span.file) return a.span.file < b.span.file ? -1 : 1
  return a.span.start - b.span.start
}

/**
 * Settles `except` as far as the route alone decides it: undefined where it takes every request away,
 * else the targets that some of the route's requests fit.
 */
export function settleExcept<R extends { readonly except: readonly Target[] }>(
  rule: R & Pick<Governed, "guardrail">,
  route: Route,
): (Omit<R, "except"> & Governed) | undefined {
  const { except, ...rest } = rule
  const open = except.filter((target) => canTake(target, route))
  if (open.some((target) => takesAll(target, route))) return undefined
  return (open.length > 0 ? { ...rest, except: open } : rest) as Omit<R, "except"> & Governed
}

function canTake(target: Target, route: Route): boolean {
  return (
    templateCovers(target.template, route.template) !== "never" &&
    target.verbs.some((verb) => verbsMeet(verb, route.verb))
  )
}

function verbsMeet(target: string, route: string): boolean {
  return accepts(target, route) || accepts(route, target) || target === "ANY" || route === "ANY"
}

/** `GET` takes `HEAD` too, so that it takes all of a GET route; nothing but `ANY` takes all of an `ANY` route. */
function takesAll(target: Target, route: Route): boolean {
  return (
    templateCovers(target.template, route.template) === "always" &&
    target.verbs.some((verb) => verb === "ANY" || accepts(verb, route.verb))
  )
}
