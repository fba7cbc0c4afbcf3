import type { Grant } from "../model/policy.ts"
import type { Binding } from "../evaluate/environment.ts"
import { evaluationScope, isBound, type Scope } from "../evaluate/scope.ts"
import { within } from "../plan/passes/expressions.ts"
import type { Plan, PlannedRole, PlannedRoute } from "../plan/plan.ts"
import type { Expression } from "../values/expression.ts"

// What a route's rules ask of a request, as data. A back end turns each question into a function that
// gives true or false; `steps.ts` puts the answers in order. Both back ends get the same questions.

export type Question =
  /** Any of the roles is held and `when` is true. */
  | { readonly kind: "met"; readonly grant: Grant }
  /** Cannot be ruled out: a role may be held, `when` may be true, and `unless` is not met. */
  | {
      readonly kind: "applies"
      readonly roles: readonly string[]
      readonly when: Expression | undefined
      readonly unless: Grant | undefined
    }
  /** `condition` is not true, and `unless` is not met. */
  | { readonly kind: "fails"; readonly condition: Expression; readonly unless: Grant | undefined }
  /** `context.tls` is not at least `version`, and `unless` is not met. */
  | { readonly kind: "insecure"; readonly version: number; readonly unless: Grant | undefined }
  /** Some role may be held once things are loaded (`beforeLoad`), or could be had they been there. */
  | { readonly kind: "fits"; readonly roles: readonly string[]; readonly beforeLoad: boolean }

export function routeScope(plan: Plan, route: PlannedRoute): Scope {
  return evaluationScope(plan, route.loads satisfies readonly Binding[])
}

/** How a role may come to be held by something that is not loaded yet. */
export interface Pending {
  /** Its holders may depend on a loaded thing. */
  readonly isPending: boolean
  /** Also for callers without a subject: some condition on the way reads none. */
  readonly withoutSubject: boolean
}

export function pendingOf(role: string, scope: Scope): Pending {
  const sources = pendingSources(role, scope, new Set())
  return { isPending: sources.length > 0, withoutSubject: sources.some(({ readsSubject }) => !readsSubject) }
}

function pendingSources(name: string, scope: Scope, seen: ReadonlySet<string>): readonly PlannedRole[] {
  const place = scope.placeOf.get(name)
  if (place === undefined || seen.has(name) || !isBound(scope.roles[place]!, scope)) return []
  const onTheWay = new Set(seen).add(name)
  return scope.roles.filter((role) => role.reaches.includes(place) && isBound(role, scope) && dependsOnLoaded(role, scope, onTheWay))
}

function dependsOnLoaded({ of, when }: PlannedRole, scope: Scope, seen: ReadonlySet<string>): boolean {
  if (of) return true
  if (!when) return false
  return [...within(when)].some((part) => part.kind === "is" && pendingSources(part.role, scope, seen).length > 0)
}

export function unbound(scope: Scope): Scope {
  return { ...scope, bindings: [] }
}

