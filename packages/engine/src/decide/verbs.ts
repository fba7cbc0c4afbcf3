import type { PlannedRoute } from "../plan/plan.ts"
import { accepts } from "../target/verbs.ts"

/** The verbs that matter to a policy, numbered; the last number stands for every other one. */
export interface VerbTable {
  readonly places: ReadonlyMap<string, number>
  readonly names: readonly string[]
  readonly get: number
  readonly post: number
  /** Enters a route into a node's table, where the more fitting verb stays. */
  readonly add: (table: Int32Array | undefined, route: number, routes: readonly PlannedRoute[]) => Int32Array
  readonly takes: (routeVerb: string, verb: number) => boolean
  /** Higher: more fitting. The exact verb, then `GET` for `HEAD`, then `ANY`. */
  readonly preference: (routeVerb: string, verb: number) => number
}

export const commonVerbs: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

/** A method that no policy can name: it stands for all that none does. */
const otherMethod = "<other>"

export function verbTable(used: readonly string[]): VerbTable {
  const names = [
    ...new Set([...commonVerbs, "OPTIONS", "CONNECT", ...used.filter((verb) => verb !== "ANY")]),
  ].sort()
  const places = new Map(names.map((verb, place) => [verb, place]))
  const all = [...names, otherMethod]
  const takes = (routeVerb: string, verb: number): boolean => accepts(routeVerb, all[verb]!)
  const preference = (routeVerb: string, verb: number): number =>
    routeVerb === all[verb] ? 2 : routeVerb === "ANY" ? 0 : 1
  const add = (table: Int32Array | undefined, route: number, routes: readonly PlannedRoute[]): Int32Array => {
    const entries = table ?? new Int32Array(all.length).fill(-1)
    const { verb: routeVerb } = routes[route]!
    for (let verb = 0; verb < all.length; verb++) {
      if (!takes(routeVerb, verb)) continue
      const known = entries[verb]!
      if (known === -1 || preference(routeVerb, verb) > preference(routes[known]!.verb, verb))
        entries[verb] = route
    }
    return entries
  }
  return { places, names, get: places.get("GET")!, post: places.get("POST")!, add, takes, preference }
}

/** The most common methods are told without a look-up (`bench decide`). */
export function verbPlace(verbs: VerbTable, method: string): number {
  if (method === "GET") return verbs.get
  if (method === "POST") return verbs.post
  return verbs.places.get(method) ?? verbs.names.length
}
