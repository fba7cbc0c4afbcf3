import { inCidr, parseCidr } from "../values/address.ts"
import { coerce, coerceText } from "../values/coerce.ts"
import { compare } from "../values/compare.ts"
import type { Expression, Read } from "../values/expression.ts"
import { and, not, or } from "../values/kleene.ts"
import { contains, inList, sizeOf } from "../values/list.ts"
import { memberOf } from "../values/member.ts"
import { compileLike } from "../values/text.ts"
import { instantOf, inWindow, within } from "../values/time.ts"
import type { Address, Truth, Type, Value } from "../values/type.ts"
import type { Facts } from "./facts.ts"
import { find, type FoundValue } from "./read.ts"
import { holds } from "./roles.ts"

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

/** A read as its declared type; missing where it is absent, null or does not fit. */
function valueOf(read: Read, facts: Facts, variables: Variables): Value | undefined {
  return readAs(read, find(read, facts, variables), read.type)
}

/** Paths, queries and headers are texts that stand for values; everything else is JSON. */
function readAs(read: Read, found: FoundValue, type: Type): Value | undefined {
  if (found.kind === "in-form") return inFormAs(found.value, read.type, type)
  const isText = read.root === "path" || read.root === "query" || read.root === "header"
  return isText && typeof found.raw === "string" ? coerceText(found.raw, type) : coerce(found.raw, type)
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

/** What stands in the form of its type already, but for addresses and uuids, which may be kept as text. */
function inFormAs(value: unknown, from: Type, to: Type): Value | undefined {
  if (value === undefined || value === null) return undefined
  const isInForm = from.kind === to.kind && typeof value !== "string"
  return isInForm ? (value as Value) : coerce(value, to)
}
