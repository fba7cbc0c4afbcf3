import type { ServerResponse } from "node:http"
import { Ungathered } from "./collect.ts"
import { gatherLimit, tooLarge } from "./seal.ts"

/** Copies what is written to a response, up to a bound, and hands it over before the end is written. Changes nothing of it. */
export function copyBody(response: ServerResponse, then: (body: Buffer | Ungathered) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  let isEnding = false
  const take = (chunk: unknown, encoding: unknown): void => {
    const bytes = bytesOf(chunk, encoding)
    size += bytes.length
    if (size <= gatherLimit) chunks.push(bytes)
    else chunks.length = 0
  }
  wrap(response, "write", ([chunk, encoding]) => {
    // In HTTP/2 `end` writes its last bytes by way of this one.
    if (!isEnding) take(chunk, encoding)
  })
  wrap(response, "end", ([chunk, encoding]) => {
    if (isEnding) return
    isEnding = true
    take(chunk, encoding)
    then(size > gatherLimit ? new Ungathered(tooLarge) : Buffer.concat(chunks))
  })
}

/** Looks at what a method is given before it runs; others may wrap it in their turn. */
export function wrap(
  response: ServerResponse,
  name: "write" | "end" | "writeHead",
  look: (given: readonly unknown[]) => void,
): void {
  const method: unknown = Reflect.get(response, name)
  if (typeof method !== "function") return
  const value = (...given: readonly unknown[]): unknown => {
    look(given)
    return Reflect.apply(method, response, [...given])
  }
  Object.defineProperty(response, name, { configurable: true, writable: true, value })
}

function bytesOf(chunk: unknown, encoding: unknown): Buffer {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk)
  if (typeof chunk !== "string") return Buffer.alloc(0)
  return Buffer.from(chunk, typeof encoding === "string" && Buffer.isEncoding(encoding) ? encoding : "utf8")
}
