import { METHODS } from "node:http"
import type { ApplicationRoute, Guard } from "@edict/engine"
import { layerOf, templateOf, type Layer } from "./koa-layer.ts"
import { arm } from "./koa-watch.ts"

/** What the inventory looks at in a Koa application. */
interface Application {
  readonly middleware: readonly unknown[]
}

/**
 * Throws where middleware stands before the guard, where a path is like no policy template, and where the policy lacks a route.
 *
 * Sees the routers that `app.use` was given, with what was mounted in them; not what another middleware calls by itself.
 */
export function requireCoverage({ middleware }: Application, guard: unknown, ready: Guard): void {
  const all: readonly unknown[] = middleware.flat(Number.POSITIVE_INFINITY)
  const place = all.indexOf(guard)
  if (place === -1)
    ready.refuseStart(
      "the guard stands before nothing: give it to `app.use` of the application itself, first",
    )
  const holes = all.slice(0, Math.max(place, 0))
  if (holes.length > 0) {
    const names = holes.flatMap(namesOf)
    ready.refuseStart(
      `the guard does not stand before\n${names.join("\n")}\ngive it to \`app.use\` first: what comes before it is open`,
    )
  }
  const layers = all.slice(place + 1).flatMap(layersOf)
  for (const layer of layers) arm(layer)
  const unreadable = layers.filter((layer) => templateOf(layer) === undefined).map(({ path }) => String(path))
  if (unreadable.length > 0)
    ready.refuseStart(`no policy template is like ${unreadable.join(", ")}: write plain parameters`)
  ready.requireCoverage(layers.flatMap(routesOf))
}

function layersOf(middleware: unknown): readonly Layer[] {
  if (typeof middleware !== "function" || !("router" in middleware)) return []
  const { router } = middleware
  const stack = typeof router === "object" && router !== null && "stack" in router ? router.stack : undefined
  return Array.isArray(stack) ? stack.map(layerOf) : []
}

function routesOf(layer: Layer): readonly ApplicationRoute[] {
  const template = templateOf(layer)?.template
  if (template === undefined || layer.methods.length === 0) return []
  const methods = new Set(layer.methods)
  if (METHODS.every((method) => methods.has(method))) return [{ method: "ANY", template }]
  // The router adds `HEAD` to `GET` by itself, as policies do. No policy route takes the others: their handlers never run.
  for (const method of [...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS", "CONNECT"]) methods.delete(method)
  return [...methods].map((method) => ({ method, template }))
}

/** As a message lists it: the routes of a router, a middleware's name. */
function namesOf(middleware: unknown): readonly string[] {
  const layers = layersOf(middleware)
  if (layers.length > 0)
    return layers.map(({ methods, path }) => `  ${methods.join(", ") || "use"} ${String(path)}`)
  const name = typeof middleware === "function" ? middleware.name : ""
  return [name === "" ? "  a middleware without a name" : `  middleware \`${name}\``]
}
