import type { IncomingMessage } from "node:http"
import type { Guard, Incoming } from "@edict/engine"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { dispatchedOf } from "./fastify-template.ts"

/** The request target as it came, where the router was given a safe one. */
const target: unique symbol = Symbol("target")
type Message = IncomingMessage & { [target]?: string }

/** The router sees canonical targets only, and no connection leaves by an upgrade or a tunnel. */
export function closeServer({ server }: FastifyInstance, ready: Guard): void {
  server.prependListener("request", (message: Message) => {
    const given = message.url ?? ""
    message[target] = given
    message.url = ready.readTarget(given) ?? "/"
  })
  const refuseListener = (event: string | symbol): void => {
    if (event !== "upgrade" && event !== "connect") return
    ready.refuseStart(`the guard takes no \`${event}\`: it would leave the policy's reach`)
  }
  for (const event of ["upgrade", "connect"]) if (server.listenerCount(event) > 0) refuseListener(event)
  ready.guardConnections(server)
  server.on("newListener", refuseListener)
}

export function incomingOf(request: FastifyRequest): Incoming {
  const message: Message = request.raw
  return {
    message,
    target: message[target] ?? message.url ?? "",
    requestId: request.id,
    dispatched: dispatchedOf(request),
  }
}
