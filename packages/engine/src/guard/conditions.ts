import { createHash } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { valuesOf, type Fields } from "../http/headers.ts"

/** What asks for a part of the handler's answer, for none where it is known, or for a coding of it: said of bytes that do not leave. */
const negotiated = ["range", "if-range", "if-none-match", "if-modified-since", "accept-encoding"] as const
/** Of a request that changes something these guard the change; of another, they ask about the unfiltered tag as well. */
const preconditions = ["if-match", "if-unmodified-since"] as const

/**
 * Takes off the request what would make a handler answer less than the whole: response rules filter whole bodies, and a `304` by the
 * unfiltered tag would tell whether its secret is known. The function puts it back, for what stands around the guard.
 */
export function takeNegotiation({ headers, method }: IncomingMessage): () => void {
  const taken: Record<string, string> = {}
  const isSafe = method === "GET" || method === "HEAD"
  for (const name of isSafe ? [...negotiated, ...preconditions] : negotiated) {
    const value = headers[name]
    if (typeof value !== "string") continue
    taken[name] = value
    Reflect.deleteProperty(headers, name)
  }
  return () => void Object.assign(headers, taken)
}

/** A weak tag of the bytes that leave (RFC 9110, 8.8.3): weak, since what stands around the guard may code them. */
export function entityTag(body: string | Uint8Array): string {
  return `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`
}

/** Whether the caller has what would leave: `If-None-Match` by weak comparison (RFC 9110, 13.1.2). */
export function isKnown(headers: Fields, tag: string): boolean {
  const known = valuesOf(headers, "if-none-match").flatMap((value) => value.split(","))
  return known.some((each) => each.trim() === "*" || opaque(each) === opaque(tag))
}

const opaque = (tag: string): string => tag.trim().replace(/^W\//, "")
