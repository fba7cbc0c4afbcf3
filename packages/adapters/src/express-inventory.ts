import { METHODS } from "node:http"
import type { ApplicationRoute } from "@edict/engine"
import { templatesOf, watchRouter } from "./express-dispatch.ts"
import { routerIn, type Layer, type Router } from "./express-layers.ts"
import { join, readTemplates, root, type ExpressTemplate } from "./express-template.ts"

export interface Inventory {
  readonly routes: readonly ApplicationRoute[]
  /** What stops the start, whatever the policy says. */
  readonly problems: readonly string[]
}

interface Asked {
  /** What everything else has to stand after. */
  readonly isGuard: (handle: unknown) => boolean
  /** The application is mounted in another one. */
  readonly isPart: boolean
  /** Whether a request can have this path. */
  readonly isPath: (path: string) => boolean
}

/** Finds every route of an application, in routers and applications that are mounted there too, and has it compared from now on. */
export function takeInventory(router: Router, { isGuard, isPart, isPath }: Asked): Inventory {
  const routes: ApplicationRoute[] = []
  const problems: string[] = []
  const walk = (current: Router, mounts: readonly ExpressTemplate[], above: readonly Router[]): void => {
    watchRouter(current)
    for (const layer of current.stack) {
      if (readTemplates(layer.rawPath) === undefined)
        problems.push(`no template is like \`${nameOf(layer)}\``)
      const full = mounts.flatMap((mount) => templatesOf(layer).map((template) => join(mount, template)))
      if (layer.route === undefined) below(layer, full, [...above, current])
      else add(layer, full)
    }
  }
  const below = (layer: Layer, full: readonly ExpressTemplate[], above: readonly Router[]): void => {
    const nested = routerIn(layer)
    if (nested === undefined)
      problems.push(`the application under \`${nameOf(layer)}\` cannot be looked into`)
    if (full.some(({ template }) => template.endsWith("**}")))
      problems.push(`\`${nameOf(layer)}\` takes all that is left: nothing can be mounted there`)
    if (nested !== undefined && nested !== "none" && !above.includes(nested)) walk(nested, full, above)
  }
  const add = (layer: Layer, full: readonly ExpressTemplate[]): void => {
    for (const { template } of full) {
      const sample = template.replace(/\{[^{}]*\}/g, "x")
      if (!isPath(sample)) problems.push(`no canonical path is like \`${template}\``)
      else if (!full.some((other) => isRestOf(template, other)))
        routes.push(...methodsOf(layer).map((method) => ({ method, template: distinct(template) })))
    }
  }
  problems.push(...(isPart ? [onlyAPart] : holesIn(router, isGuard)))
  walk(router, [root], [])
  return { routes, problems }
}

const onlyAPart = "use the guard on the application itself, without a path: the rest of it would be open"

/** What stands before the guard runs unguarded. */
function holesIn({ stack }: Router, isGuard: Asked["isGuard"]): readonly string[] {
  const place = stack.findIndex(({ handle }) => isGuard(handle))
  const own = stack[place]
  if (own === undefined || !own.slash) return [onlyAPart]
  return stack.slice(0, place).map((layer) => {
    const kind = layer.route === undefined ? "" : `${methodsOf(layer).join(", ")} `
    return `\`${kind}${nameOf(layer)}\` stands before the guard: it would be open`
  })
}

function nameOf({ rawPath, slash, name }: Layer): string {
  if (slash) return `use(${name})`
  return Array.isArray(rawPath) ? rawPath.map(String).join(", ") : String(rawPath)
}

/** `/files` beside `/files/{rest**}`, which takes it as well: one path of Express, `/files{/*rest}`. */
function isRestOf(template: string, other: ExpressTemplate): boolean {
  const base = template === "/" ? "" : template
  return other.template.startsWith(`${base}/`) && /^\/\{\w+\*\*\}$/.test(other.template.slice(base.length))
}

/** No policy route takes OPTIONS, and CONNECT is no request for a handler. */
const unheard = new Set(["OPTIONS", "CONNECT"])

function methodsOf({ route }: Layer): readonly string[] {
  const named = Object.keys(route?.methods ?? {}).filter((name) => name !== "_all")
  const methods = named.map((name) => name.toUpperCase()).filter((name) => !unheard.has(name))
  const isAll = named.length === 0 || METHODS.every((name) => unheard.has(name) || methods.includes(name))
  return isAll ? ["ANY"] : methods
}

/** A policy binds a name once in a path. */
function distinct(template: string): string {
  const seen = new Set<string>()
  return template.replace(/\{(\w+)/g, (_, name: string) => {
    let free = name
    for (let count = 2; seen.has(free); count += 1) free = `${name}${count}`
    seen.add(free)
    return `{${free}`
  })
}
