import type { FieldPath, FieldStep, ResponseRule } from "../../model/policy.ts"
import type { LintRoute } from "./lint-route.ts"

type Shown = Extract<ResponseRule, { kind: "show" }>
type Hidden = Extract<ResponseRule, { kind: "hide" | "hash" | "mask" }>

/** A field that a rule names, as seen from the thing that the route is about. */
export interface PlacedField {
  /** As its rule has it. */
  readonly text: string
  /** Names of members; `*` for any; the elements of lists are left out. */
  readonly names: readonly string[]
  readonly isAnywhere: boolean
  readonly rule: Shown | Hidden
}

/** The fields that a route shows to all whom it allows, or hides from some. */
export function placedFields({ planned }: LintRoute, what: "shown" | "hidden"): readonly PlacedField[] {
  const found: PlacedField[] = []
  const isList = planned.template.segments.at(-1)?.kind === "literal"
  const enter = (rule: ResponseRule, outer: readonly FieldStep[]): void => {
    if (rule.kind === "each") {
      for (const inner of rule.rules) enter(inner, [...outer, ...rule.field.steps])
    } else if (
      rule.kind === "show"
        ? what === "shown" && rule.to === undefined
        : rule.kind !== "only-to" && what === "hidden"
    ) {
      const placed = rule as Shown | Hidden
      for (const field of placed.fields) found.push(place(field, outer, isList, placed))
    }
  }
  for (const rule of planned.response) enter(rule, [])
  return found
}

/** On a list, what wraps its elements (`data[*].`) is left out: the thing is the same one. */
function place(
  field: FieldPath,
  outer: readonly FieldStep[],
  isList: boolean,
  rule: Shown | Hidden,
): PlacedField {
  const steps = [...outer, ...field.steps]
  const wrapped = isList && steps[0]?.kind === "member" && steps[1]?.kind === "elements" && steps.length > 2
  const own = wrapped ? steps.slice(2) : steps
  const names = own.flatMap((step) =>
    step.kind === "member" ? [step.name] : step.kind === "any-member" ? ["*"] : [],
  )
  return { text: field.text, names, isAnywhere: own.some(({ kind }) => kind === "anywhere"), rule }
}

/** Whether the second is the first, or inside it: whoever has the first has the second. */
export function leadsTo(outer: PlacedField, inner: PlacedField): boolean {
  if (outer.isAnywhere) return endsWith(inner.names, outer.names)
  if (inner.isAnywhere) return endsWith(outer.names, inner.names)
  return outer.names.length > 0 && outer.names.every((name, at) => isAlike(name, inner.names[at]))
}

const isAlike = (name: string, other: string | undefined): boolean =>
  other !== undefined && (name === other || name === "*" || other === "*")

function endsWith(names: readonly string[], end: readonly string[]): boolean {
  const from = names.length - end.length
  return from >= 0 && end.length > 0 && end.every((name, at) => isAlike(name, names[from + at]))
}
