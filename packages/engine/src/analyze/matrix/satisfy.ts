import { all, always, any, type Formula, literal, never } from "./formula.ts"

/** Steps after which a question is left open: then the answer is the one that promises nothing. */
const mostSteps = 20_000

/** Whether some request could make it hold. False is certain; true is not, where facts hang together in ways unseen here. */
export function canHold(formula: Formula): boolean {
  return search([formula], new Map(), { steps: 0 })
}

/** Whether it holds for every request, whatever is true, false or unknown in it. True is certain. */
export function alwaysHolds(formula: Formula): boolean {
  return !canHold(failureOf(formula))
}

/**
 * That it does not hold. What may be unknown is taken to be: then neither it nor its opposite holds, and nothing else has
 * to be so for that.
 */
function failureOf(formula: Formula): Formula {
  switch (formula.kind) {
    case "true":
      return never
    case "false":
      return always
    case "literal":
      return formula.fact.isCertain ? literal(formula.fact, !formula.sense) : always
    case "all":
      return any(formula.parts.map(failureOf))
    case "any":
      return all(formula.parts.map(failureOf))
  }
}

/** Tries every way in which all that is pending could hold at once. */
function search(
  pending: readonly Formula[],
  known: ReadonlyMap<string, boolean>,
  spent: { steps: number },
): boolean {
  let [first, ...rest] = pending
  let facts = known
  for (; first !== undefined; [first, ...rest] = rest) {
    spent.steps += 1
    if (spent.steps > mostSteps) return true
    if (first.kind === "false") return false
    if (first.kind === "all") rest = [...first.parts, ...rest]
    if (first.kind === "any") {
      const [after, settled] = [rest, facts]
      return first.parts.some((part) => search([part, ...after], settled, spent))
    }
    if (first.kind === "literal") {
      const { fact, sense } = first
      if ((facts.get(fact.key) ?? sense) !== sense) return false
      facts = new Map([...facts, [fact.key, sense]])
    }
  }
  return true
}
