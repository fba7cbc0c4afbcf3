import type { Expression } from "../../../values/expression.ts"
import { visitParts } from "../../../values/parts.ts"
import { areApart } from "./apart.ts"
import { canBe, isEither, type Known } from "./possible.ts"
import type { Placed } from "./places.ts"

/** A part of a condition that comes out alike for all requests. */
export interface Judged {
  readonly expression: Expression
  /** `always`: never false, but unknown where an operand is missing. `never`: not true, likewise. */
  readonly verdict: "always" | "never" | "unknown"
}

type Verdicts = Map<string, { readonly expression: Expression; verdict: Judged["verdict"] | undefined }>

/** The smallest parts of the conditions that come out alike for all requests, wherever the line or definition is asked. */
export function judge(conditions: readonly Placed[]): readonly Judged[] {
  const verdicts: Verdicts = new Map()
  for (const { expression, known } of conditions) judgePart(expression, known, verdicts)
  return [...verdicts.values()].flatMap(({ expression, verdict }) =>
    verdict === undefined ? [] : [{ expression, verdict }],
  )
}

/** Whether it, or something inside it, comes out alike for all requests. */
function judgePart(expression: Expression, known: Known, verdicts: Verdicts): boolean {
  const parts = partsOf(expression)
  let isInside = false
  for (const part of parts) isInside = judgePart(part, known, verdicts) || isInside
  if (isInside) return true
  const isSettled = isJunction(expression) && areApart(expression)
  const verdict = isSettled || isArgued(expression) ? undefined : verdictOf(expression, known)
  note(expression, verdict, verdicts)
  return verdict !== undefined
}

/** A definition is judged wherever it is called, and said to be the same only if it is so everywhere. */
function note(expression: Expression, verdict: Judged["verdict"] | undefined, verdicts: Verdicts): void {
  const { file, start, end } = expression.span
  const key = `${start}:${end}:${file}`
  const before = verdicts.get(key)
  if (before === undefined) verdicts.set(key, { expression, verdict })
  else if (before.verdict !== verdict) before.verdict = undefined
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "and":
    case "or":
      return expression.operands
    case "not":
      return [expression.operand]
    case "any":
    case "every":
      return [expression.condition]
    default:
      return []
  }
}

/** What has parts that are all asked about the same things. */
const isJunction = ({ kind }: Expression): boolean => kind === "and" || kind === "or" || kind === "not"

function verdictOf(expression: Expression, known: Known): Judged["verdict"] | undefined {
  if (isEither(expression, known)) return undefined
  const canHold = canBe(expression, true, known)
  const canFail = canBe(expression, false, known)
  if (canHold && canFail) return undefined
  return canHold ? "always" : canFail ? "never" : "unknown"
}

/** A definition that is given a literal is meant to come out otherwise where it is given another. */
function isArgued(expression: Expression): boolean {
  const { span } = expression
  let isOutside = false
  visitParts(expression, (part) => {
    if (part.kind !== "literal") return
    const { file, start, end } = part.span
    isOutside ||= file !== span.file || start < span.start || end > span.end
  })
  return isOutside
}

/** A condition as a message quotes it; a long one stands under the carets anyway. */
export function shortOf(text: string): string {
  return text.length > 80 || text.includes("\n") ? "this condition" : `\`${text}\``
}
