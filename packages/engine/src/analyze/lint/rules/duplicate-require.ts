import { textOf } from "../conditions/atom.ts"
import type { Require } from "../../../model/policy.ts"
import type { PlannedRoute } from "../../../plan/plan.ts"
import type { LintRoute } from "../lint-route.ts"
import { removalFix } from "../removal.ts"
import type { PolicyRule } from "../rule.ts"
import type { Span } from "../../../text/span.ts"

export const duplicateRequire: PolicyRule = {
  name: "duplicate-require",
  title: "a requirement that is in force already",
  severity: "warning",
  reads: "policy",
  *run({ nodes, routesUnder, depthOf, sourceOf }) {
    for (const { span } of nodes("require")) {
      const routes = routesUnder({ span })
      const other = commonOther(routes, span, depthOf)
      if (other === undefined) continue
      yield {
        span,
        message: "this is required already",
        labels: [{ span: other.span, text: "by this line" }],
        why: "who removes one of the two lines believes to have lifted the requirement",
        help: "keep the line that reaches further",
        // Where the other asks more, a later change of it would take this one along.
        fixes: [removalFix("remove it", saysTheSame(routes, span, other), sourceOf(span.file), span)],
      }
    }
  },
}

function saysTheSame(routes: readonly LintRoute[], span: Span, other: InForce): boolean {
  const own = routes[0] && ownAt(routes[0], span)
  return own !== undefined && toldOf(own) === toldOf(other)
}

const toldOf = ({ what, unless, else: refusal, except, guardrail }: InForce): string =>
  JSON.stringify([what, unless, refusal, except, guardrail], (key, value: unknown) =>
    key === "span" ? undefined : value,
  )

const inForceOn = ({ planned }: LintRoute): readonly InForce[] => [...planned.requires, ...planned.transport]

const ownAt = (route: LintRoute, span: Span): InForce | undefined =>
  inForceOn(route).find((rule) => isSame(rule.span, span))

type InForce = PlannedRoute["requires"][number]

/** A line that asks the same, or more, on all of the routes, and stands no further in. */
function commonOther(
  routes: readonly LintRoute[],
  span: Span,
  depthOf: (span: Span) => number,
): InForce | undefined {
  const [first, ...others] = routes.map(inForceOn)
  const own = first?.find((rule) => isSame(rule.span, span))
  if (first === undefined || own === undefined) return undefined
  return first.find(
    (other) =>
      other !== own &&
      depthOf(other.span) <= depthOf(own.span) &&
      covers(other, own) &&
      (!covers(own, other) || isFirst(other.span, own.span, depthOf)) &&
      others.every((rules) => rules.some((rule) => isSame(rule.span, other.span))),
  )
}

const isSame = (left: Span, right: Span): boolean => left.file === right.file && left.start === right.start

function isFirst(other: Span, own: Span, depthOf: (span: Span) => number): boolean {
  const [theirs, ours] = [depthOf(other), depthOf(own)]
  if (theirs !== ours) return theirs < ours
  return other.file === own.file ? other.start < own.start : other.file < own.file
}

/** Asks at least as much, of everyone of whom the other asks, and refuses alike. */
function covers(wide: InForce, narrow: InForce): boolean {
  const conditions = (rule: InForce): string =>
    JSON.stringify([rule.unless, rule.else, rule.except, rule.guardrail], (key, value: unknown) =>
      key === "span" ? undefined : value,
    )
  const isFree = wide.unless === undefined && wide.except === undefined && wide.guardrail === undefined
  const isAlike =
    conditions(wide) === conditions(narrow) ||
    (isFree && narrow.else === undefined && wide.else === undefined)
  return isAlike && asksAsMuch(wide.what, narrow.what)
}

function asksAsMuch(wide: Require["what"], narrow: Require["what"]): boolean {
  if (wide.kind === "tls") return narrow.kind === "tls" && wide.version >= narrow.version
  if (narrow.kind === "tls") return false
  if (wide.kind === "mfa" && narrow.kind === "mfa")
    return (wide.withinMilliseconds ?? Infinity) <= (narrow.withinMilliseconds ?? Infinity)
  if (wide.kind === "scope" && narrow.kind === "scope")
    return narrow.scopes.every((scope) => wide.scopes.includes(scope))
  return textOf(wide.condition) === textOf(narrow.condition)
}
