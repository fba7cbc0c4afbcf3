import type { Middleware } from "koa"
import { readMount, readTemplate, type KoaTemplate } from "./koa-template.ts"

/** What the guard reads of a layer of @koa/router, and the one thing that it writes. */
export interface Layer {
  /** A route has methods; what `use` was given has none. */
  readonly methods: readonly string[]
  readonly path: unknown
  readonly paramNames: readonly { readonly name: string }[]
  readonly opts?: { readonly pathAsRegExp?: boolean }
  stack: Middleware[]
}

/** A router that is built in another way cannot be watched, and must not run. */
export function layerOf(value: unknown): Layer {
  if (typeof value === "object" && value !== null) {
    const { methods, path, paramNames, stack } = value as Partial<Layer>
    if (path !== undefined && [methods, paramNames, stack].every(Array.isArray)) return value as Layer
  }
  throw new Error("the guard does not know the layers of this router: use @koa/router 15")
}

/** By the path as it was registered: there are as many as the application has routes. */
const routes = new Map<unknown, KoaTemplate | undefined>()
const mounts = new Map<unknown, KoaTemplate | undefined>()

/** The template of a layer; undefined where no policy has one like it. */
export function templateOf({ methods, path, opts }: Layer): KoaTemplate | undefined {
  if (methods.length === 0) return cached(mounts, path, readMount)
  return opts?.pathAsRegExp === true ? undefined : cached(routes, path, readTemplate)
}

function cached(
  known: Map<unknown, KoaTemplate | undefined>,
  path: unknown,
  read: typeof readTemplate,
): KoaTemplate | undefined {
  if (!known.has(path)) known.set(path, read(path))
  return known.get(path)
}

/** The values of a layer's parameters, by the captures that its router made. */
export function valuesOf(
  { paramNames }: Layer,
  { names }: KoaTemplate,
  captures: unknown,
): readonly string[] {
  const found: readonly unknown[] = Array.isArray(captures) ? captures : []
  return names.map((name) => {
    const value = found.find((each, place) => typeof each === "string" && paramNames[place]?.name === name)
    return typeof value === "string" ? decoded(value) : ""
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
