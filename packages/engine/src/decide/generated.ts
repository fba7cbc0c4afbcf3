import type { Scope } from "../evaluate/scope.ts"
import {
  expressionSource,
  generate,
  grantSource,
  holdsAnySource,
  makeEmitter,
  type Emitter,
} from "../evaluate/source.ts"
import { pendingOf, unbound, type Question } from "./questions.ts"
import type { Test } from "./steps.ts"

/** Answers questions by generated code: one function a question, made together. */
export function generated(questions: readonly Question[], scope: Scope): readonly Test[] {
  if (questions.length === 0) return []
  const emitter = makeEmitter()
  const functions = questions.map(
    (question) => `function(e){return ${questionSource(question, scope, emitter)}}`,
  )
  return generate(emitter, [], `return [${functions.join(",")}]`)() as readonly Test[]
}

/** Source of a question over the environment `e`: true or false. */
export function questionSource(question: Question, scope: Scope, emitter: Emitter): string {
  switch (question.kind) {
    case "met":
      return `${grantSource(question.grant, scope, emitter)}===true`
    case "applies": {
      const who = `${holdsAnySource(question.roles, scope, emitter)}!==false`
      const when = question.when ? `&&${expressionSource(question.when, scope, emitter)}!==false` : ""
      return `${who}${when}${unlessSource(question.unless, scope, emitter)}`
    }
    case "fails":
      return `${expressionSource(question.condition, scope, emitter)}!==true${unlessSource(question.unless, scope, emitter)}`
    case "insecure":
      return `!r.isSecure(e,${emitter.constant(question.version)})${unlessSource(question.unless, scope, emitter)}`
    case "fits":
      return fitsSource(question, scope, emitter)
  }
}

function unlessSource(
  unless: Extract<Question, { kind: "fails" }>["unless"],
  scope: Scope,
  emitter: Emitter,
): string {
  return unless ? `&&${grantSource(unless, scope, emitter)}!==true` : ""
}

function fitsSource(
  { roles, beforeLoad }: Extract<Question, { kind: "fits" }>,
  scope: Scope,
  emitter: Emitter,
): string {
  const pending = roles.map((role) => pendingOf(role, scope))
  if (beforeLoad && pending.some((role) => role.withoutSubject)) return "true"
  const held = `${holdsAnySource(roles, unbound(scope), emitter)}===true`
  return pending.some((role) => role.isPending) ? `e.subject!==undefined||${held}` : held
}
