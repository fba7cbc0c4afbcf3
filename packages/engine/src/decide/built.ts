import type { Environment } from "../evaluate/environment.ts"
import { runtime } from "../evaluate/runtime.ts"
import { unpacker } from "../plan/packed.ts"
import { planVersion, type Plan, type PlannedRoute } from "../plan/plan.ts"
import { makeFunctions, type CompiledPlan } from "./compile.ts"
import type { RouterTables } from "./flat-tree.ts"
import type { Question } from "./questions.ts"
import { compileRoute } from "./route.ts"
import { makeRouter } from "./router.ts"
import { simpleRoutes, type SimpleTables } from "./simple.ts"
import type { Test } from "./steps.ts"

/** Raised with every change of what modules hold, or of what their functions are given and asked. */
export const moduleFormat = 1

/** What a module that `edict build` wrote hands over. */
export interface BuiltModule {
  readonly format: number
  /** The version of the plan. */
  readonly plan: number
  /** JSON: what is needed before any route is. */
  readonly tables: string
  /** Everything else, as `unpacker` reads it: the members of the plan, its routes, what each of them asks. */
  readonly values: string
  /** Answers to questions, given the runtime and the constants of a question. */
  // oxlint-disable-next-line typescript/no-explicit-any -- made code: what it is given is settled by the format
  readonly functions: readonly ((r: any, k: any) => (e: any) => boolean)[]
}

/** `BuiltModule.tables`. */
export interface BuiltTables {
  readonly router: RouterTables
  readonly simple: SimpleTables
}

/** Members of the plan but for its version and its routes; in `BuiltModule.values` they come first, in this order. */
export const planMembers: readonly Exclude<keyof Plan, "version" | "routes">[] = [
  "package",
  "hash",
  "roles",
  "subject",
  "settings",
  "authenticators",
  "trustedProxies",
  "limits",
  "guardrails",
]

/** What a route asks: for each question a function by its place, and its constants. */
export type BuiltQuestion = readonly [place: number, ...constants: readonly unknown[]]

/**
 * Makes a policy of a module that `edict build` wrote: what it says is read when a request first needs it, and no code is made.
 *
 * Refuses a module of another format with a `TypeError`.
 */
export function openPolicy(module: BuiltModule): CompiledPlan {
  refuseOthers(module)
  const { router, simple } = JSON.parse(module.tables) as BuiltTables
  const count = router.routeVerbs.length
  const valueAt = unpacker(module.values)
  const routeAt = (place: number): PlannedRoute => valueAt(planMembers.length + place) as PlannedRoute
  const plan = openPlan(valueAt, () => Array.from({ length: count }, (_, place) => routeAt(place)))

  const answer = (place: number, questions: readonly Question[]): readonly Test[] => {
    const built = valueAt(planMembers.length + count + place) as readonly BuiltQuestion[]
    if (built.length !== questions.length)
      throw new TypeError("a built policy answers other questions than are asked")
    return built.map(
      ([at, ...constants]): Test => module.functions[at]!(runtime, constants) as (e: Environment) => boolean,
    )
  }
  return makeFunctions({
    plan,
    routeAt,
    router: makeRouter(router, (place) => routeAt(place).template),
    simple: simpleRoutes(simple, plan, routeAt),
    compile: (place) => compileRoute(plan, routeAt(place), (questions) => answer(place, questions)),
  })
}

function refuseOthers({ format, plan }: BuiltModule): void {
  if (format === moduleFormat && plan === planVersion) return
  const [what, found, wanted] =
    format === moduleFormat ? ["plan", plan, planVersion] : ["module", format, moduleFormat]
  throw new TypeError(
    `this policy was built as ${what} format ${String(found)}, and this version of @edict/engine reads ${String(wanted)}: build it again with \`edict build\``,
  )
}

/** The plan, each of its members read when it is first asked for. */
function openPlan(valueAt: (place: number) => unknown, routesOf: () => readonly PlannedRoute[]): Plan {
  const plan = { version: planVersion }
  let routes: readonly PlannedRoute[] | undefined
  planMembers.forEach((name, place) =>
    Object.defineProperty(plan, name, { enumerable: true, get: () => valueAt(place) }),
  )
  Object.defineProperty(plan, "routes", { enumerable: true, get: () => (routes ??= routesOf()) })
  return plan as Plan
}
