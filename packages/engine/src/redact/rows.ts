import type { Environment } from "../evaluate/environment.ts"
import { jsonForm, maxDepth, plainCopy, setMember, UnreadableBody } from "./json-form.ts"
import { stricter, type Mark } from "./mark.ts"
import type { Kind, Node, State, States } from "./states.ts"
import { applyMark, filter, gone, isEmpty, kindOf, leaves, type Members, type Walk } from "./walk.ts"

/** Rules under way, and what their conditions read. */
export interface Frame {
  readonly environment: Environment
  readonly state: State
}

/** A frame at a thing. */
interface Stand {
  readonly environment: Environment
  readonly node: Node
}

/** As `filter`, where rows may begin: each row is judged by its own rules, on the thing as the handler gave it. */
export function filterRows(
  walk: Walk,
  value: unknown,
  frames: readonly Frame[],
  isShown: boolean,
  depth: number,
): unknown {
  const merged = merge(walk.states, frames, isShown)
  const [first, ...others] = merged
  if (first === undefined) return isShown ? value : gone
  if (others.length === 0 && !first.state.hasEach) return filter(walk, value, first.state, isShown, depth)
  const { stands, thing } = stand(walk, value, merged)
  const shown = isShown || stands.some(({ node }) => node.isShown)
  const isOnWay = stands.some(({ node }) => node.isOnWay)
  const mark = stands.reduce<Mark | undefined>(
    (strictest, { node }) => stricter(strictest, node.mark),
    undefined,
  )
  if (mark !== undefined) return applyMark(walk, mark, thing, shown || isOnWay)
  if (typeof thing !== "object" || thing === null) return shown ? thing : gone
  if (depth > maxDepth) throw new UnreadableBody("the body nests too deep or holds itself")
  const copied = Array.isArray(thing)
    ? copyArray(walk, thing, stands, shown, depth)
    : copyObject(walk, thing as Members, stands, shown, depth)
  return shown || isOnWay || !isEmpty(copied) ? copied : gone
}

/** Frames in which no row may begin read nothing more: they are one. */
function merge(states: States, frames: readonly Frame[], isShown: boolean): readonly Frame[] {
  const merged: Frame[] = []
  let settled: Frame | undefined
  for (const frame of frames) {
    const state = isShown ? states.bare(frame.state) : frame.state
    if (state.isEmpty) continue
    const { environment } = frame
    if (state.hasEach) merged.push({ environment, state })
    else settled = { environment, state: settled === undefined ? state : states.union(settled.state, state) }
  }
  return settled === undefined ? merged : [...merged, settled]
}

/** Where the frames stand at a thing, with a new frame for every row that the thing is; `thing` is what their conditions saw. */
function stand(
  walk: Walk,
  value: unknown,
  frames: readonly Frame[],
): { readonly stands: readonly Stand[]; readonly thing: unknown } {
  const { states, guardrails } = walk
  const kind: Kind = kindOf(value)
  const open = [...frames]
  const stands: Stand[] = []
  let row: { readonly thing: unknown } | undefined
  // Rows in rows are met on the way: `open` grows while it is walked.
  for (const { environment, state } of open) {
    const node = states.node(state, kind)
    stands.push({ environment, node })
    for (const each of node.rows) {
      row ??= { thing: plainCopy(value, 0) }
      const bound = { ...environment, resources: { ...environment.resources, [each.name]: row.thing } }
      open.push({ environment: bound, state: states.start(each.group.starts(bound, guardrails)) })
    }
  }
  return { stands, thing: row === undefined ? value : row.thing }
}

function copyArray(
  walk: Walk,
  array: readonly unknown[],
  stands: readonly Stand[],
  shown: boolean,
  depth: number,
): readonly unknown[] {
  const frames = stands.map(({ environment, node }) => ({ environment, state: node.elements }))
  const copy: unknown[] = []
  for (let index = 0; index < array.length; index += 1) {
    const element = jsonForm(array[index], String(index)) ?? null
    const left = filterRows(walk, element, frames, shown, depth + 1)
    if (leaves(left)) copy.push(left)
  }
  return copy
}

function copyObject(
  walk: Walk,
  object: Members,
  stands: readonly Stand[],
  shown: boolean,
  depth: number,
): Members {
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(object)) {
    const frames = stands.map(({ environment, node }) => ({
      environment,
      state: node.members.get(name) ?? node.others,
    }))
    // What nothing names is not even read.
    if (!shown && frames.every(({ state }) => state.isEmpty)) continue
    const member = jsonForm(object[name], name)
    if (member === undefined) continue
    const left = filterRows(walk, member, frames, shown, depth + 1)
    if (leaves(left)) setMember(copy, name, left)
  }
  return copy
}
