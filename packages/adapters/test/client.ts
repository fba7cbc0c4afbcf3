import { once } from "node:events"
import { connect } from "node:net"

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answered {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

/** Sends bytes as they are, and gives what comes back until the server closes. */
export async function sendRaw(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  const chunks: Buffer[] = []
  socket.on("data", (chunk: Buffer) => chunks.push(chunk))
  socket.on("error", () => socket.destroy())
  socket.write(request, "latin1")
  await once(socket, "close")
  return Buffer.concat(chunks).toString("latin1")
}

/** A request over a socket of its own, its target sent as it is written. */
export async function ask(
  port: number,
  target: string,
  { method = "GET", headers = {}, body }: Asked = {},
): Promise<Answered> {
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body, "latin1")) }
  const fields = Object.entries({ host: "app.example", connection: "close", ...length, ...headers })
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join("")
  return readAnswer(await sendRaw(port, `${method} ${target} HTTP/1.1\r\n${head}\r\n${body ?? ""}`))
}

function readAnswer(text: string): Answered {
  const end = text.indexOf("\r\n\r\n")
  const [line = "", ...fields] = text.slice(0, end).split("\r\n")
  const headers = new Map<string, string>()
  for (const field of fields) {
    const name = field.slice(0, field.indexOf(":")).toLowerCase()
    const value = field.slice(field.indexOf(":") + 1).trim()
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value)
  }
  const rest = text.slice(end + 4)
  const body = headers.get("transfer-encoding") === "chunked" ? unchunked(rest) : rest
  return { status: Number(line.split(" ")[1]), headers, text: body }
}

function unchunked(text: string): string {
  let rest = text
  let whole = ""
  for (;;) {
    const mark = rest.indexOf("\r\n")
    const size = Number.parseInt(rest.slice(0, mark), 16)
    if (!(size > 0)) return whole
    whole += rest.slice(mark + 2, mark + 2 + size)
    rest = rest.slice(mark + 4 + size)
  }
}
