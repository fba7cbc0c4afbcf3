import type { Expression } from "../../../values/expression.ts"
import { visitParts } from "../../../values/parts.ts"
import { claimOf, textOf } from "./atom.ts"

/**
 * Whether no two atoms of a condition speak of one operand: then any of them may be true or false whatever the others are,
 * and the condition comes out alike for all requests only where one of them does. Spares most conditions a search.
 */
export function areApart(expression: Expression): boolean {
  const claimed = new Set<string>()
  const asked: string[] = []
  const read = new Set<string>()
  let isApart = true
  eachAtom(expression, (atom) => {
    if (atom.kind === "has") asked.push(textOf(atom.operand))
    else {
      const claim = claimOf(atom, true)
      if (claim.kind === "values" || claim.kind === "opaque") {
        isApart &&= !claimed.has(claim.key)
        claimed.add(claim.key)
      }
      visitParts(atom, (part) => part.kind === "read" && read.add(textOf(part)))
    }
  })
  return isApart && new Set(asked).size === asked.length && !asked.some((key) => read.has(key))
}

function eachAtom(expression: Expression, visit: (atom: Expression) => void): void {
  if (expression.kind === "and" || expression.kind === "or")
    for (const operand of expression.operands) eachAtom(operand, visit)
  else if (expression.kind === "not") eachAtom(expression.operand, visit)
  else visit(expression)
}
