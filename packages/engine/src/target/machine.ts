import { anyOne, anyRun, likeTokens } from "../values/text.ts"
import type { StringType, Type } from "../values/type.ts"
import { charactersOf } from "./segment.ts"
import type { Template, TemplateSegment } from "./template.ts"

// Finite machines for the texts that a segment takes, by which two templates are compared. A character
// is known by how it is written and by what it means: `,` and `%2C` are two characters of a path, one of a value.

/** A set of characters. */
export type Symbols =
  | { readonly kind: "any" }
  /** One, as it stands in the path. */
  | { readonly kind: "written"; readonly text: string; readonly code: number }
  /** Those that mean a code point between two, however they are written. */
  | { readonly kind: "range"; readonly low: number; readonly high: number }

interface Step {
  readonly takes: Symbols
  readonly to: number
}

/** Starts in state 0. */
export interface Machine {
  readonly steps: readonly (readonly Step[])[]
  readonly accepts: ReadonlySet<number>
}

/** Kept, since a policy compares the same few segments over and over. */
const machines = new WeakMap<TemplateSegment, Machine>()

/** Takes at least all texts that the segment takes; exactly those but for types that have no machine of their own. */
export function machineOf(template: Template, segment: TemplateSegment): Machine {
  const known = machines.get(segment)
  if (known !== undefined) return known
  const made = makeMachine(template, segment)
  machines.set(segment, made)
  return made
}

function makeMachine(template: Template, segment: TemplateSegment): Machine {
  const draft: Draft = { steps: [[]] }
  const parts = partsOf(segment)
  let ends: readonly number[] = [0]
  for (const part of parts) {
    ends =
      typeof part === "string"
        ? addText(draft, ends, part)
        : addType(draft, ends, template.parameters[part]?.type ?? { kind: "string" })
  }
  return { steps: draft.steps, accepts: new Set(ends) }
}

function partsOf(segment: TemplateSegment): readonly (string | number)[] {
  switch (segment.kind) {
    case "literal":
      return [segment.text]
    case "mixed":
      return segment.parts
    case "typed":
    case "parameter":
    case "rest":
      return [segment.parameter]
  }
}

interface Draft {
  readonly steps: Step[][]
}

/** Adds a state that is reached from all of `from` by one of `takes`. */
function step(draft: Draft, from: readonly number[], takes: Symbols): number {
  const to = draft.steps.push([]) - 1
  link(draft, from, takes, to)
  return to
}

function link(draft: Draft, from: readonly number[], takes: Symbols, to: number): void {
  for (const state of from) draft.steps[state]?.push({ takes, to })
}

/** Each of these adds what it takes behind the states `from`, and gives the states in which it may end. */
function addText(draft: Draft, from: readonly number[], text: string): readonly number[] {
  const { written, decoded } = charactersOf(text)
  let ends = from
  for (const [place, character] of written.entries()) {
    const code = decoded[place]?.codePointAt(0) ?? 0
    ends = [step(draft, ends, { kind: "written", text: character, code })]
  }
  return ends
}

function addType(draft: Draft, from: readonly number[], type: Type): readonly number[] {
  switch (type.kind) {
    case "string":
      return addString(draft, from, type)
    case "int":
      return addInt(draft, from, type.min ?? Number.MIN_SAFE_INTEGER, type.max ?? Number.MAX_SAFE_INTEGER)
    case "bool":
      return ["true", "false"].flatMap((value) => addValue(draft, from, value))
    case "uuid":
      return addShape(draft, from, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh")
    case "date":
      return addShape(draft, from, "dddd-dd-dd")
    case "time":
      return addShape(draft, from, "dd:dd")
    default:
      return addAny(draft, from)
  }
}

const anything: Symbols = { kind: "any" }
const only = (code: number): Symbols => ({ kind: "range", low: code, high: code })

/** One character or more. */
function addAny(draft: Draft, from: readonly number[]): readonly number[] {
  const end = step(draft, from, anything)
  draft.steps[end]?.push({ takes: anything, to: end })
  return [end]
}

/** Longer bounds on length than this are not counted out: texts that differ only beyond them may be taken for shared. */
const longestCounted = 1024

function addString(draft: Draft, from: readonly number[], type: StringType): readonly number[] {
  if (type.values !== undefined) return type.values.flatMap((value) => addValue(draft, from, value))
  if (type.like !== undefined) return addLike(draft, from, type.like)
  if (type.max === undefined || type.max > longestCounted) return addAny(draft, from)
  const ends: number[] = []
  for (let count = 0; count < type.max; count += 1) {
    ends.push(step(draft, count === 0 ? from : ends.slice(-1), anything))
  }
  return ends
}

function addValue(draft: Draft, from: readonly number[], value: string): readonly number[] {
  let ends = from
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0
    if (!canStand(code)) return []
    ends = [step(draft, ends, only(code))]
  }
  return value === "" ? [] : ends
}

/** No segment of a canonical path means a slash, a backslash or NUL. */
const canStand = (code: number): boolean => code !== 47 && code !== 92 && code !== 0

function addLike(draft: Draft, from: readonly number[], pattern: string): readonly number[] {
  const tokens = likeTokens(pattern) ?? []
  if (tokens.every((token) => token === anyRun)) return addAny(draft, from)
  let ends = [...from]
  for (const token of tokens) {
    if (token === anyRun) {
      const again = step(draft, ends, anything)
      draft.steps[again]?.push({ takes: anything, to: again })
      ends.push(again)
      continue
    }
    if (token !== anyOne && !canStand(token)) return []
    ends = [step(draft, ends, token === anyOne ? anything : only(token))]
  }
  return ends
}

const digits: Symbols = { kind: "range", low: 48, high: 57 }

/** `d` is a digit, `h` a hexadecimal one of either case, anything else itself. */
function addShape(draft: Draft, from: readonly number[], shape: string): readonly number[] {
  let ends = from
  for (const character of shape) {
    if (character === "d") ends = [step(draft, ends, digits)]
    else if (character === "h") {
      ends = [
        step(draft, ends, digits),
        step(draft, ends, { kind: "range", low: 65, high: 70 }),
        step(draft, ends, { kind: "range", low: 97, high: 102 }),
      ]
    } else ends = [step(draft, ends, only(character.codePointAt(0) ?? 0))]
  }
  return ends
}

/** Decimal texts of the whole numbers between two bounds. */
function addInt(draft: Draft, from: readonly number[], min: number, max: number): readonly number[] {
  const low = Math.max(Math.ceil(min), Number.MIN_SAFE_INTEGER)
  const high = Math.min(Math.floor(max), Number.MAX_SAFE_INTEGER)
  if (low > high) return []
  const free = freeDigits(draft)
  if (low <= 0 && high >= 0) link(draft, from, only(48), free(0))
  if (high >= 1) addLengths(draft, from, Math.max(low, 1), high, free)
  if (low <= -1) addLengths(draft, [step(draft, from, only(45))], Math.max(-high, 1), -low, free)
  return [free(0)]
}

/** The state from which so many digits, whichever they are, lead to the end. */
type FreeDigits = (count: number) => number

function freeDigits(draft: Draft): FreeDigits {
  const states: number[] = []
  const free: FreeDigits = (count) => {
    const known = states[count]
    if (known !== undefined) return known
    const made = draft.steps.push([]) - 1
    states[count] = made
    if (count > 0) link(draft, [made], digits, free(count - 1))
    return made
  }
  return free
}

/** Numbers of each length apart: among texts of one length, the order of the digits is the order of the numbers. */
function addLengths(
  draft: Draft,
  from: readonly number[],
  low: number,
  high: number,
  free: FreeDigits,
): void {
  for (let length = String(low).length; length <= String(high).length; length += 1) {
    const smallest = 10 ** (length - 1)
    // As exact as it must be: no bound has more than sixteen digits, and none is as high as sixteen nines.
    const greatest = 10 ** length - 1
    if (low <= smallest && high >= greatest)
      link(draft, from, { kind: "range", low: 49, high: 57 }, free(length - 1))
    else {
      const least = String(Math.max(low, smallest))
      const most = String(Math.min(high, greatest))
      addBetween(draft, from, { least, most, isTightBelow: true, isTightAbove: true }, free)
    }
  }
}

/** Texts of digits, as long as both bounds; a bound that is not tight any more does not bind. */
interface Between {
  readonly least: string
  readonly most: string
  readonly isTightBelow: boolean
  readonly isTightAbove: boolean
}

function addBetween(draft: Draft, from: readonly number[], between: Between, free: FreeDigits): void {
  const { isTightBelow, isTightAbove } = between
  const low = isTightBelow ? between.least.charCodeAt(0) : 48
  const high = isTightAbove ? between.most.charCodeAt(0) : 57
  const least = between.least.slice(1)
  const most = between.most.slice(1)
  const branch = (first: number, last: number, below: boolean, above: boolean): void => {
    if (first > last) return
    const takes: Symbols = { kind: "range", low: first, high: last }
    if (least === "" || (!below && !above)) return link(draft, from, takes, free(least.length))
    const next = [step(draft, from, takes)]
    addBetween(draft, next, { least, most, isTightBelow: below, isTightAbove: above }, free)
  }
  if (low === high) return branch(low, high, isTightBelow, isTightAbove)
  if (isTightBelow) branch(low, low, true, false)
  branch(isTightBelow ? low + 1 : low, isTightAbove ? high - 1 : high, false, false)
  if (isTightAbove) branch(high, high, false, true)
}
