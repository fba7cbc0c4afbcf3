import { IncomingMessage, type Server, type ServerResponse } from "node:http"
import { Socket } from "node:net"
import type { Duplex } from "node:stream"
import { breakOff } from "../http/body.ts"
import { titleOf } from "../http/problem.ts"
import type { Answer } from "./answer.ts"
import type { Refusal } from "./refusal.ts"

/** Records a refusal of what never became a request for a handler, and makes its answer. */
type Refuse = (message: IncomingMessage, refusal: Refusal) => Answer

/** The latest request of a connection, and its answer. */
interface Latest {
  readonly message: IncomingMessage
  readonly response: ServerResponse
}

const malformed = { reason: "malformed", why: "the bytes are no request that HTTP knows" } as const

/** What Node's parser and its clock say of a connection that goes on; any other failure is the connection's own. */
const refusals: ReadonlyMap<string, Refusal & { readonly status: 400 | 408 | 413 | 431 }> = new Map([
  ["ERR_HTTP_REQUEST_TIMEOUT", { status: 408, reason: "malformed", why: "the request did not come in time" }],
  ["HPE_HEADER_OVERFLOW", { status: 431, reason: "malformed", why: "the header is too large" }],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", { status: 413, reason: "malformed", why: "a chunk's head is too large" }],
])

/** What Node would answer by itself, past every handler, gets the guard's answer and a line; the connection ends. */
export function guardConnections(server: Server, refuse: Refuse): void {
  const latest = new WeakMap<object, Latest>()
  // A request without a host is the guard's to refuse: Node would answer it, and nobody would know.
  Reflect.set(server, "requireHostHeader", false)
  server.prependListener("request", (message: IncomingMessage, response: ServerResponse) => {
    latest.set(message.socket, { message, response })
    // Node loses what came in one piece with an upgrade that nobody takes: what follows would be answered out of step.
    if (message.headers.upgrade !== undefined) response.shouldKeepAlive = false
  })
  const others = server.listeners("clientError")
  server.removeAllListeners("clientError")
  server.on("clientError", (error: Error, socket: Duplex) => {
    const code = "code" in error && typeof error.code === "string" ? error.code : ""
    const refusal =
      refusals.get(code) ?? (code.startsWith("HPE_") ? { status: 400, ...malformed } : undefined)
    if (refusal !== undefined && socket instanceof Socket) refuseBytes(socket, refusal, latest, refuse)
    else for (const other of others) Reflect.apply(other, server, [error, socket])
  })
  server.on("checkExpectation", (message: IncomingMessage, response: ServerResponse) => {
    const why = "no expectation but `100-continue` is met"
    respond(response, refuse(message, { status: 417, reason: "malformed", why }))
  })
  server.on("connect", (message: IncomingMessage, socket: Duplex | ServerResponse) => {
    const answer = refuse(message, { status: 501, reason: "upgrade", why: "no route takes a tunnel" })
    if (!(socket instanceof Socket)) {
      respond(socket as ServerResponse, answer)
      return
    }
    socket.on("error", () => socket.destroy())
    socket.end(textOf(answer), () => socket.destroy())
  })
}

/** A request whose body breaks off is answered, and has its line, on its own way; bytes that begin none get theirs here. */
function refuseBytes(
  socket: Socket,
  refusal: Refusal & { readonly status: 400 | 408 | 413 | 431 },
  latest: WeakMap<object, Latest>,
  refuse: Refuse,
): void {
  if (socket.destroyed) return
  const current = latest.get(socket)
  if (current?.message.complete === false) {
    if (current.response.headersSent) socket.destroySoon()
    else breakOff(current.message, refusal.status === 431 ? 400 : refusal.status)
    return
  }
  const answer = refuse(new IncomingMessage(socket), refusal)
  // An earlier request's answer may not have left: this one would be taken for it.
  const isFree = current === undefined || current.response.writableFinished
  if (isFree && socket.writable) socket.write(textOf(answer))
  socket.destroy()
}

function respond(response: ServerResponse, { status, headers, body }: Answer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (response.req.httpVersionMajor < 2) response.setHeader("connection", "close")
  response.statusCode = status
  response.end(body)
}

/** An answer as it stands on a connection that has no response object. */
function textOf({ status, headers, body }: Answer): string {
  const whole = { ...headers, date: new Date().toUTCString(), connection: "close" }
  const fields = Object.entries({ ...whole, "content-length": String(Buffer.byteLength(body)) })
  const lines = fields.flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}\r\n`))
  return `HTTP/1.1 ${status} ${titleOf(status)}\r\n${lines.join("")}\r\n${body}`
}
