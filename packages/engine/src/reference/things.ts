import type { FieldStep } from "../model/policy.ts"

/** A place in a JSON body, with the places in it: scalars too have a place of their own. */
export interface Thing {
  readonly value: unknown
  /** Of an object. */
  readonly members: ReadonlyMap<string, Thing> | undefined
  /** Of an array. */
  readonly elements: readonly Thing[] | undefined
}

export function thingOf(value: unknown): Thing {
  if (Array.isArray(value)) return { value, members: undefined, elements: value.map(thingOf) }
  if (typeof value !== "object" || value === null) return { value, members: undefined, elements: undefined }
  const members = new Map(Object.entries(value).map(([name, member]) => [name, thingOf(member)]))
  return { value, members, elements: undefined }
}

function inside({ members, elements }: Thing): readonly Thing[] {
  return elements ?? [...(members?.values() ?? [])]
}

/**
 * What a path of `hide`, `mask`, `hash` or `each` names. Arrays are seen through, and `[*]` of what is
 * no array is the thing itself, so that a body of another shape shows no more.
 */
export function namedBroadly(thing: Thing, steps: readonly FieldStep[]): readonly Thing[] {
  const [step, ...rest] = steps
  if (step === undefined) return [thing]
  const { elements, members } = thing
  switch (step.kind) {
    case "anywhere":
      return [...namedBroadly(thing, rest), ...inside(thing).flatMap((inner) => namedBroadly(inner, steps))]
    case "elements":
      return (elements ?? [thing]).flatMap((element) => namedBroadly(element, rest))
    case "member": {
      if (elements) return elements.flatMap((element) => namedBroadly(element, steps))
      const member = members?.get(step.name)
      return member === undefined ? [] : namedBroadly(member, rest)
    }
    case "any-member":
      if (elements) return elements.flatMap((element) => namedBroadly(element, steps))
      return inside(thing).flatMap((member) => namedBroadly(member, rest))
  }
}

/** A thing that a path of `show` leads to or over. */
export interface Shown {
  readonly thing: Thing
  /** No step so far was `*` or `**`. */
  readonly isPlain: boolean
  /** The path names it; else it stands on the way to what the path names. */
  readonly isNamed: boolean
}

/** What a path of `show` names in the body: it starts at the body, or at each element of an array body. */
export function shownInBody(body: Thing, steps: readonly FieldStep[]): readonly Shown[] {
  const startsAtBody = body.elements === undefined || steps[0]?.kind === "elements"
  if (startsAtBody) return shownExactly(body, steps, true)
  const way: Shown = { thing: body, isPlain: true, isNamed: false }
  return [way, ...(body.elements ?? []).flatMap((element) => shownExactly(element, steps, true))]
}

/** What a path of `show` names, read as it is written: nothing is seen through. */
export function shownExactly(thing: Thing, steps: readonly FieldStep[], isPlain: boolean): readonly Shown[] {
  const [step, ...rest] = steps
  if (step === undefined) return [{ thing, isPlain, isNamed: true }]
  const way: Shown = { thing, isPlain, isNamed: false }
  switch (step.kind) {
    case "anywhere": {
      const deeper = inside(thing).flatMap((inner) => shownExactly(inner, steps, false))
      return [way, ...shownExactly(thing, rest, false), ...deeper]
    }
    case "elements":
      return [way, ...(thing.elements ?? []).flatMap((element) => shownExactly(element, rest, isPlain))]
    case "member": {
      const member = thing.members?.get(step.name)
      return member === undefined ? [way] : [way, ...shownExactly(member, rest, isPlain)]
    }
    case "any-member":
      return [
        way,
        ...[...(thing.members?.values() ?? [])].flatMap((member) => shownExactly(member, rest, false)),
      ]
  }
}
