import { once } from "node:events"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { AuditLine, GuardOptions } from "@edict/engine"
import express, { type Express } from "express"
import { onTestFinished } from "vitest"
import { guard, type ExpressGuard } from "../../src/express.ts"
import { ask, sendRaw, type Answered, type Asked } from "../client.ts"
import { guardKit } from "../guard-kit.ts"

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

export interface ApplicationOptions extends Partial<GuardOptions> {
  /** Before the guard. */
  readonly before?: (app: Express) => void
  readonly routes?: (app: Express, ran: string[]) => void
  /** Leaves the inventory to the first request. */
  readonly isUnprotected?: boolean
}

/** Starts a real server on a real port; it is closed when the test ends. */
export async function startApplication(
  policy: string,
  options: ApplicationOptions = {},
): Promise<Application> {
  const { before, routes, isUnprotected, ...given } = options
  const { options: kit, lines, errors } = guardKit(policy, given)
  const ran: string[] = []
  const app = express()
  // Express prints what handlers throw everywhere but here.
  app.set("env", "test")
  before?.(app)
  const edict = await guard(kit)
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
