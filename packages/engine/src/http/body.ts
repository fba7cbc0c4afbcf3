import type { IncomingMessage } from "node:http"
import { onlyValueOf, type Fields } from "./headers.ts"

export type BodyResult =
  /** The bytes as they came; empty where there is no body. */
  | { readonly kind: "read"; readonly bytes: Buffer }
  /** The connection must not be used again: the rest of the body is still on it. */
  | { readonly kind: "refused"; readonly status: 400 | 408 | 413 | 415 | 500; readonly why: string }
  /** The client went away: nobody waits for an answer. */
  | { readonly kind: "aborted" }

const broken = new WeakMap<IncomingMessage, BodyResult>()
const brokenOff = Symbol("broken off")

/** The rest of the body will not come, though the connection stands: whoever reads it is told so. */
export function breakOff(request: IncomingMessage, status: 400 | 408 | 413): void {
  if (broken.has(request)) return
  broken.set(request, { kind: "refused", status, why: "the body breaks off" })
  request.emit(brokenOff)
}

/** The request says that a body follows: in a header, or, in HTTP/2, by a stream that goes on after the headers. */
export function announcesBody(headers: Fields, message: IncomingMessage): boolean {
  if (headers["transfer-encoding"] !== undefined || goesOn(message)) return true
  const length = headers["content-length"]
  return length !== undefined && length !== "0"
}

function goesOn(message: IncomingMessage): boolean {
  const stream: unknown = "stream" in message ? message.stream : undefined
  return typeof stream === "object" && stream !== null && Reflect.get(stream, "endAfterHeaders") === false
}

/**
 * Reads a request's body up to `maxBytes`, and never holds more than that and one chunk. A coded body is refused,
 * since what it decodes to is not what is counted; one that somebody else began to read is refused with 500.
 */
export function readBody(request: IncomingMessage, headers: Fields, maxBytes: number): Promise<BodyResult> {
  const early = refuseEarly(request, headers, maxBytes)
  return early === undefined ? collect(request, maxBytes) : Promise.resolve(early)
}

/** Reads like `readBody`; a body that it refuses is still there to be read by others, from its first byte. */
export function lookAtBody(request: IncomingMessage, headers: Fields, maxBytes: number): Promise<BodyResult> {
  const early = refuseEarly(request, headers, maxBytes)
  return early === undefined ? collectOrGiveBack(request, maxBytes) : Promise.resolve(early)
}

function refuseEarly(request: IncomingMessage, headers: Fields, maxBytes: number): BodyResult | undefined {
  if (!announcesBody(headers, request)) return { kind: "read", bytes: Buffer.alloc(0) }
  if (request.readableDidRead || request.readableFlowing === true) {
    return { kind: "refused", status: 500, why: "the body was read before the guard saw it" }
  }
  if (request.destroyed) return { kind: "aborted" }
  const cut = broken.get(request)
  if (cut !== undefined) return cut
  const coding = headers["content-encoding"]
  if (coding !== undefined && (typeof coding !== "string" || coding.toLowerCase() !== "identity")) {
    return { kind: "refused", status: 415, why: "the body has a content coding" }
  }
  const length = onlyValueOf(headers, "content-length")
  if (headers["content-length"] !== undefined && (length === undefined || !/^\d{1,15}$/.test(length))) {
    return { kind: "refused", status: 400, why: "the length of the body is not one number" }
  }
  return Number(length ?? 0) > maxBytes ? tooLarge(maxBytes) : undefined
}

function tooLarge(maxBytes: number): BodyResult {
  return { kind: "refused", status: 413, why: `the body has more than ${maxBytes} bytes` }
}

function collect(request: IncomingMessage, maxBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (result: BodyResult): void => {
      request.off("data", onData).off("end", onEnd).off("close", onClose).off(brokenOff, onBroken)
      resolve(result)
    }
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= maxBytes) {
        chunks.push(chunk)
        return
      }
      request.pause()
      settle(tooLarge(maxBytes))
    }
    const onEnd = (): void => settle({ kind: "read", bytes: Buffer.concat(chunks, size) })
    const onClose = (): void => settle({ kind: "aborted" })
    const onBroken = (): void => settle(broken.get(request) ?? { kind: "aborted" })
    // The listener for errors stays: a connection may still break while the refusal is written.
    request.on("error", onClose)
    request.on("data", onData).on("end", onEnd).on("close", onClose).on(brokenOff, onBroken)
  })
}

/** Flowing data cannot be put back: the stream is read in pulls, and is as it was when nobody listens any more. */
function collectOrGiveBack(request: IncomingMessage, maxBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (result: BodyResult): void => {
      request.off("readable", onReadable).off("end", onEnd).off("close", onClose).off("error", onClose)
      resolve(result)
    }
    const onReadable = (): void => {
      for (let chunk: unknown = request.read(); Buffer.isBuffer(chunk); chunk = request.read()) {
        chunks.push(chunk)
        size += chunk.length
        if (size <= maxBytes) continue
        settle(tooLarge(maxBytes))
        request.unshift(Buffer.concat(chunks, size))
        return
      }
    }
    const onEnd = (): void => settle({ kind: "read", bytes: Buffer.concat(chunks, size) })
    const onClose = (): void => settle({ kind: "aborted" })
    request.on("readable", onReadable).on("end", onEnd).on("close", onClose).on("error", onClose)
  })
}
