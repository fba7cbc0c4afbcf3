import { canBe, knowNothing } from "../conditions/possible.ts"
import type { LintRoute } from "../lint-route.ts"
import type { PolicyContext } from "../policy-context.ts"
import type { Finding, PolicyRule } from "../rule.ts"

export const routeNobodyMayCall: PolicyRule = {
  name: "route-nobody-may-call",
  title: "a route that nobody may call",
  severity: "warning",
  reads: "policy",
  *run(context) {
    const never = neverAt(context)
    for (const route of context.routes) {
      const finding = findingOf(route, never, context)
      if (finding) yield finding
    }
  },
}

function findingOf(
  { planned, node }: LintRoute,
  never: ReadonlySet<string>,
  { roles, textOf }: PolicyContext,
): Finding | undefined {
  const message = `nobody may call \`${planned.id}\``
  const why = "every request for it is refused"
  if (planned.allows.length === 0) {
    const help = "write an `allow` in it, or remove it: what has no route is refused too"
    return { span: node.head, message, why, help }
  }
  // What is met, and by whom nothing else forbids.
  const closed = planned.allows.map(({ grant, span }) => {
    if (grant.when && (never.has(keyOf(grant.when)) || !canBe(grant.when, true, knowNothing)))
      return { span, text: "its condition is never true" }
    const deny = planned.denies.find(
      ({ roles: denied, when, unless, except, guardrail }) =>
        when === undefined &&
        unless === undefined &&
        except === undefined &&
        guardrail === undefined &&
        grant.roles.every((role) => denied.some((named) => roles.meets(role, named))),
    )
    return deny && { span: deny.span, text: `it forbids all whom \`${textOf(span)}\` allows` }
  })
  if (closed.some((one) => one === undefined)) return undefined
  const labels = closed.flatMap((one) => (one === undefined ? [] : [one]))
  return { span: node.head, message, why, labels }
}

const keyOf = ({ span }: { readonly span: { file: string; start: number; end: number } }): string =>
  `${span.start}:${span.end}:${span.file}`

/** Whole conditions that are never met. */
function neverAt({ judged }: PolicyContext): ReadonlySet<string> {
  return new Set(
    judged.filter(({ verdict }) => verdict !== "always").map(({ expression }) => keyOf(expression)),
  )
}
