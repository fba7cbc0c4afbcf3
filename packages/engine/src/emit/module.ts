import {
  moduleFormat,
  planMembers,
  type BuiltModule,
  type BuiltQuestion,
  type BuiltTables,
} from "../decide/built.ts"
import { routerTables } from "../decide/flat-tree.ts"
import { questionSource } from "../decide/generated.ts"
import { questionsOf } from "../decide/route.ts"
import { routeScope } from "../decide/questions.ts"
import { simpleTables } from "../decide/simple.ts"
import { makeEmitter } from "../evaluate/source.ts"
import type { Plan, PlannedRoute } from "../plan/plan.ts"
import { textLiteral } from "./literal.ts"
import { pack } from "./pack.ts"

/** What a module consists of, but for its functions as text. */
export interface ModuleParts extends Omit<BuiltModule, "functions"> {
  readonly functions: readonly string[]
}

/**
 * Works out what a policy's module holds. Questions that differ only in what they compare with share a function, so that
 * the code of a large policy stays small; the rest is text that is read a line at a time.
 */
export function moduleParts(plan: Plan): ModuleParts {
  const functions = new Map<string, number>()
  const tables: BuiltTables = { router: routerTables(plan.routes), simple: simpleTables(plan) }
  const asked = plan.routes.map((route) => buildQuestions(plan, route, functions))
  const values = pack([...planMembers.map((name) => plan[name]), ...plan.routes, ...asked])
  return {
    format: moduleFormat,
    plan: plan.version,
    tables: JSON.stringify(tables),
    values,
    functions: [...functions.keys()],
  }
}

function buildQuestions(
  plan: Plan,
  route: PlannedRoute,
  functions: Map<string, number>,
): readonly BuiltQuestion[] {
  const scope = routeScope(plan, route)
  return questionsOf(route).map((question) => {
    const emitter = makeEmitter()
    const source = `(r, k) => (e) => ${questionSource(question, scope, emitter)}`
    const place = functions.get(source) ?? functions.size
    functions.set(source, place)
    return [place, ...emitter.constants]
  })
}

/** The call that makes the policy, as an expression. */
export function moduleCall(parts: ModuleParts): string {
  return `/* @__PURE__ */ openPolicy({
  format: ${parts.format},
  plan: ${parts.plan},
  functions: [
${parts.functions.map((source) => `    ${source},`).join("\n")}
  ],
  tables: ${textLiteral(parts.tables)},
  values: ${textLiteral(parts.values)},
})`
}
