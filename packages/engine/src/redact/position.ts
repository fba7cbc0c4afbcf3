import type { PlannedRoute } from "../plan/plan.ts"
import type { Mark } from "./mark.ts"
import type { RuleGroup } from "./rules.ts"

export type Rule = PlannedRoute["response"][number]
type FieldPath = Extract<Rule, { kind: "show" }>["fields"][number]
export type FieldStep = FieldPath["steps"][number]

/** What happens to a thing that a path names. */
export type Action =
  | { readonly kind: "mark"; readonly mark: Mark }
  | { readonly kind: "show" }
  /** A row: `group` holds the rules inside, `shows` says that it holds shows and nothing else. */
  | { readonly kind: "each"; readonly group: RuleGroup; readonly name: string; readonly shows: boolean }

/** A place on a path: what has been walked of it fits the thing at hand. */
export interface Position {
  /** Unique within a redactor, in order of making. */
  readonly id: number
  readonly action: Action
  /**
   * `broad`, for what takes away: members are looked for in every element of an array, and `[*]` of what is no array is the thing itself.
   * `exact`, for what shows: only what has the shape that was written.
   */
  readonly reading: "broad" | "exact"
  /** The step to take; undefined: the path names the thing at hand. */
  readonly step: FieldStep | undefined
  readonly next: Position | undefined
  /** Of `**`: itself, with some of the way walked; undefined where that makes no difference. */
  readonly deeper: Position | undefined
  /** Only member names and `[*]` so far: what lies on the way stays, even if it turns out empty. */
  readonly isCertain: boolean
}

export interface NumberSource {
  next: number
}

export function readingOf(action: Action): Position["reading"] {
  return action.kind === "show" || (action.kind === "each" && action.shows) ? "exact" : "broad"
}

/** The positions of one path, as its beginning; `isPlain`: what leads to where it begins is of member names and `[*]` only. */
export function positionsOf(
  steps: readonly FieldStep[],
  action: Action,
  ids: NumberSource,
  isPlain = true,
): Position {
  const reading = readingOf(action)
  const made = (step: FieldStep | undefined, next: Position | undefined, isCertain: boolean): Position => {
    ids.next += 1
    const position = { id: ids.next, action, reading, step, next, isCertain }
    if (step?.kind !== "anywhere" || !isCertain) return { ...position, deeper: undefined }
    ids.next += 1
    return { ...position, deeper: { ...position, id: ids.next, isCertain: false, deeper: undefined } }
  }
  let position = made(undefined, undefined, isPlain && steps.every(isCertainStep))
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    position = made(steps[index], position, isPlain && steps.slice(0, index).every(isCertainStep))
  }
  return position
}

function isCertainStep({ kind }: FieldStep): boolean {
  return kind === "member" || kind === "elements"
}
