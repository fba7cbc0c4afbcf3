import type { IncomingMessage } from "node:http"
import { Readable } from "node:stream"

const stateName = "_readableState"

/**
 * Puts back a body that was read to its end: whoever reads the request from now on, by whatever means, gets these bytes, and
 * finds that nobody has read before.
 *
 * The request stays the same object, so that everything that holds it agrees. What a stream knows of its own reading is all in
 * one place, which gets a new stream's.
 */
export function replay(message: IncomingMessage, body: Buffer): void {
  // INVARIANT (no late events): a `close` that is still to come would be taken for one of the new reading.
  if (!message.readableEnded || message.destroyed !== message.closed)
    throw new Error("the body was not read to its end")
  const old: unknown = Reflect.get(message, stateName)
  const autoDestroy = typeof old === "object" && old !== null && Reflect.get(old, "autoDestroy") === true
  Reflect.set(message, stateName, Reflect.get(new Readable({ autoDestroy }), stateName))
  if (body.length > 0) message.push(body)
  message.push(null)
  if (message.readableDidRead || !message.readable) throw new Error("the body cannot be read again")
}

/** Node lets go of a request that nobody has read when its answer is written; of one that was put back somebody else must. */
export function letGo(message: IncomingMessage): void {
  if (!message.readableDidRead && !message.destroyed) message.resume()
}
