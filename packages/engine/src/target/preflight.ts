import { memberOf } from "../values/member.ts"

/** What a browser asks before it lets a page of another origin send a request (Fetch, CORS-preflight). */
export interface AskedRequest {
  /** As it came. */
  readonly origin: string
  /** Of the request that would follow; compared with case. */
  readonly method: string
  /** Names that the page adds, in lower case; undefined where the list does not read. */
  readonly headers: readonly string[] | undefined
}

/** Undefined where the request is no preflight: those are `OPTIONS`, with one origin and one method asked for. */
export function askedBy(method: string, headers: unknown): AskedRequest | undefined {
  if (method !== "OPTIONS") return undefined
  const [origin, ...otherOrigins] = valuesOf(headers, "origin")
  const [asked, ...others] = valuesOf(headers, "access-control-request-method")
  if (typeof origin !== "string" || typeof asked !== "string") return undefined
  if (otherOrigins.length > 0 || others.length > 0) return undefined
  return { origin, method: asked, headers: namesIn(valuesOf(headers, "access-control-request-headers")) }
}

/** Values of a header, whose name is compared without case; an array is a name given several times. */
function valuesOf(headers: unknown, wanted: string): readonly unknown[] {
  if (typeof headers !== "object" || headers === null) return []
  const names = Object.keys(headers).filter((name) => name.toLowerCase() === wanted)
  return names.flatMap((name) => memberOf(headers, name) ?? [])
}

const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

function namesIn(values: readonly unknown[]): readonly string[] | undefined {
  const names: string[] = []
  for (const value of values) {
    if (typeof value !== "string") return undefined
    for (const name of value.split(",").map((part) => part.trim().toLowerCase())) {
      if (name === "") continue
      if (!headerName.test(name)) return undefined
      names.push(name)
    }
  }
  return names
}
