import type { Answer, Passage } from "@edict/engine"
import type { FastifyRequest } from "fastify"

/**
 * What the guard keeps of a request, on the request itself: entries of a weak map outlive many collections, and made every request
 * twice as dear (`bench http`).
 */
export const kept: unique symbol = Symbol("edict")

interface Kept {
  passage?: Passage
  /** Its answer is the guard's own. */
  answer?: Answer
}
export const keptOf = (request: FastifyRequest): Kept => ((request as { [kept]?: Kept })[kept] ??= {})
