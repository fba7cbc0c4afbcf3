import type { Policy, Route } from "../model/policy.ts"
import { matchTemplate } from "../target/match.ts"
import { compareSpecificity } from "../target/specificity.ts"
import { accepts } from "../target/verbs.ts"

export type Found =
  | { readonly kind: "route"; readonly route: Route; readonly parameters: readonly string[] }
  | { readonly kind: "no-route" }
  | { readonly kind: "method-not-allowed"; readonly methods: readonly string[] }

/** Looks at every route: the most specific of those whose template the path fits and whose verb takes the method. */
export function findRoute(policy: Policy, method: string, path: string): Found {
  const fitting = policy.routes.filter(({ template }) => matchTemplate(template, path) !== undefined)
  if (fitting.length === 0) return { kind: "no-route" }
  const accepting = fitting.filter(({ verb }) => accepts(verb, method))
  const best = accepting.sort((left, right) => preference(left, right, method))[0]
  if (best === undefined) return { kind: "method-not-allowed", methods: methodsOf(fitting) }
  return { kind: "route", route: best, parameters: matchTemplate(best.template, path) ?? [] }
}

/** Verbs that some route takes on the path, as `Allow` lists them. */
export function methodsOn(policy: Policy, path: string): readonly string[] {
  return methodsOf(policy.routes.filter(({ template }) => matchTemplate(template, path) !== undefined))
}

function preference(left: Route, right: Route, method: string): number {
  return compareSpecificity(left.template, right.template) || verbRank(left, method) - verbRank(right, method)
}

/** The exact verb, then `GET` for `HEAD`, then `ANY`. */
function verbRank({ verb }: Route, method: string): number {
  if (verb === method) return 0
  return verb === "ANY" ? 2 : 1
}

const ordinaryMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

function methodsOf(routes: readonly Route[]): readonly string[] {
  const methods = routes.flatMap(({ verb }) => {
    if (verb === "ANY") return ordinaryMethods
    return verb === "GET" ? ["GET", "HEAD"] : [verb]
  })
  return [...new Set(methods)].sort()
}
