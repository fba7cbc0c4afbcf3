import { inCidr, parseCidr } from "../values/address.ts"
import { compare, inRange } from "../values/compare.ts"
import type { Expression } from "../values/expression.ts"
import { and, not, or } from "../values/kleene.ts"
import { contains, inList, sizeOf } from "../values/list.ts"
import { compileLike } from "../values/text.ts"
import { instantOf, inWindow, within } from "../values/time.ts"
import type { Address, Truth, Type, Value } from "../values/type.ts"
import { memberOf } from "../values/member.ts"
import type { PlannedRole } from "../plan/plan.ts"
import type { Environment } from "./environment.ts"
import { compileRawRead, compileRead, inFormAs, type Variables } from "./read.ts"
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
export function compileExpression(
  expression: Expression,
  scope: Scope,
): (environment: Environment) => Value | undefined {
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
      const read = compileRead(expression.operand, expression.operand.type, scope)
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
      return (environment, variables) =>
        contains(left(environment, variables), right(environment, variables), type)
    }
    case "is":
      return compileHolds(expression.role, scope)
    case "within": {
      const { milliseconds } = expression
      const operand = compileAs(expression.operand, { kind: "instant" }, scope)
      return (environment, variables) =>
        within(operand(environment, variables), nowOf(environment), milliseconds)
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
      return compileRead(expression, expression.type, scope)
    case "literal": {
      const value = inFormAs(expression.value, expression.type, expression.type)
      return () => value
    }
  }
}

/** `context.now` in milliseconds. */
export function nowOf(environment: Environment): number | undefined {
  return instantOf(memberOf(environment.context, "now"))
}

/** An operand as it came: what it is, its operator asks. */
function compileRaw(expression: Expression, scope: Scope): Raw {
  if (expression.kind === "read") return compileRawRead(expression, scope)
  if (expression.kind !== "literal") return compile(expression, scope)
  const value = expression.value
  return () => value
}

function compileAs(expression: Expression, type: Type, scope: Scope): Evaluate {
  if (expression.kind === "read") return compileRead(expression, type, scope)
  if (expression.kind !== "literal") return compile(expression, scope)
  const value = inFormAs(expression.value, expression.type, type)
  return () => value
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

function compileQuantifier(
  expression: Extract<Expression, { kind: "any" | "every" }>,
  scope: Scope,
): Evaluate {
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
export function compileHolds(name: string, scope: Scope): Condition {
  if (name === "anyone") return () => true
  if (name === "authenticated") return (environment) => environment.subject !== undefined
  const place = scope.placeOf.get(name)
  // A role that nothing declares is held by nobody: a checked policy names none.
  if (place === undefined || !isBound(scope.roles[place]!, scope)) return () => false
  const role = scope.roles[place]!
  const conditional = conditionalSources(place, scope).map((source) =>
    source === role
      ? (compileExpression(source.when!, scope) as Condition)
      : compileHolds(source.name, scope),
  )
  if (conditional.length === 0) return (environment) => hasRole(environment.assigned, place)
  const holds: Condition = (environment) =>
    hasRole(environment.assigned, place) || anyTruth(conditional, environment)
  return role.readsSubject
    ? (environment) => (environment.subject === undefined ? false : holds(environment))
    : holds
}

/** Roles with a condition that are, or include, the role at `place`; relative ones only where their thing is bound. */
export function conditionalSources(place: number, scope: Scope): readonly PlannedRole[] {
  return scope.roles.filter(
    (role) => role.when !== undefined && role.reaches.includes(place) && isBound(role, scope),
  )
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
