import type { Answer } from "@edict/engine"
import type { FastifyReply } from "fastify"

/** Nothing of it has to be waited for. */
export function isWhole(payload: unknown): boolean {
  return (
    payload === undefined || payload === null || typeof payload === "string" || payload instanceof Uint8Array
  )
}

/** Sets the guard's own answer, whatever was set before; gives its body. */
export function put(reply: FastifyReply, { status, headers, remove, body }: Answer): Buffer {
  for (const name of remove) reply.removeHeader(name)
  clearReason(reply)
  reply.code(status).headers(headers)
  return Buffer.from(body)
}

/** The reason beside the status says what the handler wished to say of its error. */
export function clearReason({ raw }: FastifyReply): void {
  if (raw.statusMessage) raw.statusMessage = ""
}
