import type * as ast from "../syntax/ast.ts"
import type { Type } from "../values/type.ts"
import { aType } from "./fit.ts"
import { complain, type Place, type Typed } from "./place.ts"

const bool: Type = { kind: "bool" }

/** A value that stands for a condition is a bool; JSON of any kind is read as one. */
export function asCondition(place: Place, value: Typed, node: ast.Expression): Typed {
  if (value.broken || value.type.kind === "bool") return value
  if (value.type.kind === "json" && value.expression.kind === "read") {
    return { ...value, expression: { ...value.expression, type: bool }, type: bool }
  }
  return complain(place, "E202", node.span, "this is not a condition", {
    labels: [{ span: node.span, text: `${aType(value.type)}, neither true nor false` }],
    help:
      value.expression.kind === "read" ? "compare it, or write `has` before it" : "compare it with something",
  })
}

/** What a comparison, `in`, a call, or the list of `any` and `every` takes: never what reads a role. */
export function asOperand(place: Place, value: Typed, node: ast.Expression, operator: string): Typed {
  if (value.broken || !value.readsRole) return value
  return complain(place, "E213", node.span, `a role is read as an operand of ${operator}`, {
    why: "more roles never mean less: compared with false, having a role would take away",
    help: "join it with `and` or `or` instead",
  })
}
