import { isBound } from "../evaluate/scope.ts"
import type { Tracing } from "./context.ts"
import { conditionOf, nothing, type Unmet } from "./unmet.ts"
import type { RoleTrace } from "./trace.ts"

/** What a caller lacks to hold a role; undefined where nobody could hold it here. */
export function roleUnmet(name: string, trace: RoleTrace | undefined, tracing: Tracing): Unmet | undefined {
  if (trace?.held === "true") return nothing
  const { scope, environment } = tracing
  const hasSubject = environment.subject !== undefined
  if (name === "authenticated") return { count: 1, words: ["the caller had credentials"] }
  const role = scope.roles[scope.placeOf.get(name) ?? -1]
  if (role === undefined || !isBound(role, scope)) return undefined
  if (role.when === undefined && role.of === undefined)
    return {
      count: 1,
      words: [hasSubject ? `the caller had \`${name}\`` : `the caller came with \`${name}\``],
    }
  const { when } = role
  if (when === undefined) return undefined
  if (!hasSubject && role.readsSubject)
    return { count: 2, words: [`the caller had credentials and were \`${name}\``] }
  const own = trace?.conditions.find(
    ({ span }) =>
      span.file === when.span.file && span.start === when.span.start && span.end === when.span.end,
  )
  return conditionOf(when, own, true) ?? { count: 2, words: [`the caller were \`${name}\``] }
}
