import type { Server } from "node:http"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { isSupport, mayRead, problemOf, statusOf, type Claims } from "./abilities.ts"
import { guardOptions } from "./guarded.ts"
import { logAnswered } from "./peer-log.ts"
import { audience, issuer, limitPerMinute, orders, shownOf, type Kind } from "./scenario.ts"

interface OrderRoute {
  Params: { id: string }
}

declare module "@fastify/jwt" {
  interface FastifyJWT {
    user: Claims
  }
}

export async function startFastify(kind: Kind): Promise<Server> {
  const { default: Fastify } = await import("fastify")
  const fastify = Fastify()
  if (kind === "stack") await addStack(fastify)
  else {
    if (kind !== "bare") {
      const { guard } = await import("@edict/adapters/fastify")
      await fastify.register(guard, guardOptions(kind))
    }
    fastify.get<OrderRoute>("/v1/orders/:id", async ({ params }) => orders.get(params.id))
  }
  await fastify.listen({ host: "127.0.0.1", port: 0 })
  return fastify.server
}

/** @fastify/jwt, with its cache and the cheapest key of it that its pages name; @fastify/rate-limit in memory; CASL. */
async function addStack(fastify: FastifyInstance): Promise<void> {
  const { default: jwt } = await import("@fastify/jwt")
  const { default: rateLimit } = await import("@fastify/rate-limit")
  await fastify.register(jwt, {
    secret: { private: "", public: process.env["SHOP_PUBLIC_KEY"] ?? "" },
    verify: {
      algorithms: ["RS256"],
      allowedIss: issuer,
      allowedAud: audience,
      requiredClaims: ["exp"],
      cache: true,
      cacheKeyBuilder: (token: string) => token,
    },
  })
  await fastify.register(rateLimit, { global: false })
  fastify.addHook("onResponse", (request, reply, done) => {
    logAnswered({
      requestId: request.id,
      method: request.method,
      route: request.is404 ? undefined : "GET /v1/orders/{id}",
      subject: (request.user as Claims | null)?.sub,
      ip: request.ip,
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
    })
    done()
  })
  fastify.setErrorHandler((error, request, reply) => refuse(request, reply, statusOf(error)))
  fastify.setNotFoundHandler((request, reply) => refuse(request, reply, 404))
  fastify.get<OrderRoute>(
    "/v1/orders/:id",
    {
      onRequest: async (request) => {
        await request.jwtVerify()
      },
      preHandler: [
        fastify.rateLimit({
          max: limitPerMinute,
          timeWindow: 60_000,
          keyGenerator: (request) => request.user.sub,
        }),
        (request, reply, done) => {
          if (mayRead(request.user)) done()
          else void refuse(request, reply, 403)
        },
      ],
    },
    async ({ params, user }) => shownOf(orders.get(params.id)!, isSupport(user)),
  )
}

function refuse(request: FastifyRequest, reply: FastifyReply, status: number): FastifyReply {
  const isPresented = request.headers.authorization !== undefined
  return reply
    .code(status)
    .type("application/problem+json")
    .send(problemOf(status, request.id, isPresented))
}
