import type { Environment } from "../evaluate/environment.ts"
import { compileExpression } from "../evaluate/expression.ts"
import { compileRawRead } from "../evaluate/read.ts"
import type { Scope } from "../evaluate/scope.ts"
import type { Plan, PlannedRoute } from "../plan/plan.ts"
import type { Expression } from "../values/expression.ts"
import { routeScope } from "./questions.ts"

/** A thing that the route's rules need, and what its loader is asked with. */
export interface NeededLoad {
  readonly name: string
  /** Undefined where a part is missing: then there is nothing to load. */
  readonly keys: (environment: Environment) => readonly unknown[] | undefined
}

/** What a route needs loaded, outer blocks first; each may be asked for by what was loaded before it. */
export function compileLoads(plan: Plan, route: PlannedRoute): readonly NeededLoad[] {
  const scope = routeScope(plan, route)
  return route.loads
    .filter(({ needed }) => needed)
    .map(({ name, by }) => {
      const parts = by.map((part) => compilePart(part, scope))
      return { name, keys: (environment) => allOf(parts, environment) }
    })
}

/** What `audit … note` names on a route, by the text of each reference. */
export function compileNotes(
  plan: Plan,
  route: PlannedRoute,
): (environment: Environment) => Readonly<Record<string, unknown>> {
  const scope = routeScope(plan, route)
  const notes = route.audits
    .flatMap(({ note }) => note)
    .map((part) => [nameOf(part), compilePart(part, scope)] as const)
  return (environment) => Object.fromEntries(notes.map(([name, read]) => [name, read(environment)]))
}

/** Addresses are handed to host programs as they were written, everything else in the form that conditions compare. */
function compilePart(part: Expression, scope: Scope): (environment: Environment) => unknown {
  const evaluate = compileExpression(part, scope)
  if (part.kind !== "read" || part.type.kind !== "ip") return evaluate
  const raw = compileRawRead(part, scope)
  return (environment) => (evaluate(environment) === undefined ? undefined : raw(environment, {}))
}

function allOf(
  parts: readonly ((environment: Environment) => unknown)[],
  environment: Environment,
): readonly unknown[] | undefined {
  const values = parts.map((part) => part(environment))
  return values.includes(undefined) ? undefined : values
}

function nameOf(part: Expression): string {
  if (part.kind !== "read") return part.kind
  const root = part.root === "resource" ? part.name : part.root
  return (part.root === "path" ? [root, part.name] : [root, ...part.members]).join(".")
}
