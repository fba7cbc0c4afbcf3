import { once } from "node:events"
import type { IncomingMessage, Server } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { compile, createMemoryStore, type AuditLine, type GuardOptions } from "@edict/engine"
import express, { type Express } from "express"
import { onTestFinished } from "vitest"
import { guard, type ExpressGuard } from "../../src/express.ts"

export interface Application {
  readonly app: Express
  readonly edict: ExpressGuard
  readonly server: Server
  readonly lines: AuditLine[]
  /** What went wrong in the host's own code. */
  readonly errors: unknown[]
  /** What handlers say of themselves. */
  readonly ran: string[]
  /** Sends bytes as they are, and gives what comes back until the server closes. */
  readonly raw: (request: string) => Promise<string>
  readonly ask: (target: string, options?: Asked) => Promise<Answered>
}

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

interface Answered {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

export interface ApplicationOptions extends Partial<GuardOptions> {
  /** Before the guard. */
  readonly before?: (app: Express) => void
  readonly routes?: (app: Express, ran: string[]) => void
  /** Leaves the inventory to the first request. */
  readonly isUnprotected?: boolean
}

const start = Date.parse("2026-01-01T12:00:00Z")

/** A policy's text as a compiled policy; a test whose policy does not compile fails with the reason. */
export function policyOf(text: string): GuardOptions["policy"] {
  const { policy, diagnostics } = compile([{ path: "test.edict", text }])
  if (policy === undefined)
    throw new Error(diagnostics.map(({ message, span }) => `${span.line}: ${message}`).join("\n"))
  return policy
}

/** Whoever names itself in `x-user`, with the roles of `x-roles`. */
function subjectByHeader(request: IncomingMessage) {
  const id = request.headers["x-user"]
  const roles = request.headers["x-roles"]
  if (typeof id !== "string") return undefined
  return { id, roles: typeof roles === "string" ? roles.split(",") : [] }
}

/** Starts a real server on a real port; it is closed when the test ends. */
export async function startApplication(
  policy: string,
  options: ApplicationOptions = {},
): Promise<Application> {
  const { before, routes, isUnprotected, ...given } = options
  const lines: AuditLine[] = []
  const errors: unknown[] = []
  const ran: string[] = []
  const app = express()
  // Express prints what handlers throw everywhere but here.
  app.set("env", "test")
  before?.(app)
  const edict = await guard({
    policy: policyOf(policy),
    subject: subjectByHeader,
    audit: { write: (line) => void lines.push(line) },
    store: createMemoryStore({ clock: "given" }),
    clock: () => start,
    onError: (error) => void errors.push(error),
    ...given,
  })
  app.use(edict)
  routes?.(app, ran)
  if (isUnprotected !== true) edict.protect(app)
  const server = app.listen(0, "127.0.0.1")
  if (isUnprotected !== true) edict.attach(server)
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, "close")
  })
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    app,
    edict,
    server,
    lines,
    errors,
    ran,
    raw: (request) => sendRaw(port, request),
    ask: (target, asked) => ask(port, target, asked),
  }
}

async function sendRaw(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  const chunks: Buffer[] = []
  socket.on("data", (chunk: Buffer) => chunks.push(chunk))
  socket.on("error", () => socket.destroy())
  socket.write(request, "latin1")
  await once(socket, "close")
  return Buffer.concat(chunks).toString("latin1")
}

/** A request over a socket of its own, its target sent as it is written. */
async function ask(
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
