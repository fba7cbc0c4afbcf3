import type { Limit } from "../../../model/policy.ts"
import type { PlannedRoute } from "../../../plan/plan.ts"
import type { LintRoute } from "../lint-route.ts"
import { textOf } from "../conditions/atom.ts"
import type { PolicyContext } from "../policy-context.ts"
import type { PolicyRule } from "../rule.ts"

export const unreachableLimit: PolicyRule = {
  name: "unreachable-limit",
  title: "a limit that another one always reaches first",
  severity: "warning",
  owasp: "API4:2023 Unrestricted Resource Consumption",
  reads: "policy",
  *run(context) {
    const counted = countedBy(context.routes, () => true)
    const always = countedBy(context.routes, ({ guardrail }) => guardrail === undefined)
    for (const [index, limit] of context.policy.limits.entries()) {
      const routes = counted.get(index)
      const [first] = routes ?? []
      if (routes === undefined || first === undefined) continue
      const other = first.planned.limits.find(
        (use) =>
          use.limit !== index && isFirst(use.limit, index, context) && everyIn(routes, always.get(use.limit)),
      )
      if (other === undefined) continue
      const stricter = context.policy.limits[other.limit]
      yield {
        span: limit.span,
        message: "this limit is never reached",
        labels: stricter ? [{ span: stricter.span, text: "this one refuses first" }] : [],
        why: "whoever raises the other one believes that this one still holds them",
        help: "remove it, or make it the stricter of the two over its window",
      }
    }
  },
}

type Use = PlannedRoute["limits"][number]

/** The routes on which each counter counts. */
function countedBy(
  routes: readonly LintRoute[],
  isMeant: (use: Use) => boolean,
): ReadonlyMap<number, ReadonlySet<LintRoute>> {
  const counted = new Map<number, Set<LintRoute>>()
  for (const route of routes) {
    for (const { limit } of route.planned.limits.filter(isMeant)) {
      const known = counted.get(limit)
      if (known) known.add(route)
      else counted.set(limit, new Set([route]))
    }
  }
  return counted
}

function everyIn(routes: ReadonlySet<LintRoute>, others: ReadonlySet<LintRoute> | undefined): boolean {
  if (others === undefined || others.size < routes.size) return false
  for (const route of routes) if (!others.has(route)) return false
  return true
}

/** Whether the one refuses before the other can; of two that are alike the first written does. */
function isFirst(stricter: number, looser: number, { policy }: PolicyContext): boolean {
  const one = policy.limits[stricter]
  const other = policy.limits[looser]
  if (one === undefined || other === undefined || !holds(one, other)) return false
  return !holds(other, one) || stricter < looser
}

/** In no window of the second does the first admit more than the second would. */
function holds(one: Limit, other: Limit): boolean {
  const mayDiffer =
    other.burst !== undefined ||
    other.countRefused ||
    one.outage !== other.outage ||
    saidOf(one.cost) !== saidOf(other.cost) ||
    ((one.when ?? one.unless) !== undefined && conditionOf(one) !== conditionOf(other))
  if (mayDiffer || !one.per.every((key) => other.per.some((own) => saidOf(key) === saidOf(own)))) return false
  if (one.calendar !== undefined || other.calendar !== undefined)
    return (
      one.calendar === other.calendar &&
      one.windowMilliseconds === other.windowMilliseconds &&
      one.count <= other.count
    )
  return Math.ceil(other.windowMilliseconds / one.windowMilliseconds) * one.count <= other.count
}

const saidOf = (expression: Limit["cost"]): string => (expression === undefined ? "" : textOf(expression))

const conditionOf = ({ when, unless }: Limit): string =>
  JSON.stringify([saidOf(when), unless?.roles, saidOf(unless?.when)])
