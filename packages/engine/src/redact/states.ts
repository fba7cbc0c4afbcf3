import { stricter, type Mark } from "./mark.ts"
import type { Action, Position } from "./position.ts"

// Paths are walked all at once: a state is the set of positions that a thing has reached. States and the ways between
// them are made when they first occur and kept, so that a body like the last one costs a look-up a member.

export type Kind = "object" | "array" | "scalar"
type Each = Extract<Action, { kind: "each" }>

export interface State {
  readonly positions: readonly Position[]
  /** Nothing is named by it, nor by anything below. */
  readonly isEmpty: boolean
  /** Some row may begin here or below: whose rules depend on what it holds. */
  readonly hasEach: boolean
  readonly nodes: { object?: Node; array?: Node; scalar?: Node }
  /** The same without shows. */
  bare: State | undefined
  readonly unions: Map<State, State>
}

/** A state at a thing of one kind. */
export interface Node {
  /** The strictest mark on the thing. */
  readonly mark: Mark | undefined
  /** A show names it. */
  readonly isShown: boolean
  /** It lies on the way to what a show names. */
  readonly isOnWay: boolean
  /** Rows that it is. */
  readonly rows: readonly Each[]
  /** Of its members that paths name, and of all others. */
  readonly members: ReadonlyMap<string, State>
  readonly others: State
  readonly elements: State
}

export interface States {
  /** The state of rules that begin; found at once for an array that was asked before. */
  start(positions: readonly Position[]): State
  union(left: State, right: State): State
  bare(state: State): State
  node(state: State, kind: Kind): Node
}

const remembered = 4096

export function makeStates(): States {
  const made = new Map<string, State>()
  const starts = new WeakMap<readonly Position[], State>()

  const of = (positions: readonly Position[]): State => {
    const sorted = [...new Map(positions.map((position) => [position.id, position])).values()]
    sorted.sort((left, right) => left.id - right.id)
    const key = sorted.map(({ id }) => id).join(",")
    const known = made.get(key)
    if (known !== undefined) return known
    if (made.size >= remembered) made.clear()
    const state: State = {
      positions: sorted,
      isEmpty: sorted.length === 0,
      hasEach: sorted.some(({ action }) => action.kind === "each"),
      nodes: {},
      bare: undefined,
      unions: new Map(),
    }
    made.set(key, state)
    return state
  }

  const union = (left: State, right: State): State => {
    if (left.isEmpty || left === right) return right
    if (right.isEmpty) return left
    const known = left.unions.get(right)
    if (known !== undefined) return known
    const state = of([...left.positions, ...right.positions])
    if (left.unions.size >= remembered) left.unions.clear()
    left.unions.set(right, state)
    return state
  }

  const bare = (state: State): State =>
    (state.bare ??= of(state.positions.filter(({ reading }) => reading === "broad")))

  const node = (state: State, kind: Kind): Node =>
    (state.nodes[kind] ??= makeNode(closure(state.positions, kind), kind, of))

  const start = (positions: readonly Position[]): State => {
    const known = starts.get(positions)
    if (known !== undefined) return known
    const state = of(positions)
    starts.set(positions, state)
    return state
  }

  return { start, union, bare, node }
}

/** With the positions that are reached without going down: `**` may be nothing, `[*]` of what is no array the thing itself. */
function closure(positions: readonly Position[], kind: Kind): readonly Position[] {
  const reached = new Set(positions)
  for (const { step, next, reading } of reached) {
    const isSkipped =
      step?.kind === "anywhere" || (step?.kind === "elements" && reading === "broad" && kind !== "array")
    if (isSkipped && next !== undefined) reached.add(next)
  }
  return [...reached]
}

function makeNode(
  positions: readonly Position[],
  kind: Kind,
  of: (positions: readonly Position[]) => State,
): Node {
  const named = positions.filter(({ step }) => step === undefined)
  const names = new Set(positions.flatMap(({ step }) => (step?.kind === "member" ? [step.name] : [])))
  const members = [...names].map((name): [string, State] => [
    name,
    of(positions.flatMap((each) => toMember(each, name))),
  ])
  return {
    mark: named.reduce<Mark | undefined>(
      (mark, { action }) => stricter(mark, action.kind === "mark" ? action.mark : undefined),
      undefined,
    ),
    isShown: named.some(({ action }) => action.kind === "show"),
    isOnWay: kind !== "scalar" && positions.some(isWay),
    rows: named.flatMap(({ action }) => (action.kind === "each" ? [action] : [])),
    members: new Map(members),
    others: of(positions.flatMap((each) => toMember(each, undefined))),
    elements: of(positions.flatMap(toElement)),
  }
}

function isWay({ step, reading, isCertain }: Position): boolean {
  return step !== undefined && reading === "exact" && isCertain
}

/** Where a position leads by a member; undefined: by one whose name no path says. */
function toMember(position: Position, name: string | undefined): readonly Position[] {
  const { step, next } = position
  if (step === undefined || next === undefined) return []
  if (step.kind === "anywhere") return [position.deeper ?? position]
  const fits = step.kind === "any-member" || (step.kind === "member" && step.name === name)
  return fits ? [next] : []
}

function toElement(position: Position): readonly Position[] {
  const { step, next, reading } = position
  if (step === undefined || next === undefined) return []
  if (step.kind === "anywhere") return [position.deeper ?? position]
  if (step.kind === "elements") return [next]
  return reading === "broad" ? [position] : []
}
