import { jsonForm, maxDepth, plainCopy, setMember, UnreadableBody } from "./json-form.ts"
import { masked, type Mark } from "./mark.ts"
import type { GuardrailParameters } from "../evaluate/guardrail.ts"
import type { Kind, Node, State, States } from "./states.ts"

export type Members = Readonly<Record<string, unknown>>

/** Stands for what does not leave, since nothing shows it. */
export const gone: unique symbol = Symbol("gone")
/** Stands for what does not leave, since a rule takes it away. */
export const removed: unique symbol = Symbol("removed")

/** Whether a filtered thing leaves. */
export function leaves(filtered: unknown): boolean {
  return filtered !== gone && filtered !== removed
}

export interface Walk {
  readonly states: States
  readonly guardrails: GuardrailParameters
  readonly hashKey: Uint8Array | string | undefined
}

export function kindOf(value: unknown): Kind {
  if (typeof value !== "object" || value === null) return "scalar"
  return Array.isArray(value) ? "array" : "object"
}

/**
 * What leaves of a thing in JSON form, as a copy wherever something is taken away. `isShown`: it stands in something
 * that is shown, or nothing needs to be; then `state` is bare of shows.
 */
export function filter(walk: Walk, value: unknown, state: State, isShown: boolean, depth: number): unknown {
  const kind = kindOf(value)
  const node = walk.states.node(state, kind)
  const shown = isShown || node.isShown
  if (node.mark !== undefined) return applyMark(walk, node.mark, value, shown || node.isOnWay)
  if (kind === "scalar") return shown ? value : gone
  if (depth > maxDepth) throw new UnreadableBody("the body nests too deep or holds itself")
  // In what is shown, only what takes away is looked for.
  const inside = node.isShown && !isShown ? walk.states.node(walk.states.bare(state), kind) : node
  const copied =
    kind === "array"
      ? filterArray(walk, value as readonly unknown[], inside, shown, depth)
      : filterObject(walk, value as Members, inside, shown, depth)
  return shown || node.isOnWay || !isEmpty(copied) ? copied : gone
}

export function applyMark(walk: Walk, mark: Mark, value: unknown, stays: boolean): unknown {
  if (mark.kind === "removed") return removed
  if (!stays) return gone
  return masked(mark, mark.kind === "hash" ? plainCopy(value, 0) : value, walk.hashKey)
}

export function isEmpty(copied: object): boolean {
  // Nothing is inherited by what was copied.
  for (const _ in copied) return false
  return true
}

function filterArray(
  walk: Walk,
  array: readonly unknown[],
  node: Node,
  shown: boolean,
  depth: number,
): readonly unknown[] {
  const below = node.elements
  if (below.isEmpty) return shown ? array : []
  const copy: unknown[] = []
  for (let index = 0; index < array.length; index += 1) {
    const element = jsonForm(array[index], String(index)) ?? null
    const left = filter(walk, element, below, shown, depth + 1)
    if (leaves(left)) copy.push(left)
  }
  return copy
}

function filterObject(walk: Walk, object: Members, node: Node, shown: boolean, depth: number): Members {
  if (shown && node.others.isEmpty && node.members.size === 0) return object
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(object)) {
    const below = node.members.get(name) ?? node.others
    // What nothing names is not even read.
    if (below.isEmpty && !shown) continue
    const member = jsonForm(object[name], name)
    if (member === undefined) continue
    const left = below.isEmpty ? member : filter(walk, member, below, shown, depth + 1)
    if (leaves(left)) setMember(copy, name, left)
  }
  return copy
}
