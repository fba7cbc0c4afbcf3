import type { ServerResponse } from "node:http"
import { Ungathered } from "./collect.ts"
import { gatherLimit, tooLarge } from "./seal.ts"

/** Copies what is written to a response, up to a bound, and hands it over before the end is written. Changes nothing of it. */
export function copyBody(response: ServerResponse, then: (body: Buffer | Ungathered) => void): void {
  const { write, end } = response
  const chunks: Buffer[] = []
  let size = 0
  let isEnding = false
  const take = (chunk: unknown, encoding: unknown): void => {
    const bytes = bytesOf(chunk, encoding)
    size += bytes.length
    if (size <= gatherLimit) chunks.push(bytes)
    else chunks.length = 0
  }
  define(response, "write", (...given) => {
    // In HTTP/2 `end` writes its last bytes by way of this one.
    if (!isEnding) take(given[0], given[1])
    return Reflect.apply(write, response, [...given])
  })
  define(response, "end", (...given) => {
    if (!isEnding) {
      isEnding = true
      take(given[0], given[1])
      then(size > gatherLimit ? new Ungathered(tooLarge) : Buffer.concat(chunks))
    }
    return Reflect.apply(end, response, [...given])
  })
}

/** A method that others may wrap in their turn. */
export function define(
  response: ServerResponse,
  name: "write" | "end" | "writeHead",
  value: (...given: readonly unknown[]) => unknown,
): void {
  Object.defineProperty(response, name, { configurable: true, writable: true, value })
}

function bytesOf(chunk: unknown, encoding: unknown): Buffer {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk)
  if (typeof chunk !== "string") return Buffer.alloc(0)
  return Buffer.from(chunk, typeof encoding === "string" && Buffer.isEncoding(encoding) ? encoding : "utf8")
}
