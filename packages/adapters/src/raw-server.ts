import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Answer, Guard } from "@edict/engine"
import { isHandedOver, type AdapterOptions } from "./ready-guard.ts"

/** Servers whose connections a guard already looks after. */
const closed = new WeakMap<object, Guard>()

export interface Servers {
  readonly attach: (server: Server) => void
  /** To the server that a request came through, where it can be seen. */
  readonly attachBy: (request: IncomingMessage) => void
  readonly close: () => void
}

/** The servers that a guard answers for. One that the adapter made ends with the last of them; who hands one over closes it. */
export function serversOf(ready: Guard, options: AdapterOptions): Servers {
  const open = new Set<Server>()
  const close = isHandedOver(options) ? () => {} : () => ready.close()
  const attach = (server: Server): void => {
    if (closed.get(server) === ready) return
    closeServer(server, ready)
    closed.set(server, ready)
    open.add(server)
    server.on("close", () => {
      if (open.delete(server) && open.size === 0) close()
    })
  }
  const attachBy = ({ socket }: IncomingMessage): void => {
    const server: unknown = "server" in socket ? socket.server : undefined
    if (isServer(server)) attach(server)
  }
  return { attach, attachBy, close }
}

/**
 * No connection leaves by an upgrade or a tunnel, and what the server would answer by itself gets the guard's answer and a line.
 *
 * Throws where somebody listens for upgrades or tunnels already, and makes whoever comes later throw.
 */
export function closeServer(server: Server, ready: Guard): void {
  const refuseListener = (event: string | symbol): void => {
    if (event !== "upgrade" && event !== "connect") return
    ready.refuseStart(`the guard takes no \`${event}\`: it would leave the policy's reach`)
  }
  for (const event of ["upgrade", "connect"]) if (server.listenerCount(event) > 0) refuseListener(event)
  ready.guardConnections(server)
  server.on("newListener", refuseListener)
}

function isServer(value: unknown): value is Server {
  return typeof value === "object" && value !== null && "listenerCount" in value && "prependListener" in value
}

/** The guard's own answer, where no framework has a part in it. */
export function writeAnswer(response: ServerResponse, { status, headers, remove, body }: Answer): void {
  if (response.headersSent || response.destroyed) return
  for (const name of remove) response.removeHeader(name)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.setHeader("content-length", Buffer.byteLength(body))
  response.statusCode = status
  response.end(body)
}
