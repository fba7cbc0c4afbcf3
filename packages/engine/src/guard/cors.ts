import { allowedOrigin } from "../decide/preflight.ts"
import { onlyValueOf } from "../http/headers.ts"
import type { Exchange } from "./exchange.ts"

type Fields = Readonly<Record<string, string>>

const none: Fields = {}

/**
 * What a browser must read before it shows the answer to a page of another origin: the guard's own answers too, so that a page
 * can tell why it was refused. Nothing for pages of other origins than the policy lists.
 */
export function corsFields({ parts, headers }: Exchange): Fields {
  const cors = parts?.route.cors
  if (cors === undefined) return none
  const origin = allowedOrigin(cors, onlyValueOf(headers, "origin"))
  if (origin === undefined) return none
  return {
    "access-control-allow-origin": origin,
    ...(cors.credentials ? { "access-control-allow-credentials": "true" } : {}),
    ...(cors.expose.length > 0 ? { "access-control-expose-headers": cors.expose.join(", ") } : {}),
  }
}

/** Whether a cache must keep answers to different origins apart: also where the request names none, or another one. */
export function varyingByOrigin({ parts }: Exchange): readonly string[] {
  const cors = parts?.route.cors
  return cors === undefined || cors.origins === "any" ? noNames : byOrigin
}

const noNames: readonly string[] = []
const byOrigin: readonly string[] = ["Origin"]

/** Where the policy says which pages may read, a handler says nothing of it. */
export function overruledFields({ parts }: Exchange): readonly string[] {
  return parts?.route.cors === undefined ? noNames : ownFields
}

const ownFields: readonly string[] = ["origin", "credentials", "methods", "headers", "private-network"]
  .map((name) => `access-control-allow-${name}`)
  .concat("access-control-expose-headers", "access-control-max-age")
