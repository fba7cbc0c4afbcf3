import type { IncomingMessage } from "node:http"
import type { Guard, Incoming } from "@edict/engine"
import type { FastifyInstance, FastifyRequest } from "fastify"
import { dispatchedOf } from "./fastify-template.ts"
import { closeServer } from "./raw-server.ts"

/** The request target as it came, where the router was given a safe one. */
const target: unique symbol = Symbol("target")
type Message = IncomingMessage & { [target]?: string }

/** The router sees canonical targets only, and no connection leaves by an upgrade or a tunnel. */
export function prepareServer({ server }: FastifyInstance, ready: Guard): void {
  server.prependListener("request", (message: Message) => {
    const given = message.url ?? ""
    message[target] = given
    message.url = ready.readTarget(given) ?? "/"
  })
  closeServer(server, ready)
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
