import { accessOf } from "../../../src/analyze/matrix/access.ts"
import { makeKeys } from "../../../src/analyze/matrix/claim.ts"
import type { Formula, Literal } from "../../../src/analyze/matrix/formula.ts"
import type { MatrixColumn } from "../../../src/analyze/matrix/matrix.ts"
import type { Request } from "../../../src/decide/decision.ts"
import type { Policy } from "../../../src/model/policy.ts"
import type { Plan } from "../../../src/plan/plan.ts"
import { truthOf } from "../../../src/reference/condition.ts"
import { factsOf } from "../../../src/reference/facts.ts"
import { findRoute } from "../../../src/reference/route.ts"
import { canonicalize } from "../../../src/target/canonical.ts"
import { matchPrefix } from "../../../src/target/match.ts"
import { targetTakes } from "../../../src/target/verbs.ts"
import { memberOf } from "../../../src/values/member.ts"
import { tlsVersionOf } from "../../../src/values/tls.ts"

/** What a matrix is made from. */
export interface Read {
  readonly model: Policy
  readonly plan: Plan
}

/** What the statement that the cell puts in words says of one request, each of its facts asked of the reference. */
export function accessSays(read: Read, column: MatrixColumn, request: Request): boolean {
  const { model, plan } = read
  const target = canonicalize(request.path)
  const path = target.kind === "path" ? target.path : ""
  const found = findRoute(model, request.method, path)
  const route = found.kind === "route" ? plan.routes.find(({ id }) => id === found.route.id) : undefined
  if (found.kind !== "route" || route === undefined) throw new Error("the request has no route")
  const assigned = new Set(column.kind === "role" ? [column.name] : [])
  const hasSubject = column.kind !== "anonymous"
  const facts = { ...factsOf(model, request), parameters: found.parameters, bindings: found.route.loads }
  const holds = ({ fact, sense }: Literal): boolean => {
    switch (fact.kind) {
      case "condition": {
        const rail = fact.guardrail === undefined ? undefined : plan.guardrails[fact.guardrail]
        const parameters = rail === undefined ? facts.parameters : (matchPrefix(rail, path) ?? [])
        return truthOf(fact.expression, { ...facts, parameters }) === sense
      }
      case "tls":
        return (tlsVersionOf(memberOf(request.context, "tls")) ?? 0) >= fact.version === sense
      case "excepted":
        return fact.targets.some((one) => targetTakes(one, request.method, path)) === sense
      case "under":
        return (matchPrefix(fact.path, path) !== undefined) === sense
    }
  }
  return isSo(
    accessOf(route, { hasSubject, assigned }, { plan, roles: model.roles, keyOf: makeKeys() }),
    holds,
  )
}

function isSo(formula: Formula, holds: (literal: Literal) => boolean): boolean {
  if (formula.kind === "literal") return holds(formula)
  if (formula.kind === "true" || formula.kind === "false") return formula.kind === "true"
  const truths = formula.parts.map((part) => isSo(part, holds))
  return formula.kind === "all" ? truths.every(Boolean) : truths.some(Boolean)
}
