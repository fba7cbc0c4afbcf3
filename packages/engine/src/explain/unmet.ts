import { mirrored } from "../values/compare.ts"
import type { CompareOperator, Expression, Read } from "../values/expression.ts"
import { withheld } from "./shown.ts"
import type { ConditionTrace, OperandTrace } from "./trace.ts"

/** What would have to be otherwise for something to be as wanted. */
export interface Unmet {
  readonly count: number
  /** After "if": `order.ownerId` were "u1". */
  readonly words: readonly string[]
}

export const nothing: Unmet = Object.freeze({ count: 0, words: [] })

/** The way with the fewest parts, the first of equal ones; undefined: there is none. */
export function fewest(ways: readonly (Unmet | undefined)[]): Unmet | undefined {
  return ways.reduce<Unmet | undefined>(
    (best, way) => (way !== undefined && (best === undefined || way.count < best.count) ? way : best),
    undefined,
  )
}

function all(parts: readonly (Unmet | undefined)[]): Unmet | undefined {
  let sum = nothing
  for (const part of parts) {
    if (part === undefined) return undefined
    sum = { count: sum.count + part.count, words: [...sum.words, ...part.words] }
  }
  return sum
}

/** What of a condition is not as wanted; undefined where nothing of the request could make it so. */
export function conditionOf(
  expression: Expression,
  trace: ConditionTrace | OperandTrace | undefined,
  wanted: boolean,
): Unmet | undefined {
  if (trace?.kind !== "condition") return undefined
  if (trace.verdict === String(wanted)) return nothing
  switch (expression.kind) {
    case "and":
    case "or": {
      const parts = expression.operands.map((operand, place) =>
        conditionOf(operand, trace.parts[place], wanted),
      )
      return (expression.kind === "and") === wanted ? all(parts) : fewest(parts)
    }
    case "not":
      return conditionOf(expression.operand, trace.parts[0], !wanted)
    case "literal":
      return undefined
    default:
      return { count: 1, words: [atomInWords(expression, trace, wanted)] }
  }
}

const phrases: Readonly<Record<CompareOperator, string>> = {
  "==": "were",
  "!=": "were other than",
  "<": "were less than",
  "<=": "were at most",
  ">": "were more than",
  ">=": "were at least",
}

const opposites: Readonly<Record<CompareOperator, CompareOperator>> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
}

function atomInWords(expression: Expression, trace: ConditionTrace, wanted: boolean): string {
  const operands = trace.parts.filter((part) => part.kind === "operand")
  if (expression.kind === "compare")
    return compareInWords(expression, operands, wanted) ?? plainly(trace, wanted)
  if (expression.kind === "has")
    return `\`${operands[0]?.text ?? trace.text}\` ${wanted ? "were there, and of its type" : "were not there"}`
  if (expression.kind === "is") return `the caller ${wanted ? "held" : "did not hold"} \`${expression.role}\``
  if (expression.kind === "read" && operands[0] !== undefined)
    return `\`${operands[0].text}\` were ${wanted}${asItIs(operands[0])}`
  return plainly(trace, wanted)
}

function plainly(trace: ConditionTrace, wanted: boolean): string {
  const seen = trace.parts.filter((part) => part.kind === "operand").map(seenAs)
  return `\`${trace.text}\` were ${wanted}${seen.length === 0 ? "" : ` (${seen.join(", ")})`}`
}

function compareInWords(
  { operator, left, right }: Extract<Expression, { kind: "compare" }>,
  operands: readonly OperandTrace[],
  wanted: boolean,
): string | undefined {
  const asked = wanted ? operator : opposites[operator]
  if (left.kind === "read" && right.kind === "read") return readsInWords(left, right, asked, operands)
  const [operand] = operands
  if (operand === undefined || operands.length > 1) return undefined
  if (right.kind === "literal") return whatIfItWere(operand, asked, JSON.stringify(right.value))
  return left.kind === "literal"
    ? whatIfItWere(operand, mirrored[asked], JSON.stringify(left.value))
    : undefined
}

/** What is missing is what would have to change; else a thing, rather than who calls. */
function readsInWords(
  left: Read,
  right: Read,
  asked: CompareOperator,
  [first, second]: readonly OperandTrace[],
): string | undefined {
  if (first === undefined || second === undefined) return undefined
  const isKnown = ({ state, value }: OperandTrace): boolean =>
    (state === "present" || state === "default") && value !== withheld
  if (!isKnown(first) && !isKnown(second)) return undefined
  const changesLeft =
    isKnown(second) && (!isKnown(first) || left.root !== "subject" || right.root === "subject")
  return changesLeft
    ? whatIfItWere(first, asked, brief(second.value))
    : whatIfItWere(second, mirrored[asked], brief(first.value))
}

function whatIfItWere(operand: OperandTrace, operator: CompareOperator, value: string): string {
  return `\`${operand.text}\` ${phrases[operator]} ${value}${asItIs(operand)}`
}

function asItIs(operand: OperandTrace): string {
  if (operand.state === "missing") return " (it is missing)"
  const type = operand.state === "ill-typed" ? ", which is not of its type" : ""
  return ` (it is ${brief(operand.value)}${type})`
}

function seenAs(operand: OperandTrace): string {
  return operand.state === "missing"
    ? `\`${operand.text}\` is missing`
    : `\`${operand.text}\` is ${brief(operand.value)}`
}

const longest = 60

function brief(value: unknown): string {
  if (value === withheld) return withheld
  const json = JSON.stringify(value) ?? "nothing"
  return json.length <= longest ? json : `${json.slice(0, longest - 1)}…`
}
