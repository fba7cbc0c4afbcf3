import { createPublicKey, randomUUID } from "node:crypto"
import type { Server } from "node:http"
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express"
import { isSupport, mayRead, problemOf, Refused, statusOf, type Claims } from "./abilities.ts"
import { guardOptions } from "./guarded.ts"
import { logAnswered } from "./peer-log.ts"
import { audience, issuer, limitPerMinute, orders, shownOf, type Kind } from "./scenario.ts"

export async function startExpress(kind: Kind): Promise<Server> {
  const { default: express } = await import("express")
  const app = express()
  app.disable("x-powered-by")
  if (kind === "stack") {
    await addStack(app)
    return listening(app)
  }
  if (kind === "bare") {
    addRoute(app)
    return listening(app)
  }
  const { guard } = await import("@edict/adapters/express")
  const edict = await guard(guardOptions(kind))
  app.use(edict)
  addRoute(app)
  edict.protect(app)
  const server = await listening(app)
  edict.attach(server)
  return server
}

function addRoute(app: Express): void {
  app.get("/v1/orders/:id", ({ params }, response) => void response.json(orders.get(params.id)))
}

function listening(app: Express): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server: Server = app.listen(0, "127.0.0.1", (error) => (error ? reject(error) : resolve(server)))
  })
}

type Known = Request & { auth?: Claims }
const ids = new WeakMap<Request, string>()

/** express-jwt with a key that is read once; express-rate-limit in memory, with one pair of fields; CASL. */
async function addStack(app: Express): Promise<void> {
  const { expressjwt } = await import("express-jwt")
  const { rateLimit } = await import("express-rate-limit")
  const secret = createPublicKey(process.env["SHOP_PUBLIC_KEY"] ?? "")
  app.use((request, response, next) => {
    const begun = performance.now()
    const requestId = randomUUID()
    ids.set(request, requestId)
    response.on("finish", () => {
      logAnswered({
        requestId,
        method: request.method,
        route: request.route === undefined ? undefined : "GET /v1/orders/{id}",
        subject: (request as Known).auth?.sub,
        ip: request.ip,
        status: response.statusCode,
        milliseconds: performance.now() - begun,
      })
    })
    next()
  })
  const authorized: RequestHandler = (request, _response, next) => {
    next(mayRead((request as Known).auth!) ? undefined : new Refused(403))
  }
  app.get(
    "/v1/orders/:id",
    expressjwt({ secret, algorithms: ["RS256"], issuer, audience }),
    rateLimit({
      windowMs: 60_000,
      limit: limitPerMinute,
      keyGenerator: (request) => (request as Known).auth!.sub,
      standardHeaders: "draft-7",
      legacyHeaders: false,
    }),
    authorized,
    (request, response) => {
      const order = orders.get(String(request.params["id"]))!
      response.json(shownOf(order, isSupport((request as Known).auth!)))
    },
  )
  app.use((request, response) => refuse(request, response, 404))
  const failed: ErrorRequestHandler = (error, request, response, _next) =>
    refuse(request, response, statusOf(error))
  app.use(failed)
}

function refuse(request: Request, response: Response, status: number): void {
  response.status(status).type("application/problem+json")
  const isPresented = request.headers.authorization !== undefined
  response.send(JSON.stringify(problemOf(status, ids.get(request) ?? "", isPresented)))
}
