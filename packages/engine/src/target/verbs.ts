import { matchTemplate } from "./match.ts"
import type { Template } from "./template.ts"

/**
 * Whether a route of this verb takes a request of this method; both compare with case.
 *
 * `GET` takes `HEAD` too. `ANY` takes every method but `OPTIONS`, which only `cors` answers, and `CONNECT`.
 */
export function accepts(routeVerb: string, method: string): boolean {
  if (routeVerb === "ANY") return method !== "OPTIONS" && method !== "CONNECT"
  return routeVerb === method || (routeVerb === "GET" && method === "HEAD")
}

/** A target names requests: those of its verbs (`ANY` is all of them, `GET` is `HEAD` too) whose canonical path fits its template. */
export function targetTakes(
  target: { readonly verbs: readonly string[]; readonly template: Template },
  method: string,
  path: string,
): boolean {
  return (
    target.verbs.some((verb) => verb === "ANY" || accepts(verb, method)) &&
    matchTemplate(target.template, path) !== undefined
  )
}
