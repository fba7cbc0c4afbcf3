import type { Grant } from "../model/policy.ts"
import type { Binding } from "../evaluate/environment.ts"
import { conditionalSources } from "../evaluate/expression.ts"
import { evaluationScope, isBound, type Scope } from "../evaluate/scope.ts"
import type { Plan, PlannedRole, PlannedRoute } from "../plan/plan.ts"
import type { Expression } from "../values/expression.ts"
import { rolesAskedBy } from "../values/parts.ts"

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

export function routeScope(plan: Pick<Plan, "roles" | "settings">, route: PlannedRoute): Scope {
  return evaluationScope(plan, route.loads satisfies readonly Binding[])
}

/** How a role may come to be held by something that is not loaded yet. */
export interface Pending {
  /** Its holders may depend on a loaded thing. */
  readonly isPending: boolean
  /** Also for callers without a subject: some condition on the way reads none. */
  readonly withoutSubject: boolean
}

export function pendingOf(name: string, scope: Scope): Pending {
  return pending(name, scope, new Set())
}

const settled: Pending = { isPending: false, withoutSubject: false }

function pending(name: string, scope: Scope, above: ReadonlySet<string>): Pending {
  const place = scope.placeOf.get(name)
  if (place === undefined || above.has(name) || !isBound(scope.roles[place]!, scope)) return settled
  const role = scope.roles[place]!
  const onTheWay = new Set(above).add(name)
  const own = dependsOnLoaded(role, scope, onTheWay)
  const includers = conditionalSources(place, scope)
    .filter((source) => source !== role)
    .map((source) => pending(source.name, scope, onTheWay))
  return {
    isPending: own || includers.some((includer) => includer.isPending),
    withoutSubject: !role.readsSubject && (own || includers.some((includer) => includer.withoutSubject)),
  }
}

function dependsOnLoaded({ of, when }: PlannedRole, scope: Scope, above: ReadonlySet<string>): boolean {
  if (of) return true
  if (!when) return false
  return rolesAskedBy(when).some((name) => pending(name, scope, above).isPending)
}

export function unbound(scope: Scope): Scope {
  return { ...scope, bindings: [] }
}
