import type { CompareOperator } from "../../values/expression.ts"
import type { Type } from "../../values/type.ts"

/** What stands between the operands of a comparison that is true, or, with `sense` false, that is false. */
export function comparisonVerb(operator: CompareOperator, type: Type, sense: boolean): string {
  if (orderTypes.has(type.kind)) return timeVerbs[operator](sense)
  return (type.kind === "ip" ? addressVerbs : verbs)[operator](sense)
}

type Verbs = Readonly<Record<CompareOperator, (sense: boolean) => string>>

const is: Pick<Verbs, "==" | "!="> = {
  "==": (sense) => (sense ? "is" : "is not"),
  "!=": (sense) => (sense ? "is not" : "is"),
}

const verbs: Verbs = {
  ...is,
  "<": (sense) => (sense ? "is below" : "is at least"),
  "<=": (sense) => (sense ? "is at most" : "is above"),
  ">": (sense) => (sense ? "is above" : "is at most"),
  ">=": (sense) => (sense ? "is at least" : "is below"),
}

// Addresses of two families have no order: of them, not below is not at least.
const addressVerbs: Verbs = {
  ...is,
  "<": (sense) => (sense ? "is below" : "is not below"),
  "<=": (sense) => (sense ? "is at most" : "is not at most"),
  ">": (sense) => (sense ? "is above" : "is not above"),
  ">=": (sense) => (sense ? "is at least" : "is not at least"),
}

const orderTypes: ReadonlySet<Type["kind"]> = new Set(["instant", "date", "time"])

const timeVerbs: Verbs = {
  ...is,
  "<": (sense) => (sense ? "is before" : "is no earlier than"),
  "<=": (sense) => (sense ? "is no later than" : "is after"),
  ">": (sense) => (sense ? "is after" : "is no later than"),
  ">=": (sense) => (sense ? "is no earlier than" : "is before"),
}
