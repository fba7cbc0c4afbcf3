import { createPublicKey, randomUUID } from "node:crypto"
import type { Server } from "node:http"
import type Koa from "koa"
import type { Context, Middleware } from "koa"
import { isSupport, mayRead, problemOf, statusOf, type Claims } from "./abilities.ts"
import { guardOptions } from "./guarded.ts"
import { logAnswered } from "./peer-log.ts"
import { audience, issuer, limitPerMinute, orders, shownOf, type Kind } from "./scenario.ts"

export async function startKoa(kind: Kind): Promise<Server> {
  const { default: Application } = await import("koa")
  const { default: Router } = await import("@koa/router")
  const app = new Application()
  const router = new Router()
  if (kind === "stack") {
    app.use(observe())
    router.get("/v1/orders/:id", ...(await makeStack()), (ctx) => {
      ctx.body = shownOf(orders.get(ctx.params["id"] ?? "")!, isSupport(ctx.state["user"] as Claims))
    })
    app.use(router.routes())
    return listening(app)
  }
  router.get("/v1/orders/:id", (ctx) => {
    ctx.body = orders.get(ctx.params["id"] ?? "")
  })
  if (kind === "bare") {
    app.use(router.routes())
    return listening(app)
  }
  const { guard } = await import("@edict/adapters/koa")
  const edict = await guard(guardOptions(kind))
  app.use(edict)
  app.use(router.routes())
  edict.protect(app)
  const server = await listening(app)
  edict.attach(server)
  return server
}

function listening(app: Koa): Promise<Server> {
  return new Promise((resolve) => {
    const server: Server = app.listen(0, "127.0.0.1", () => resolve(server))
  })
}

/** koa-jwt with a key that is read once; koa-ratelimit in memory; CASL. */
async function makeStack(): Promise<readonly Middleware[]> {
  const { default: jwt } = await import("koa-jwt")
  const { default: rateLimit } = await import("koa-ratelimit")
  const secret = createPublicKey(process.env["SHOP_PUBLIC_KEY"] ?? "")
  return [
    jwt({ secret: secret as never, algorithms: ["RS256"], issuer, audience }),
    rateLimit({
      driver: "memory",
      db: new Map(),
      duration: 60_000,
      max: limitPerMinute,
      id: (ctx) => (ctx.state["user"] as Claims).sub,
    }),
    async (ctx, next) => {
      if (!mayRead(ctx.state["user"] as Claims)) ctx.throw(403)
      await next()
    },
  ]
}

/** Words what was refused, and writes the line. */
function observe(): Middleware {
  return async (ctx, next) => {
    const begun = performance.now()
    const requestId = randomUUID()
    try {
      await next()
      if (ctx.status === 404) refuse(ctx, 404, requestId)
    } catch (error) {
      refuse(ctx, statusOf(error), requestId)
    }
    logAnswered({
      requestId,
      method: ctx.method,
      route: ctx["_matchedRoute"] === undefined ? undefined : "GET /v1/orders/{id}",
      subject: (ctx.state["user"] as Claims | undefined)?.sub,
      ip: ctx.ip,
      status: ctx.status,
      milliseconds: performance.now() - begun,
    })
  }
}

function refuse(ctx: Context, status: number, requestId: string): void {
  ctx.status = status
  ctx.type = "application/problem+json"
  ctx.body = JSON.stringify(problemOf(status, requestId, ctx.headers.authorization !== undefined))
}
