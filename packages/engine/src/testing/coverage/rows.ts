import type { Tracing } from "../../explain/context.ts"
import { place, traceResponse } from "../../explain/trace-rule.ts"
import type { RuleTrace } from "../../explain/trace.ts"
import type { ResponseRule } from "../../model/policy.ts"
import type { Governed, Plan } from "../../plan/plan.ts"
import { namedBroadly, type Thing, thingOf } from "../../reference/things.ts"

/** What the rules of an `each` say of one row. */
export interface RowTrace {
  /** The id of the `each`. */
  readonly each: string
  readonly rules: readonly RuleTrace[]
}

/** Asks every row that a handler answered with, also rows in rows. A body that is no JSON has none. */
export function traceRows(
  plan: Plan,
  rules: readonly (ResponseRule & Governed)[],
  reply: unknown,
  tracing: Tracing,
): readonly RowTrace[] {
  const body = asJson(reply)
  if (body === undefined) return []
  return rules.flatMap((rule) => {
    const placed = place(rule, plan, tracing)
    return placed.kind === "here" ? rowsOf(plan, rule, thingOf(body), placed.tracing) : []
  })
}

function rowsOf(plan: Plan, rule: ResponseRule, start: Thing, tracing: Tracing): readonly RowTrace[] {
  if (rule.kind !== "each") return []
  return namedBroadly(start, rule.field.steps).flatMap((row) => {
    const { environment, scope } = tracing
    const atRow: Tracing = {
      ...tracing,
      scope: { ...scope, bindings: [...scope.bindings, { name: rule.name, type: rule.type }] },
      environment: { ...environment, resources: { ...environment.resources, [rule.name]: row.value } },
    }
    const traces = rule.rules
      .filter(({ kind }) => kind !== "each")
      .map((inner) => traceResponse(inner, plan, atRow))
    return [
      { each: rule.id, rules: traces },
      ...rule.rules.flatMap((inner) => rowsOf(plan, inner, row, atRow)),
    ]
  })
}

function asJson(reply: unknown): unknown {
  try {
    if (typeof reply === "string") return JSON.parse(reply)
    if (reply instanceof Uint8Array)
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(reply))
    const text = JSON.stringify(reply)
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
