import type { Allow } from "../../../model/policy.ts"
import { textOf } from "../conditions/atom.ts"
import type { LintRoute } from "../lint-route.ts"
import type { PolicyContext } from "../policy-context.ts"
import { removalFix } from "../removal.ts"
import type { PolicyRule } from "../rule.ts"

export const redundantAllow: PolicyRule = {
  name: "redundant-allow",
  title: "an allow that another one covers",
  severity: "warning",
  reads: "policy",
  *run(context) {
    const { nodes, routesUnder, sourceOf } = context
    for (const { span } of nodes("allow")) {
      const routes = routesUnder({ span })
      const wider = commonCovers(routes, span.start, context)
      if (wider === undefined) continue
      yield {
        span,
        message: "another `allow` allows all that this one does",
        labels: [{ span: wider.span, text: "this one" }],
        why: "who narrows this line believes to have narrowed who may",
        help: "remove one of them",
        fixes: [removalFix("remove it", true, sourceOf(span.file), span)],
      }
    }
  },
}

/** An allow that covers the one at a place on every route where it holds. */
function commonCovers(
  routes: readonly LintRoute[],
  at: number,
  { roles, depthOf }: PolicyContext,
): Allow | undefined {
  const [first, ...others] = routes.map(({ planned }) => planned.allows)
  const own = first?.find(({ span }) => span.start === at)
  if (first === undefined || own === undefined) return undefined
  return first.find(
    (other) =>
      other !== own &&
      depthOf(other.span) <= depthOf(own.span) &&
      covers(other, own, roles) &&
      others.every((allows) => allows.some(({ span }) => isSame(span, other.span))),
  )
}

const isSame = (left: Allow["span"], right: Allow["span"]): boolean =>
  left.file === right.file && left.start === right.start

function covers(wide: Allow, narrow: Allow, roles: PolicyContext["roles"]): boolean {
  const { when } = wide.grant
  const asksNoMore = when === undefined || (narrow.grant.when && textOf(when) === textOf(narrow.grant.when))
  if (!asksNoMore) return false
  if (!narrow.grant.roles.every((role) => wide.grant.roles.some((named) => roles.meets(role, named))))
    return false
  // Of two that say the same the later one is the one too many.
  const isMutual =
    (when === undefined) === (narrow.grant.when === undefined) &&
    wide.grant.roles.every((role) => narrow.grant.roles.some((named) => roles.meets(role, named)))
  return !isMutual || wide.span.start < narrow.span.start
}
