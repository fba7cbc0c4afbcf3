import type { Attributes, Environment } from "../evaluate/environment.ts"
import { assignedRoles } from "../evaluate/roles.ts"
import { planVersion, type Plan, type PlannedCors, type PlannedRoute } from "../plan/plan.ts"
import { matchTemplate } from "../target/match.ts"
import { askedBy } from "../target/preflight.ts"
import { memberOf } from "../values/member.ts"
import { closures } from "./closures.ts"
import type { Decision, Request } from "./decision.ts"
import { generated } from "./generated.ts"
import { routerTables } from "./flat-tree.ts"
import { unrouted } from "./outcomes.ts"
import { compileRoute } from "./route.ts"
import { allowsMethod, decidePreflight, type Preflighted } from "./preflight.ts"
import { makeRouter, type Router } from "./router.ts"
import { scan, scanTarget } from "./scan.ts"
import { decideInTurn, notSimple, oneMask, simpleRoutes, simpleTables, type SimpleRoutes } from "./simple.ts"
import type { RouteSteps } from "./steps.ts"

/** A plan as functions. Synchronous, without I/O, and without a clock. */
export interface CompiledPlan {
  readonly plan: Plan
  /** Finds the route of a request, or says why it has none. */
  readonly match: (request: Pick<Request, "method" | "path" | "headers">) => Match
  /** Decides a request with all that is known of it. Never throws. */
  // A method, so that what `edict build` types more narrowly is a compiled plan too.
  decide(this: void, request: Request): Decision
  /** Decides a preflight, past `require tls`, that `match` has found. */
  readonly preflight: (match: Matched, environment: Environment) => Decision | undefined
  /** The steps of the route at a place of `plan.routes`: for callers who stop between them. */
  readonly steps: (place: number) => RouteSteps
  /** What the steps read. */
  readonly environmentOf: (match: Matched, request: Request) => Environment
}

/** The route of a request, or the decision where it has none: 400, 404, 405. */
export type Match = Matched | { readonly kind: "refused"; readonly decision: Decision }

/** A request's route, with the values of the template's parameters. */
export interface Matched {
  readonly kind: "route"
  readonly place: number
  readonly route: PlannedRoute
  /** In canonical form. */
  readonly path: string
  /** Decoded values, by place and by name. */
  readonly values: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
  /** What a preflight asks: the route is then that of the method asked for. */
  readonly preflight: Preflighted | undefined
}

export interface CompileOptions {
  /** Conditions become generated code (the default where it is permitted), or closures. */
  readonly codegen?: boolean
}

const ambiguous = unrouted(400, "ambiguous-target")
const noRoute = unrouted(404, "no-route")
const noValues: readonly string[] = Object.freeze([])

/** Makes the functions of a plan; a plan of another version is refused with a `TypeError`. */
export function compilePlan(plan: Plan, options: CompileOptions = {}): CompiledPlan {
  if (plan.version !== planVersion)
    throw new TypeError(
      `plan version ${String(plan.version)} is not ${String(planVersion)}: build the policy again`,
    )
  const backend = (options.codegen ?? canGenerateCode()) ? generated : closures
  const routeAt = (place: number): PlannedRoute => plan.routes[place]!
  return makeFunctions({
    plan,
    routeAt,
    router: makeRouter(routerTables(plan.routes), (place) => routeAt(place).template),
    simple: simpleRoutes(simpleTables(plan), plan, routeAt),
    compile: (place) => compileRoute(plan, routeAt(place), backend),
  })
}

/** What `match` and `decide` go by, however it was come by. */
export interface PlanParts {
  readonly plan: Plan
  readonly routeAt: (place: number) => PlannedRoute
  readonly router: Router
  readonly simple: SimpleRoutes
  /** Makes the steps of a route. */
  readonly compile: (place: number) => RouteSteps
}

export function makeFunctions({ plan, routeAt, router, simple, compile }: PlanParts): CompiledPlan {
  const rolesOf = assignedRoles(plan.roles)
  const { kinds, masks, allowed, others } = simple
  const compiled: (RouteSteps | undefined)[] = Array.from({ length: kinds.length })
  // Code of a route is made at its first request: a policy of ten thousand routes starts as fast as its few busy ones need.
  const steps = (place: number): RouteSteps => (compiled[place] ??= compile(place))

  const find = (method: string, path: string): number | Decision => {
    if (typeof path !== "string" || !scanTarget(path)) return ambiguous
    const place = router.find(method)
    if (place !== -1) return place
    const verbs = router.allowed()
    return verbs.length > 0 ? unrouted(405, "method-not-allowed", verbs) : noRoute
  }

  const match = ({ method, path, headers }: Pick<Request, "method" | "path" | "headers">): Match => {
    const found = find(method, path)
    if (typeof found === "number") return matched(found, undefined)
    return preflightOn(found, method, headers) ?? { kind: "refused", decision: found }
  }

  const matched = (place: number, preflight: Preflighted | undefined): Matched => {
    const route = routeAt(place)
    const values = matchTemplate(route.template, scan.path) ?? noValues
    const parameters = Object.fromEntries(
      route.template.parameters.map(({ name }, index) => [name, values[index] ?? ""]),
    )
    return { kind: "route", place, route, path: scan.path, values, parameters, preflight }
  }

  /** The route of the method that a preflight asks for, if it has a `cors`; the path was scanned. */
  const preflightOn = (
    refused: Decision,
    method: string,
    headers: Request["headers"],
  ): Matched | undefined => {
    const asked = refused.status === 405 ? askedBy(method, headers) : undefined
    const place = asked === undefined ? -1 : router.find(asked.method)
    const corsOf = (route: number): PlannedCors | undefined =>
      route === -1 ? undefined : routeAt(route).cors
    const cors = corsOf(place)
    if (asked === undefined || cors === undefined) return undefined
    const isSame = (verb: string): boolean => corsOf(router.find(verb))?.id === cors.id
    const verbs = new Set([...router.allowed(), asked.method])
    const methods = [...verbs].filter((verb) => isSame(verb) && allowsMethod(cors, verb)).sort()
    return matched(place, { ...asked, methods: Object.freeze(methods) })
  }

  const preflight = (
    { route, place, preflight: asked }: Matched,
    environment: Environment,
  ): Decision | undefined =>
    asked && route.cors && decidePreflight(route, route.cors, asked, steps(place).terms(environment))

  /** Of the request that would follow, as much as is known before anybody is. */
  const decideRefused = (refused: Decision, request: Request): Decision => {
    const found = preflightOn(refused, request.method, request.headers)
    if (found?.preflight === undefined) return refused
    const { query, headers, context } = request
    const asked = { method: found.preflight.method, path: request.path, query, headers, context }
    const environment = environmentOf(found, asked)
    return steps(found.place).transport(environment) ?? preflight(found, environment) ?? refused
  }

  const environmentOf = (
    { path, values }: Pick<Matched, "path" | "values">,
    request: Request,
  ): Environment => {
    const subject = objectOf(request.subject)
    return {
      method: request.method,
      path,
      subject,
      assigned: rolesOf(subject && memberOf(subject, "roles")),
      actor: objectOf(request.actor),
      parameters: values,
      query: objectOf(request.query),
      headers: objectOf(request.headers),
      body: request.body,
      context: objectOf(request.context),
      resources: objectOf(request.resources),
    }
  }

  const decide = (request: Request): Decision => {
    const found = find(request.method, request.path)
    if (typeof found !== "number") return decideRefused(found, request)
    if (kinds[found] !== notSimple) {
      if (others[found] === undefined) simple.makeReady(found)
      const subject = objectOf(request.subject)
      const assigned = subject && rolesOf(ownRoles(subject))
      if (kinds[found] !== oneMask || assigned === undefined)
        return decideInTurn(simple.routes[found]!, assigned)
      return (masks[found]! & assigned[0]!) !== 0 ? allowed[found]! : others[found]!
    }
    const { template } = routeAt(found)
    const values =
      template.parameters.length > 0 ? (matchTemplate(template, scan.path) ?? noValues) : noValues
    const environment = environmentOf({ path: scan.path, values }, request)
    const { transport, decide: decideRoute } = steps(found)
    return transport(environment) ?? decideRoute(environment)
  }
  return { plan, match, decide, preflight, steps, environmentOf }
}

const plainPrototype: object & { readonly roles?: unknown } = Object.prototype

/** `memberOf(subject, "roles")`, found faster where the subject is a plain object and what it gives is not everybody's (`bench decide`). */
function ownRoles(subject: Attributes): unknown {
  try {
    if (Object.getPrototypeOf(subject) === plainPrototype) {
      const roles = subject["roles"]
      if (roles !== plainPrototype.roles) return roles
    }
  } catch {
    return undefined
  }
  return memberOf(subject, "roles")
}

/** A list or a bare value where an object belongs is as good as none. */
function objectOf(value: unknown): Attributes | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Attributes)
    : undefined
}

/** Some hosts forbid making code from text: Node under `--disallow-code-generation-from-strings`, pages under a content security policy. */
function canGenerateCode(): boolean {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- asks whether the host permits it
    return new Function("return true")() === true
  } catch {
    return false
  }
}
