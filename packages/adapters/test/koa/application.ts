import { once } from "node:events"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { bodyParser } from "@koa/bodyparser"
import { Router } from "@koa/router"
import type { AuditLine, GuardOptions } from "@edict/engine"
import Koa from "koa"
import { onTestFinished } from "vitest"
import { guard } from "../../src/koa.ts"
import type { KoaGuard } from "../../src/koa.ts"
import { ask, sendRaw, type Answered, type Asked } from "../client.ts"
import { guardKit } from "../guard-kit.ts"

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

/** Starts a real server on a real port; it is closed when the test ends. */
export async function startApplication(
  policy: string,
  { build, before, isProtected = true, ...given }: ApplicationOptions = {},
): Promise<Application> {
  const { options: kit, lines, errors } = guardKit(policy, given)
  const runs: string[] = []
  const app = new Koa()
  app.silent = true
  before?.(app)
  const edict = await guard(kit)
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
