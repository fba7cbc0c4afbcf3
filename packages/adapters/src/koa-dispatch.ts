import type { Dispatched } from "@edict/engine"
import type { Context } from "koa"
import { entries, frontOf, runsUnguarded, type Entry } from "./koa-entry.ts"
import { templateOf, valuesOf, type Layer } from "./koa-layer.ts"
import type { KoaTemplate } from "./koa-template.ts"

/** Equals no route of any policy. */
const nowhere: Dispatched = { template: "", values: [] }

/** Whether the layer is what was decided on, and its handlers may run; if not, the answer has left. */
export function dispatch(ctx: Context, layer: Layer): boolean {
  const entry = entries.get(ctx.req)
  if (entry === undefined) return runsUnguarded(ctx)
  const read = templateOf(layer)
  if (!entry.passage.dispatch(dispatchedOf(ctx, entry, layer, read))) return false
  entry.isDispatched ||= layer.methods.length > 0
  setParameters(ctx, entry, read?.names ?? [])
  return true
}

/** Whether all under a sub-application's path may run. */
export function dispatchMount(ctx: Context, path: string): boolean {
  const entry = entries.get(ctx.req)
  if (entry === undefined) return runsUnguarded(ctx)
  const front = frontOf(ctx, entry)
  const whole = `${front}${path.replace(/\/$/, "")}`
  const mount: Dispatched = { template: `${literal(whole)}/`, values: [], isMount: true }
  if (!entry.passage.dispatch(front === undefined ? nowhere : mount)) return false
  entry.fronts.push(whole)
  return true
}

function dispatchedOf(ctx: Context, entry: Entry, layer: Layer, read: KoaTemplate | undefined): Dispatched {
  const { methods } = layer
  const front = frontOf(ctx, entry)
  const isMount = methods.length === 0
  if (read === undefined || front === undefined || !(isMount || methods.includes(entry.method)))
    return nowhere
  const values = valuesOf(layer, read, ctx["captures"])
  if (front === "") return { template: read.template, values, isMount }
  const isRoot = read.template === "/" && front === entry.path
  return { template: `${literal(front)}${isRoot ? "" : read.template}`, values, isMount }
}

/** Handlers get the parameters that were decided on: the router may cut a segment elsewhere. */
function setParameters(ctx: Context, { passage }: Entry, names: readonly string[]): void {
  const params: Record<string, unknown> = ctx["params"]
  for (const [place, name] of names.entries()) {
    const value = passage.values[place]
    if (value !== undefined && params[name] !== value) params[name] = value
  }
}

/** No parameter of a template. */
function literal(text: string): string {
  return text.replace(/[{}]/g, encodeURIComponent)
}
