import type { Grant, Load, Policy, ResponseRule, Route, Target, Tightening } from "../model/policy.ts"
import { governs, prefixCovers, templateCovers } from "../target/govern.ts"
import { accepts } from "../target/verbs.ts"
import type { Expression } from "../values/expression.ts"
import { readsOf, rolesAskedBy } from "../values/parts.ts"

/** The loads of a route that some rule in force on it needs: the others are never asked for. */
export function neededLoads(policy: Policy, route: Route): readonly Load[] {
  const rules = askedOn(policy, route)
  const conditions = rules.conditions
  const names = new Set(
    conditions.flatMap(readsOf).flatMap(({ root, name }) => (root === "resource" ? [name] : [])),
  )
  for (const role of [...rules.roles, ...conditions.flatMap(rolesAskedBy)]) {
    for (const name of thingsBehind(role, policy, route)) names.add(name)
  }
  // INVARIANT (loads run in order): a load reads only loads before it, so that one walk backwards finds all.
  for (const load of route.loads.toReversed()) {
    if (!names.has(load.name)) continue
    for (const read of load.by.flatMap(readsOf)) if (read.root === "resource") names.add(read.name)
  }
  return route.loads.filter(({ name }) => names.has(name))
}

/** The loaded things on which it hangs whether somebody holds the role. */
function thingsBehind(name: string, policy: Policy, route: Route): readonly string[] {
  const role = policy.roles.find((candidate) => candidate.name === name)
  if (role === undefined) return []
  const { of, when } = role
  const isBound =
    of === undefined || route.loads.some((load) => load.name === of.name && load.type === of.type)
  const own =
    !isBound || when === undefined
      ? []
      : [
          ...(of === undefined ? [] : [of.name]),
          ...rolesAskedBy(when).flatMap((other) => thingsBehind(other, policy, route)),
        ]
  const includers = policy.roles.filter(({ includes }) => includes.includes(name))
  return [...own, ...includers.flatMap((includer) => thingsBehind(includer.name, policy, route))]
}

interface Asked {
  readonly conditions: readonly Expression[]
  readonly roles: readonly string[]
}

function askedOn(policy: Policy, route: Route): Asked {
  const scopes = policy.scopes.filter((scope) => {
    if (scope.kind === "guardrail") return prefixCovers(scope.path, route.template) !== "never"
    return scope.kind === "policy" || governs(scope.path, route.template)
  })
  const all = [
    ...route.allows.map(({ grant }) => ofGrant(grant)),
    ...route.shows.map(ofResponseRule),
    ...[route.own, ...scopes].flatMap((tightening) => ofTightening(tightening, policy, route)),
  ]
  return {
    conditions: all.flatMap(({ conditions }) => conditions),
    roles: all.flatMap(({ roles }) => roles),
  }
}

function ofTightening(tightening: Tightening, policy: Policy, route: Route): readonly Asked[] {
  const inForce = (rule: { readonly except: readonly Target[] }): boolean =>
    !rule.except.some((target) => takesEveryRequest(target, route))
  const limits = tightening.limits.flatMap((use) => policy.limits[use.limit] ?? [])
  return [
    ...tightening.denies.filter(inForce).map((rule) => asked([rule.when], [rule.unless], rule.roles)),
    // Transport is judged before anything is loaded.
    ...tightening.requires
      .filter(inForce)
      .map((rule) =>
        rule.what.kind === "tls" ? asked([], []) : asked([rule.what.condition], [rule.unless]),
      ),
    ...limits.map((limit) => asked([...limit.per, limit.cost, limit.when], [limit.unless])),
    ...tightening.audits.map((rule) => asked([...rule.note, rule.when], [])),
    ...tightening.response.map(ofResponseRule),
  ]
}

function takesEveryRequest(target: Target, route: Route): boolean {
  if (templateCovers(target.template, route.template) !== "always") return false
  return target.verbs.some((verb) => verb === "ANY" || accepts(verb, route.verb))
}

function ofResponseRule(rule: ResponseRule): Asked {
  if (rule.kind === "each") {
    const inner = rule.rules.map(ofResponseRule)
    return {
      conditions: inner.flatMap(({ conditions }) => conditions),
      roles: inner.flatMap(({ roles }) => roles),
    }
  }
  return rule.kind === "show" || rule.kind === "only-to"
    ? asked([], [rule.to])
    : asked([rule.when], [rule.unless])
}

function ofGrant(grant: Grant): Asked {
  return asked([], [grant])
}

function asked(
  conditions: readonly (Expression | undefined)[],
  grants: readonly (Grant | undefined)[],
  roles: readonly string[] = [],
): Asked {
  const given = grants.filter((grant) => grant !== undefined)
  return {
    conditions: [...conditions, ...given.map(({ when }) => when)].filter(
      (condition) => condition !== undefined,
    ),
    roles: [...roles, ...given.flatMap((grant) => grant.roles)],
  }
}
