import type { Policy, Route, Rule, Target, Tightening } from "../model/policy.ts"
import { governs } from "../target/govern.ts"
import { matchPrefix } from "../target/match.ts"
import { targetTakes } from "../target/verbs.ts"
import type { Facts } from "./facts.ts"

/** A block that tightens this request, with the facts as its conditions see them. */
export interface Governing {
  readonly tightening: Tightening
  readonly facts: Facts
}

/** Everything that tightens a request of the route: what is written in it, above it and around it. */
export function gather(policy: Policy, route: Route, path: string, facts: Facts): readonly Governing[] {
  const own: Governing = { tightening: route.own, facts }
  const scopes = policy.scopes.flatMap((scope): Governing[] => {
    if (scope.kind === "policy") return [{ tightening: scope, facts }]
    if (scope.kind === "api") return governs(scope.path, route.template) ? [{ tightening: scope, facts }] : []
    const parameters = matchPrefix(scope.path, path)
    return parameters === undefined ? [] : [{ tightening: scope, facts: { ...facts, parameters } }]
  })
  return [own, ...scopes]
}

/** A rule in force, with the facts as its conditions see them. */
export interface InForce<Kind> {
  readonly rule: Kind
  readonly facts: Facts
}

export function rulesOf<Kind extends Rule>(
  governing: readonly Governing[],
  select: (tightening: Tightening) => readonly Kind[],
): readonly InForce<Kind>[] {
  const rules = governing.flatMap(({ tightening, facts }) =>
    select(tightening).map((rule) => ({ rule, facts })),
  )
  return rules.sort((left, right) => bySource(left.rule, right.rule))
}

/** By file name and then by place in it: never by the order in which files were given. */
export function bySource(left: Rule, right: Rule): number {
  if (left.span.file !== right.span.file) return left.span.file < right.span.file ? -1 : 1
  return left.span.start - right.span.start
}

/** `except` names this very request. */
export function isLeftAlone(except: readonly Target[], method: string, path: string): boolean {
  return except.some((target) => targetTakes(target, method, path))
}
