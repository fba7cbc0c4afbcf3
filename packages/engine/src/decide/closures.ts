import { compileExpression } from "../evaluate/expression.ts"
import type { Scope } from "../evaluate/scope.ts"
import { isSecure } from "../evaluate/secure.ts"
import { compileApplies, compileHoldsAny, compileMet } from "../evaluate/who.ts"
import { pendingOf, unbound, type Question } from "./questions.ts"
import type { Test } from "./steps.ts"

/** Answers questions by closures, where code must not be generated. */
export function closures(questions: readonly Question[], scope: Scope): readonly Test[] {
  return questions.map((question) => answer(question, scope))
}

function answer(question: Question, scope: Scope): Test {
  switch (question.kind) {
    case "met":
      return compileMet(question.grant, scope)
    case "applies": {
      const who = compileHoldsAny(question.roles, scope)
      const applies = compileApplies(question, scope)
      return (environment) => who(environment) !== false && applies(environment)
    }
    case "fails": {
      const condition = compileExpression(question.condition, scope)
      const unless = excepted(question.unless, scope)
      return (environment) => condition(environment) !== true && !unless(environment)
    }
    case "insecure": {
      const unless = excepted(question.unless, scope)
      return (environment) => !isSecure(environment, question.version) && !unless(environment)
    }
    case "fits":
      return fits(question.roles, question.beforeLoad, scope)
  }
}

function excepted(unless: Extract<Question, { kind: "fails" }>["unless"], scope: Scope): Test {
  return unless ? compileMet(unless, scope) : () => false
}

function fits(roles: readonly string[], beforeLoad: boolean, scope: Scope): Test {
  const held = compileHoldsAny(roles, unbound(scope))
  const pending = roles.map((role) => pendingOf(role, scope))
  const isPending = pending.some((role) => role.isPending)
  const withoutSubject = beforeLoad && pending.some((role) => role.withoutSubject)
  if (withoutSubject) return () => true
  if (isPending) return (environment) => environment.subject !== undefined || held(environment) === true
  return (environment) => held(environment) === true
}
