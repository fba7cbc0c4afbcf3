import { once } from "node:events"
import type { IncomingMessage, Server } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { bodyParser } from "@koa/bodyparser"
import { Router } from "@koa/router"
import { compile, createMemoryStore, type AuditLine, type GuardOptions } from "@edict/engine"
import Koa from "koa"
import { onTestFinished } from "vitest"
import { guard } from "../../src/koa.ts"
import type { KoaGuard } from "../../src/koa.ts"

export interface Application {
  readonly app: Koa
  readonly server: Server
  readonly port: number
  readonly lines: AuditLine[]
  /** What the application was told of through `onError`. */
  readonly errors: unknown[]
  /** Handlers that called `ran`, by name. */
  readonly runs: string[]
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

/** What a test puts together; the guard is in `app` already. */
export interface Site {
  readonly app: Koa
  /** Used after `build`. */
  readonly router: Router
  readonly edict: KoaGuard
  readonly runs: string[]
}

export interface ApplicationOptions extends Partial<GuardOptions> {
  readonly build?: (site: Site) => void
  /** Before the guard. */
  readonly before?: (app: Koa) => void
  /** Where false, the first request takes the inventory. */
  readonly isProtected?: boolean
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
function subjectByHeader({ headers }: IncomingMessage) {
  const id = headers["x-user"]
  const roles = headers["x-roles"]
  if (typeof id !== "string") return undefined
  return { id, roles: typeof roles === "string" ? roles.split(",") : [] }
}

/** Starts a real server on a real port; it is closed when the test ends. */
export async function startApplication(
  policy: string,
  { build, before, isProtected = true, ...given }: ApplicationOptions = {},
): Promise<Application> {
  const lines: AuditLine[] = []
  const errors: unknown[] = []
  const runs: string[] = []
  const compiled = policyOf(policy)
  const app = new Koa()
  app.silent = true
  before?.(app)
  const edict = await guard({
    policy: compiled,
    ...(compiled.plan.authenticators.length === 0 ? { subject: subjectByHeader } : {}),
    audit: { write: (line) => void lines.push(line) },
    store: createMemoryStore({ clock: "given" }),
    clock: () => start,
    onError: (error) => void errors.push(error),
    ...given,
  })
  app.use(edict)
  app.use(bodyParser())
  const router = new Router()
  build?.({ app, router, edict, runs })
  app.use(router.routes())
  app.use(router.allowedMethods())
  if (isProtected) edict.protect(app)
  const server = app.listen({ port: 0, host: "127.0.0.1" })
  onTestFinished(() => void server.close())
  if (isProtected) edict.attach(server)
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    app,
    server,
    port,
    lines,
    errors,
    runs,
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
  return {
    status: Number(line.split(" ")[1]),
    headers,
    text: headers.get("transfer-encoding") === "chunked" ? unchunked(rest) : rest,
  }
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
