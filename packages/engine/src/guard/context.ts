import type { IncomingMessage } from "node:http"
import { onlyValueOf, type Fields } from "../http/headers.ts"
import type { Core } from "./exchange.ts"
import type { Attributes } from "./options.ts"

/** `context`: whose connection it is, by the socket, and by a proxy only where the policy trusts it. */
export function readContext(
  { clientOf }: Core,
  { socket }: IncomingMessage,
  headers: Fields,
  now: number,
  requestId: string,
): Attributes {
  const protocol =
    "getProtocol" in socket && typeof socket.getProtocol === "function" ? socket.getProtocol() : undefined
  const tlsProtocol = typeof protocol === "string" ? protocol : undefined
  const { ip, tls, host } = clientOf({ address: socket.remoteAddress, tlsProtocol }, headers)
  const userAgent = onlyValueOf(headers, "user-agent")
  return { ip, tls, host, now: new Date(now), userAgent, requestId }
}
