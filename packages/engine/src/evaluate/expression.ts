import { inCidr, parseCidr } from "../values/address.ts"
import { coerce } from "../values/coerce.ts"
import { compare, inRange } from "../values/compare.ts"
import type { Expression } from "../values/expression.ts"
import { and, not, or } from "../values/kleene.ts"
import { contains, inList, sizeOf } from "../values/list.ts"
import { compileLike } from "../values/text.ts"
import { instantOf, inWindow, within } from "../values/time.ts"
import type { Address, Truth, Type, Value } from "../values/type.ts"
import { memberOf } from "../values/member.ts"
import type { Environment } from "./environment.ts"
import { compileRawRead, compileRead, type Variables } from "./read.ts"
import { hasRole } from "./roles.ts"
import { isBound, type Scope } from "./scope.ts"

export type Condition = (environment: Environment) => Truth

type Evaluate = (environment: Environment, variables: Variables) => Value | undefined
type Raw = (environment: Environment, variables: Variables) => unknown

const noVariables: Variables = Object.freeze(Object.create(null) as Variables)

/**
 * Makes a closure of a condition or an operand. Conditions give true, false or (unknown) undefined,
 * operands a value or (missing) undefined. Never throws.
 */
export function compileExpression(expression: Expression, scope: Scope): (environment: Environment) => Value | undefined {
  const evaluate = compile(expression, scope)
  return (environment) => evaluate(environment, noVariables)
}

function compile(expression: Expression, scope: Scope): Evaluate {
  switch (expression.kind) {
    case "and":
    case "or":
      return compileConnective(expression.kind, expression.operands, scope)
    case "not": {
      const operand = compile(expression.operand, scope)
      return (environment, variables) => not(operand(environment, variables) as Truth)
    }
    case "has": {
      const read = compileRead(expression.operand, scope)
      return (environment, variables) => read(environment, variables) !== undefined
    }
    case "any":
    case "every":
      return compileQuantifier(expression, scope)
    case "compare": {
      const { operator, type } = expression
      const left = compileAs(expression.left, type, scope)
      const right = compileAs(expression.right, type, scope)
      return (environment, variables) =>
        compare(operator, left(environment, variables), right(environment, variables))
    }
    case "in-list":
      return compileInList(expression, scope)
    case "in-cidrs": {
      const { cidrs, negated } = expression
      const item = compileAs(expression.item, { kind: "ip" }, scope)
      const blocks = cidrs.map((text) => parseCidr(text)).filter((block) => block !== undefined)
      return (environment, variables) => {
        const address = item(environment, variables)
        if (address === undefined) return undefined
        return blocks.some((block) => inCidr(address as Address, block)) !== negated
      }
    }
    case "in-range":
      return compileInRange(expression, scope)
    case "like": {
      const matches = compileLike(expression.pattern)
      const operand = compileAs(expression.operand, { kind: "string" }, scope)
      return (environment, variables) => {
        const text = operand(environment, variables)
        return text === undefined ? undefined : matches(text as string)
      }
    }
    case "starts-with":
    case "ends-with": {
      const method = expression.kind === "starts-with" ? "startsWith" : "endsWith"
      const left = compileAs(expression.left, { kind: "string" }, scope)
      const right = compileAs(expression.right, { kind: "string" }, scope)
      return (environment, variables) => {
        const text = left(environment, variables)
        const part = right(environment, variables)
        return text === undefined || part === undefined ? undefined : (text as string)[method](part as string)
      }
    }
    case "contains": {
      const { type } = expression
      const left = compileRaw(expression.left, scope)
      const right = compileAs(expression.right, type, scope)
      return (environment, variables) => contains(left(environment, variables), right(environment, variables), type)
    }
    case "is":
      return compileHolds(expression.role, scope)
    case "within": {
      const { milliseconds } = expression
      const operand = compileAs(expression.operand, { kind: "instant" }, scope)
      return (environment, variables) => within(operand(environment, variables) as number | undefined, nowOf(environment), milliseconds)
    }
    case "between": {
      const { from, to, zone, days } = expression
      return (environment) => {
        const now = nowOf(environment)
        return now === undefined ? undefined : inWindow(now, from, to, zone, days)
      }
    }
    case "size": {
      const operand = compileRaw(expression.operand, scope)
      return (environment, variables) => sizeOf(operand(environment, variables))
    }
    case "read":
      return compileRead(expression, scope)
    case "literal": {
      const value = literalAs(expression, expression.type)
      return () => value
    }
  }
}

/** A literal is kept in the form of its own type already, but for addresses, which are kept as text. */
export function literalAs(literal: Extract<Expression, { kind: "literal" }>, type: Type): Value | undefined {
  const { value } = literal
  const isReady = literal.type.kind === type.kind && type.kind !== "ip" && type.kind !== "uuid"
  return isReady ? value : coerce(value, type)
}

/** `context.now` in milliseconds. */
export function nowOf(environment: Environment): number | undefined {
  return instantOf(memberOf(environment.context, "now"))
}

/** An operand as it came: what it is, its operator asks. */
function compileRaw(expression: Expression, scope: Scope): Raw {
  if (expression.kind === "read") return compileTypedRaw(expression, scope)
  if (expression.kind !== "literal") return compile(expression, scope)
  const value = expression.value
  return () => value
}

/** A read must fit its declared type, but goes on in its raw form, to be read as its operator's type. */
function compileTypedRaw(read: Extract<Expression, { kind: "read" }>, scope: Scope): Raw {
  const raw = compileRawRead(read, scope)
  const type = read.type
  return (environment, variables) => {
    const value = raw(environment, variables)
    return coerce(value, type) === undefined ? undefined : value
  }
}

function compileAs(expression: Expression, type: Type, scope: Scope): Evaluate {
  if (expression.kind === "literal") {
    const value = literalAs(expression, type)
    return () => value
  }
  if (expression.kind !== "read") return compile(expression, scope)
  if (sameType(expression.type, type)) return compileRead(expression, scope)
  const raw = compileTypedRaw(expression, scope)
  return (environment, variables) => coerce(raw(environment, variables), type)
}

/** A read whose type says no more than its operator's needs to be read once only. */
export function sameType(left: Type, right: Type): boolean {
  return left.kind === right.kind && Object.keys(left).length === 1 && Object.keys(right).length === 1
}

function negateIf(negated: boolean, truth: Truth): Truth {
  return negated ? not(truth) : truth
}

function compileConnective(kind: "and" | "or", operands: readonly Expression[], scope: Scope): Evaluate {
  const compiled = operands.map((operand) => compile(operand, scope))
  const [combine, decides]: [typeof and, boolean] = kind === "and" ? [and, false] : [or, true]
  return (environment, variables) => {
    let result: Truth = !decides
    for (const operand of compiled) {
      result = combine(result, operand(environment, variables) as Truth)
      if (result === decides) return result
    }
    return result
  }
}

function compileQuantifier(expression: Extract<Expression, { kind: "any" | "every" }>, scope: Scope): Evaluate {
  const { variable } = expression
  const list = compileRaw(expression.list, scope)
  const condition = compile(expression.condition, scope)
  const decides = expression.kind === "any"
  const combine = decides ? or : and
  return (environment, variables) => {
    const elements = list(environment, variables)
    if (!Array.isArray(elements)) return undefined
    let result: Truth = !decides
    for (const element of elements) {
      const bound = { __proto__: null, ...variables, [variable]: element } as unknown as Variables
      result = combine(result, condition(environment, bound) as Truth)
      if (result === decides) return result
    }
    return result
  }
}

function compileInList(expression: Extract<Expression, { kind: "in-list" }>, scope: Scope): Evaluate {
  const { negated, type } = expression
  const item = compileAs(expression.item, type, scope)
  const list = compileRaw(expression.list, scope)
  return (environment, variables) =>
    negateIf(negated, inList(item(environment, variables), list(environment, variables), type))
}

function compileInRange(expression: Extract<Expression, { kind: "in-range" }>, scope: Scope): Evaluate {
  const { negated, type } = expression
  const item = compileAs(expression.item, type, scope)
  const low = compileAs(expression.low, type, scope)
  const high = compileAs(expression.high, type, scope)
  return (environment, variables) => {
    const value = item(environment, variables)
    return negateIf(negated, inRange(value, low(environment, variables), high(environment, variables)))
  }
}

/** Whether the caller holds a role here: true, false, or unknown where a role's condition is. */
export function compileHolds(role: string, scope: Scope): Condition {
  if (role === "anyone") return () => true
  if (role === "authenticated") return (environment) => environment.subject !== undefined
  const place = scope.placeOf.get(role)
  // A role that nothing declares is held by nobody: a checked policy names none.
  if (place === undefined) return () => false
  if (!isBound(scope.roles[place]!, scope)) return () => false
  const conditional = compileConditionalSources(place, scope)
  if (conditional.length === 0) return (environment) => hasRole(environment.assigned, place)
  return (environment) => {
    if (hasRole(environment.assigned, place)) return true
    return anyTruth(conditional, environment)
  }
}

/** Conditions of the roles with a condition that are, or include, the role at `place`. */
function compileConditionalSources(place: number, scope: Scope): readonly Condition[] {
  return scope.roles.flatMap((role) => {
    if (!role.when || !role.reaches.includes(place) || !isBound(role, scope)) return []
    const when = compileExpression(role.when, scope)
    if (!role.readsSubject) return [when as Condition]
    return [(environment: Environment) => (environment.subject === undefined ? false : (when(environment) as Truth))]
  })
}

export function anyTruth(conditions: readonly Condition[], environment: Environment): Truth {
  let result: Truth = false
  for (const condition of conditions) {
    const truth = condition(environment)
    if (truth === true) return true
    if (truth === undefined) result = undefined
  }
  return result
}
