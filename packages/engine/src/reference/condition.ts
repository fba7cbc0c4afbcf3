import type { Role, RoleName } from "../model/policy.ts"
import { inCidr, parseCidr } from "../values/address.ts"
import { compare } from "../values/compare.ts"
import type { Expression } from "../values/expression.ts"
import { and, not, or } from "../values/kleene.ts"
import { contains, inList, sizeOf } from "../values/list.ts"
import { memberOf } from "../values/member.ts"
import { compileLike } from "../values/text.ts"
import { instantOf, inWindow, within } from "../values/time.ts"
import type { Address, Truth, Type, Value } from "../values/type.ts"
import type { Facts } from "./facts.ts"
import { find, inFormAs, readAs, valueOf } from "./read.ts"

// What a condition says, and who holds a role: each asks the other.

/** Elements that `any` and `every` have bound around the place. */
export type Variables = ReadonlyMap<string, unknown>

const noVariables: Variables = new Map()

/** What a condition says of the facts: true, false, or unknown. No condition is true. */
export function truthOf(
  condition: Expression | undefined,
  facts: Facts,
  variables: Variables = noVariables,
): Truth {
  if (condition === undefined) return true
  const truth = (part: Expression): Truth => truthOf(part, facts, variables)
  const read = (part: Expression, type: Type): Value | undefined => operandAs(part, type, facts, variables)
  const raw = (part: Expression): unknown => operand(part, facts, variables)
  const now = (): number | undefined => instantOf(memberOf(facts.context, "now"))

  switch (condition.kind) {
    case "and":
      return condition.operands.map(truth).reduce<Truth>(and, true)
    case "or":
      return condition.operands.map(truth).reduce<Truth>(or, false)
    case "not":
      return not(truth(condition.operand))
    case "has":
      return valueOf(condition.operand, facts, variables) !== undefined
    case "any":
    case "every":
      return quantified(condition, facts, variables)
    case "compare":
      return compare(
        condition.operator,
        read(condition.left, condition.type),
        read(condition.right, condition.type),
      )
    case "in-list": {
      const isIn = inList(read(condition.item, condition.type), raw(condition.list), condition.type)
      return condition.negated ? not(isIn) : isIn
    }
    case "in-cidrs": {
      const isIn = inCidrs(read(condition.item, { kind: "ip" }), condition.cidrs)
      return condition.negated ? not(isIn) : isIn
    }
    case "in-range": {
      const item = read(condition.item, condition.type)
      const isFromLow = compare(">=", item, read(condition.low, condition.type))
      const isToHigh = compare("<=", item, read(condition.high, condition.type))
      const isIn = and(isFromLow, isToHigh)
      return condition.negated ? not(isIn) : isIn
    }
    case "like": {
      const text = read(condition.operand, { kind: "string" })
      return typeof text === "string" ? compileLike(condition.pattern)(text) : undefined
    }
    case "starts-with":
    case "ends-with": {
      const whole = read(condition.left, { kind: "string" })
      const part = read(condition.right, { kind: "string" })
      if (typeof whole !== "string" || typeof part !== "string") return undefined
      return condition.kind === "starts-with" ? whole.startsWith(part) : whole.endsWith(part)
    }
    case "contains":
      return contains(raw(condition.left), read(condition.right, condition.type), condition.type)
    case "is":
      return holds(condition.role, facts)
    case "within": {
      const instant = read(condition.operand, { kind: "instant" })
      return typeof instant === "number" ? within(instant, now(), condition.milliseconds) : undefined
    }
    case "between": {
      const at = now()
      const { from, to, zone, days } = condition
      return at === undefined ? undefined : inWindow(at, from, to, zone, days)
    }
    case "read": {
      const value = valueOf(condition, facts, variables)
      return typeof value === "boolean" ? value : undefined
    }
    case "literal":
      return typeof condition.value === "boolean" ? condition.value : undefined
    case "size":
      return undefined
  }
}

function quantified(
  condition: Extract<Expression, { kind: "any" | "every" }>,
  facts: Facts,
  variables: Variables,
): Truth {
  const elements = operand(condition.list, facts, variables)
  if (!Array.isArray(elements)) return undefined
  const truths = elements.map((element) =>
    truthOf(condition.condition, facts, new Map([...variables, [condition.variable, element]])),
  )
  return condition.kind === "any" ? truths.reduce<Truth>(or, false) : truths.reduce<Truth>(and, true)
}

function inCidrs(address: Value | undefined, cidrs: readonly string[]): Truth {
  if (address === undefined) return undefined
  return cidrs.some((text) => {
    const cidr = parseCidr(text)
    return cidr !== undefined && inCidr(address as Address, cidr)
  })
}

/** An operand as it came, if it is what it is declared to be: for operators that look at what they are given. */
function operand(expression: Expression, facts: Facts, variables: Variables): unknown {
  switch (expression.kind) {
    case "read": {
      const found = find(expression, facts, variables)
      if (readAs(expression, found, expression.type) === undefined) return undefined
      return found.kind === "raw" ? found.raw : found.value
    }
    case "literal":
      return expression.value
    case "size":
      return sizeOf(operand(expression.operand, facts, variables))
    default:
      return truthOf(expression, facts, variables)
  }
}

/** An operand as the type under which its operator compares, if it is what it is declared to be. */
function operandAs(
  expression: Expression,
  type: Type,
  facts: Facts,
  variables: Variables,
): Value | undefined {
  if (expression.kind === "literal") return inFormAs(expression.value, expression.type, type)
  if (expression.kind !== "read") return operand(expression, facts, variables) as Value | undefined
  const found = find(expression, facts, variables)
  return readAs(expression, found, expression.type) === undefined
    ? undefined
    : readAs(expression, found, type)
}

/** Whether the caller holds a role here: its own condition and assignment, or a role that includes it. */
export function holds(name: RoleName, facts: Facts): Truth {
  if (name === "anyone") return true
  if (name === "authenticated") return facts.subject !== undefined
  const role = facts.policy.roles.find((candidate) => candidate.name === name)
  if (role === undefined || !isPossible(role, facts)) return false
  const includers = facts.policy.roles.filter(({ includes }) => includes.includes(name))
  return [
    holdsItself(role, facts),
    ...includers.map((includer) => holds(includer.name, facts)),
  ].reduce<Truth>(or, false)
}

/** A relative role needs its thing bound; a condition that reads the subject needs one. */
export function isPossible(role: Role, facts: Facts): boolean {
  const { of } = role
  if (of !== undefined && !facts.bindings.some(({ name, type }) => name === of.name && type === of.type))
    return false
  return !role.readsSubject || facts.subject !== undefined
}

export function holdsItself(role: Role, facts: Facts): Truth {
  if (role.when !== undefined) return truthOf(role.when, facts)
  // A relative role is never assigned.
  if (role.of !== undefined) return false
  const assigned = memberOf(facts.subject, "roles")
  if (!Array.isArray(assigned)) return false
  return [role.name, ...role.aliases].some((name) => assigned.includes(name))
}
