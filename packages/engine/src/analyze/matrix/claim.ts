import type { Role, RoleName } from "../../model/policy.ts"
import type { Expression, Read } from "../../values/expression.ts"
import { readsOf } from "../../values/parts.ts"
import type { Value } from "../../values/type.ts"
import { all, any, constant, type Formula, literal, never } from "./formula.ts"

/** A kind of caller, known by nothing but whether there is a subject and which roles it was assigned. */
export interface Caller {
  readonly hasSubject: boolean
  readonly assigned: ReadonlySet<RoleName>
}

/** Where a rule is asked, and of whom. */
export interface Standing {
  readonly caller: Caller
  readonly roles: readonly Role[]
  readonly settings: Readonly<Record<string, Value>>
  /** Things that the route loads: relative roles see them. */
  readonly loads: readonly { readonly name: string; readonly type: string | undefined }[]
  readonly keyOf: (expression: Expression) => string
  /** The guardrail whose parameters `path` reads. */
  readonly guardrail: number | undefined
}

/** That a condition is true of a request, or that it is false: where it is unknown, neither holds. */
export function claim(condition: Expression, sense: boolean, standing: Standing): Formula {
  switch (condition.kind) {
    case "and":
    case "or": {
      const parts = condition.operands.map((operand) => claim(operand, sense, standing))
      return (condition.kind === "and") === sense ? all(parts) : any(parts)
    }
    case "not":
      return claim(condition.operand, !sense, standing)
    case "is":
      return held(condition.role, sense, standing)
    case "literal":
      return constant(condition.value === sense)
    case "in-list":
    case "in-cidrs":
    case "in-range":
      if (condition.negated) return claim({ ...condition, negated: false }, !sense, standing)
      return atom(condition, sense, standing)
    case "compare":
      if (condition.operator === "!=") return claim({ ...condition, operator: "==" }, !sense, standing)
      return atom(condition, sense, standing)
    case "read":
      if (condition.root === "setting") return constant(standing.settings[condition.name] === sense)
      return atom(condition, sense, standing)
    default:
      return atom(condition, sense, standing)
  }
}

/** That the caller holds a role, or that it is known not to. */
function held(name: RoleName, sense: boolean, standing: Standing): Formula {
  if (name === "anyone") return constant(sense)
  if (name === "authenticated") return constant(standing.caller.hasSubject === sense)
  const role = standing.roles.find((candidate) => candidate.name === name)
  if (role === undefined || !isPossible(role, standing)) return constant(!sense)
  const includers = standing.roles.filter(({ includes }) => includes.includes(name))
  const ways = [
    heldItself(role, sense, standing),
    ...includers.map((includer) => held(includer.name, sense, standing)),
  ]
  return sense ? any(ways) : all(ways)
}

/** Some of the roles is held, or none is. */
export function heldAny(names: readonly RoleName[], sense: boolean, standing: Standing): Formula {
  const ways = names.map((name) => held(name, sense, standing))
  return sense ? any(ways) : all(ways)
}

function isPossible({ of, readsSubject }: Role, { caller, loads }: Standing): boolean {
  if (of !== undefined && !loads.some(({ name, type }) => name === of.name && type === of.type)) return false
  return !readsSubject || caller.hasSubject
}

function heldItself(role: Role, sense: boolean, standing: Standing): Formula {
  if (role.when !== undefined) return claim(role.when, sense, standing)
  const isHeld = role.of === undefined && standing.caller.assigned.has(role.name)
  return constant(isHeld === sense)
}

function atom(expression: Expression, sense: boolean, standing: Standing): Formula {
  if (!standing.caller.hasSubject) {
    if (expression.kind === "has" && isOfSubject(expression.operand)) return constant(!sense)
    if (isUnknownWithoutSubject(expression)) return never
  }
  const readsPath = readsOf(expression).some(({ root }) => root === "path")
  const guardrail = readsPath ? standing.guardrail : undefined
  const key = `${guardrail ?? ""}${standing.keyOf(expression)}`
  const isCertain = expression.kind === "has"
  return literal({ kind: "condition", key, isCertain, expression, guardrail }, sense)
}

/** Names conditions shortly: alike for those that are written alike, wherever they stand. */
export function makeKeys(): (expression: Expression) => string {
  const known = new WeakMap<Expression, string>()
  const short = new Map<string, string>()
  return (expression) => {
    const given = known.get(expression)
    if (given !== undefined) return given
    const whole = JSON.stringify(expression, (name, value: unknown) => (name === "span" ? undefined : value))
    const key = short.get(whole) ?? `c${short.size}`
    short.set(whole, key)
    known.set(expression, key)
    return key
  }
}

const isOfSubject = ({ root }: Read): boolean => root === "subject"

/**
 * What reads the subject of a caller who has none is unknown, if the operand that reads it can by itself make it so: of a
 * range that is an end, or of `every` the condition, the other operands may have the word.
 */
function isUnknownWithoutSubject(expression: Expression): boolean {
  switch (expression.kind) {
    case "compare":
    case "starts-with":
    case "ends-with":
    case "contains":
      return isMissing(expression.left) || isMissing(expression.right)
    case "in-list":
      return isMissing(expression.item) || isMissing(expression.list)
    case "in-cidrs":
    case "in-range":
      return isMissing(expression.item)
    case "any":
    case "every":
      return isMissing(expression.list)
    case "like":
    case "within":
      return isMissing(expression.operand)
    case "read":
      return isOfSubject(expression)
    default:
      return false
  }
}

function isMissing(operand: Expression): boolean {
  if (operand.kind === "size") return isMissing(operand.operand)
  return operand.kind === "read" && isOfSubject(operand)
}
