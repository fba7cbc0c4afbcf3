import type { Policy, Rule } from "../../model/policy.ts"
import type { Plan, PlannedRoute } from "../../plan/plan.ts"
import type { ApiBlock, RouteBlock } from "../../syntax/ast.ts"
import type { Span } from "../../text/span.ts"
import type { LintRoute } from "./lint-route.ts"
import { judge, type Judged } from "./conditions/judged.ts"
import { placedConditions } from "./conditions/places.ts"
import { depthsIn } from "./depths.ts"
import { mentionsIn, type Mentions } from "./mentions.ts"
import { makeRoleFacts, type RoleFacts } from "./role-facts.ts"
import { once, type SyntaxContext } from "./syntax-context.ts"

/** What a policy without errors means. What is costly is worked out when it is first asked for. */
export interface PolicyContext extends SyntaxContext {
  readonly policy: Policy
  readonly plan: Plan
  /** In the order of `plan.routes`. A statement with several verbs makes a route of each. */
  readonly routes: readonly LintRoute[]
  /** The routes on which a rule (its own line, found by its span) is in force. */
  readonly routesUnder: (rule: Pick<Rule, "span">) => readonly LintRoute[]
  /** How narrow the block of a statement is; what stands further out is never the one too many. */
  readonly depthOf: (span: Span) => number
  readonly roles: RoleFacts
  /** Every use of each declared name. */
  readonly mentions: Mentions
  /** The parts of conditions that come out alike for all requests. */
  readonly judged: readonly Judged[]
}

export function makePolicyContext(syntax: SyntaxContext, policy: Policy, plan: Plan): PolicyContext {
  const routes = routesOf(syntax, policy, plan)
  const byRule = once(() => routesByRule(routes))
  const roles = once(() => makeRoleFacts(plan))
  const mentions = once(() => mentionsIn(syntax.everyNode()))
  const routesUnder = (rule: Pick<Rule, "span">): readonly LintRoute[] => byRule().get(keyOf(rule)) ?? []
  const depths = once(() => depthsIn(syntax.files))
  const judged = once(() => judge(placedConditions({ policy, roles: roles(), routesUnder })))
  return {
    ...syntax,
    policy,
    plan,
    routes,
    routesUnder,
    depthOf: (span) => depths()(span),
    get roles() {
      return roles()
    },
    get mentions() {
      return mentions()
    },
    get judged() {
      return judged()
    },
  }
}

/** Where a rule was written is what it is: a plan and a model hold copies of it. */
const keyOf = ({ span }: Pick<Rule, "span">): string => `${span.file}:${span.start}`

interface Written {
  readonly node: RouteBlock
  readonly blocks: readonly ApiBlock[]
}

function routesOf(syntax: SyntaxContext, policy: Policy, plan: Plan): readonly LintRoute[] {
  const written = new Map<string, Written>()
  for (const file of syntax.files) {
    for (const node of file.declarations) {
      if (node.kind === "api" || node.kind === "route") enter(node, [], written)
    }
  }
  return plan.routes.flatMap((planned, index) => {
    const declared = policy.routes[index]
    const found = written.get(keyOf(planned))
    if (declared === undefined || found === undefined) return []
    const allowsAnyone = planned.allows.some(({ grant }) => grant.roles.includes("anyone"))
    return [{ planned, declared, allowsAnyone, ...found }]
  })
}

function enter(node: ApiBlock | RouteBlock, blocks: readonly ApiBlock[], into: Map<string, Written>): void {
  if (node.kind === "route") {
    into.set(keyOf({ span: node.head }), { node, blocks })
    return
  }
  const inner = [...blocks, node]
  for (const item of node.items) if (item.kind === "api" || item.kind === "route") enter(item, inner, into)
}

function routesByRule(routes: readonly LintRoute[]): ReadonlyMap<string, readonly LintRoute[]> {
  const found = new Map<string, LintRoute[]>()
  for (const route of routes) {
    for (const rule of rulesOf(route.planned)) {
      const key = keyOf(rule)
      const known = found.get(key)
      if (known === undefined) found.set(key, [route])
      else if (known.at(-1) !== route) known.push(route)
    }
  }
  return found
}

function rulesOf(route: PlannedRoute): readonly Rule[] {
  const { allows, denies, requires, transport, limits, audits, timeouts, body, response, cors } = route
  const rules = [allows, denies, requires, transport, limits, audits, timeouts, body.maxima, response]
  return cors === undefined ? rules.flat() : [...rules.flat(), cors]
}
