import type { Decision, Request } from "../decide/decision.ts"
import type { Cors, Policy, Route } from "../model/policy.ts"
import { readOrigin } from "../target/origin.ts"
import { askedBy, type AskedRequest } from "../target/preflight.ts"
import { accepts } from "../target/verbs.ts"
import { headersRead } from "./headers.ts"
import { findRoute, methodsOn } from "./route.ts"

/** A preflight, and the route that the method it asks for would have. */
export interface PreflightFound {
  readonly asked: AskedRequest
  readonly route: Route
  readonly cors: Cors
  readonly parameters: readonly string[]
}

/** Undefined where the request is no preflight, or asks for what no route with `cors` takes. */
export function findPreflight(
  policy: Policy,
  { method, headers }: Request,
  path: string,
): PreflightFound | undefined {
  const asked = askedBy(method, headers)
  if (asked === undefined) return undefined
  const found = findRoute(policy, asked.method, path)
  if (found.kind !== "route" || found.route.cors === undefined) return undefined
  return { asked, route: found.route, cors: found.route.cors, parameters: found.parameters }
}

/** What the policy says to the preflight: what it is answered with, or why it is refused. */
export function answerOf(
  policy: Policy,
  { asked, route, cors }: PreflightFound,
  path: string,
):
  | { readonly kind: "allowed"; readonly preflight: NonNullable<Decision["obligations"]["preflight"]> }
  | { readonly kind: "refused"; readonly reason: "cors-origin" | "cors-method" | "cors-headers" } {
  const origin = readOrigin(asked.origin)
  const isListed = cors.origins === "any" || (origin !== undefined && cors.origins.includes(origin))
  if (!isListed) return { kind: "refused", reason: "cors-origin" }

  if (!takes(cors, asked.method)) return { kind: "refused", reason: "cors-method" }

  const headers = cors.headers ?? headersRead(policy, route)
  if (asked.headers === undefined || asked.headers.some((name) => !headers.includes(name)))
    return { kind: "refused", reason: "cors-headers" }

  const methods = [asked.method, ...methodsOn(policy, path)].filter((method) => {
    const found = findRoute(policy, method, path)
    return found.kind === "route" && found.route.cors?.id === cors.id && takes(cors, method)
  })
  return {
    kind: "allowed",
    preflight: {
      origin: cors.origins === "any" ? "*" : (origin ?? ""),
      methods: [...new Set(methods)].sort(),
      headers,
      credentials: cors.credentials,
      maxAgeSeconds: cors.maxAgeSeconds,
    },
  }
}

function takes({ methods }: Cors, method: string): boolean {
  return methods === undefined || methods.some((verb) => accepts(verb, method))
}
