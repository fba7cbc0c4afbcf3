import type { Deny } from "../../../model/policy.ts"
import type { PlannedRoute } from "../../../plan/plan.ts"
import { textOf } from "../conditions/atom.ts"
import type { PolicyContext } from "../policy-context.ts"
import type { PolicyRule } from "../rule.ts"
import type { Span } from "../../../text/span.ts"

export const denyNeverMatters: PolicyRule = {
  name: "deny-never-matters",
  title: "a deny that can never matter",
  severity: "warning",
  owasp: "API5:2023 Broken Function Level Authorization",
  reads: "policy",
  *run(context) {
    const { nodes, routesUnder, routes } = context
    for (const { span, names, except } of nodes("deny")) {
      const under = routesUnder({ span })
      const message = `this \`deny\` of \`${names.map(({ text }) => text).join(", ")}\` can never matter`
      const help = "correct it, or remove it"
      if (under.length === 0) {
        const why =
          except.length > 0
            ? "`except` leaves out every route that it would hold for"
            : "it holds for no route"
        if (routes.length > 0) yield { span, message, why, help }
        continue
      }
      const own = under[0]?.planned.denies.find((rule) => isSame(rule.span, span))
      if (own === undefined) continue
      const { unless } = own
      if (unless && spares(own, unless.roles, context) && unless.when === undefined) {
        yield { span, message, why: "`unless` leaves out all whom it names", help }
        continue
      }
      const other = under[0]?.planned.denies.find(
        (rule) =>
          rule !== own &&
          context.depthOf(rule.span) <= context.depthOf(own.span) &&
          covers(rule, own, context) &&
          under.every(({ planned }) => planned.denies.some((one) => isSame(one.span, rule.span))),
      )
      if (other === undefined) continue
      yield {
        span,
        message,
        labels: [{ span: other.span, text: "this one forbids all that it does" }],
        why: "the other one refuses first",
        help,
      }
    }
  },
}

type InForce = PlannedRoute["denies"][number]

const isSame = (left: Span, right: Span): boolean => left.file === right.file && left.start === right.start

const spares = ({ roles: denied }: InForce, spared: readonly string[], { roles }: PolicyContext): boolean =>
  denied.every((role) => spared.some((named) => roles.meets(role, named)))

/** Applies wherever the other does, and refuses alike. */
function covers(wide: InForce, narrow: InForce, context: PolicyContext): boolean {
  if (!applies(wide, narrow, context)) return false
  return !applies(narrow, wide, context) || wide.span.start < narrow.span.start
}

function applies(wide: InForce, narrow: InForce, { roles }: PolicyContext): boolean {
  const isFree = wide.unless === undefined && wide.except === undefined && wide.guardrail === undefined
  const asksNoMore =
    wide.when === undefined || (narrow.when !== undefined && textOf(wide.when) === textOf(narrow.when))
  const refusesAlike = refusalOf(wide) === refusalOf(narrow)
  const takesAll = narrow.roles.every((role) => wide.roles.some((named) => roles.meets(role, named)))
  return isFree && asksNoMore && refusesAlike && takesAll
}

const refusalOf = ({ else: refusal }: Pick<Deny, "else">): string => JSON.stringify(refusal ?? null)
