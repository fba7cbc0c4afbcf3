import type { Plan, PlannedRole, PlannedRoute } from "../../src/plan/plan.ts"
import type { Expression, Read } from "../../src/values/expression.ts"

/** A mistake that a compiler could make, planted in the plan that a back end is given. */
export interface PlanFault {
  readonly name: string
  readonly plant: (plan: Plan) => Plan
}

const onRoutes =
  (change: (route: PlannedRoute) => PlannedRoute) =>
  (plan: Plan): Plan => ({
    ...plan,
    routes: plan.routes.map(change),
  })

const onRoles =
  (change: (role: PlannedRole, place: number) => PlannedRole) =>
  (plan: Plan): Plan => ({
    ...plan,
    roles: plan.roles.map(change),
  })

/** Rewrites every expression, inner ones first. */
function mapped(value: unknown, change: (expression: Expression) => Expression): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, change))
  if (typeof value !== "object" || value === null) return value
  const members = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, mapped(member, change)]),
  )
  return "kind" in members && "span" in members ? change(members as unknown as Expression) : members
}

const onExpressions =
  (change: (expression: Expression) => Expression) =>
  (plan: Plan): Plan => ({
    ...plan,
    roles: mapped(plan.roles, change) as Plan["roles"],
    routes: mapped(plan.routes, change) as Plan["routes"],
  })

type Excepted = { readonly except?: unknown }
type Guarded = { readonly guardrail?: number }

function without<Rule extends Excepted>(rule: Rule): Rule {
  const { except: _, ...rest } = rule
  return rest as Rule
}

function unguarded<Rule extends Guarded>(rule: Rule): Rule {
  const { guardrail: _, ...rest } = rule
  return rest as Rule
}

const isOutside = ({ guardrail }: Guarded): boolean => guardrail === undefined

export const planFaults: readonly PlanFault[] = [
  {
    name: "`except` is dropped",
    plant: onRoutes((route) => ({
      ...route,
      denies: route.denies.map(without),
      requires: route.requires.map(without),
      transport: route.transport.map(without),
    })),
  },
  {
    name: "`unless` of a deny is dropped",
    plant: onRoutes((route) => ({
      ...route,
      denies: route.denies.map((rule) => ({ ...rule, unless: undefined })),
    })),
  },
  {
    name: "`unless` of a require lifts it for anyone",
    plant: onRoutes((route) => ({
      ...route,
      requires: route.requires.map((rule) => ({
        ...rule,
        unless: rule.unless && { roles: ["anyone"], when: undefined },
      })),
    })),
  },
  {
    name: "the `when` of an allow is dropped",
    plant: onRoutes((route) => ({
      ...route,
      allows: route.allows.map((rule) => ({ ...rule, grant: { ...rule.grant, when: undefined } })),
    })),
  },
  {
    name: "`else` is dropped",
    plant: onRoutes((route) => ({
      ...route,
      denies: route.denies.map((rule) => ({ ...rule, else: undefined })),
    })),
  },
  {
    name: "denies stand in another order",
    plant: onRoutes((route) => ({ ...route, denies: [...route.denies].reverse() })),
  },
  { name: "included roles are not held", plant: onRoles((role, place) => ({ ...role, reaches: [place] })) },
  { name: "aliases are not roles", plant: onRoles((role) => ({ ...role, aliases: [] })) },
  {
    name: "a condition that reads the subject is asked of nobody",
    plant: onRoles((role) => ({ ...role, readsSubject: false })),
  },
  { name: "relative roles hold wherever", plant: onRoles((role) => ({ ...role, of: undefined })) },
  {
    name: "guardrails hold nowhere",
    plant: onRoutes((route) => ({
      ...route,
      denies: route.denies.filter(isOutside),
      requires: route.requires.filter(isOutside),
      audits: route.audits.filter(isOutside),
      response: route.response.filter(isOutside),
    })),
  },
  {
    name: "guardrails hold for every request of a route",
    plant: onRoutes((route) => ({
      ...route,
      denies: route.denies.map(unguarded),
      requires: route.requires.map(unguarded),
      audits: route.audits.map(unguarded),
      response: route.response.map(unguarded),
    })),
  },
  {
    name: "nothing needs to be loaded",
    plant: onRoutes((route) => ({
      ...route,
      loads: route.loads.map((load) => ({ ...load, needed: false })),
    })),
  },
  { name: "`cors` is lost", plant: onRoutes((route) => ({ ...route, cors: undefined })) },
  {
    name: "`cors` is for pages of every origin",
    plant: onRoutes((route) => ({ ...route, cors: route.cors && { ...route.cors, origins: "any" } })),
  },
  {
    name: "`cors` is for every method",
    plant: onRoutes((route) => ({ ...route, cors: route.cors && { ...route.cors, methods: undefined } })),
  },
  {
    name: "`cors` forgets a header",
    plant: onRoutes((route) => ({
      ...route,
      cors: route.cors && { ...route.cors, headers: route.cors.headers.slice(1) },
    })),
  },
  {
    name: "all `cors` are one",
    plant: onRoutes((route) => ({ ...route, cors: route.cors && { ...route.cors, id: "one" } })),
  },
  { name: "existence is not concealed", plant: onRoutes((route) => ({ ...route, concealExistence: false })) },
  { name: "transport is not asked", plant: onRoutes((route) => ({ ...route, transport: [] })) },
  {
    name: "the first audit wins",
    plant: onRoutes((route) => ({ ...route, audits: route.audits.slice(0, 1) })),
  },
  { name: "timeouts are lost", plant: onRoutes((route) => ({ ...route, timeouts: [] })) },
  {
    name: "response rules hold for everybody",
    plant: onRoutes((route) => ({
      ...route,
      response: route.response.map((rule) =>
        "unless" in rule ? { ...rule, when: undefined, unless: undefined } : rule,
      ),
    })),
  },
  {
    name: "typed parameters take any text",
    plant: onRoutes((route) => ({
      ...route,
      template: {
        ...route.template,
        parameters: route.template.parameters.map((parameter) => ({
          ...parameter,
          type: { kind: "string" } as const,
        })),
      },
    })),
  },
  {
    name: "`==` is taken for `!=`",
    plant: onExpressions((part) =>
      part.kind === "compare" && part.operator === "==" ? { ...part, operator: "!=" } : part,
    ),
  },
  {
    name: "`<` is taken for `<=`",
    plant: onExpressions((part) =>
      part.kind === "compare" && part.operator === "<" ? { ...part, operator: "<=" } : part,
    ),
  },
  {
    name: "`not in` is taken for `in`",
    plant: onExpressions((part) => ("negated" in part ? { ...part, negated: false } : part)),
  },
  {
    name: "`every` is taken for `any`",
    plant: onExpressions((part) => (part.kind === "every" ? { ...part, kind: "any" } : part)),
  },
  {
    name: "defaults are not read",
    plant: onExpressions((part) => (part.kind === "read" ? withoutDefault(part) : part)),
  },
  {
    name: "a window forgets its zone",
    plant: onExpressions((part) => (part.kind === "between" ? { ...part, zone: "UTC" } : part)),
  },
  {
    name: "a window forgets its days",
    plant: onExpressions((part) => (part.kind === "between" ? { ...part, days: undefined } : part)),
  },
]

function withoutDefault(read: Read): Read {
  const { default: _, ...rest } = read
  return rest
}
