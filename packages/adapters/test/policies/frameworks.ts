import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { once } from "node:events"
import { guard as expressGuard } from "@edict/adapters/express"
import { frameworkErrors, guard as fastifyGuard } from "@edict/adapters/fastify"
import { guard as koaGuard } from "@edict/adapters/koa"
import type { GuardOptions } from "@edict/engine"
import { bodyParser } from "@koa/bodyparser"
import { Router } from "@koa/router"
import express from "express"
import Fastify from "fastify"
import Koa from "koa"
import type { Host } from "../../../../policies/host.ts"

export interface Opened {
  readonly port: number
  readonly close: () => Promise<unknown>
}

/** An application of a framework, with all routes of a host behind the guard, on a port of the loopback. */
export type Framework = (options: GuardOptions, host: Host) => Promise<Opened>

export const frameworks: Readonly<Record<string, Framework>> = {
  Fastify: openFastify,
  Express: openExpress,
  Koa: openKoa,
}

function routesOf({ routes }: Host) {
  return Object.entries(routes).map(([line, handler]) => {
    const [method = "", path = ""] = line.split(" ")
    return { method, path, handler }
  })
}

async function openFastify(options: GuardOptions, host: Host): Promise<Opened> {
  const app = Fastify({ frameworkErrors, forceCloseConnections: true })
  await app.register(fastifyGuard, options)
  for (const { method, path, handler } of routesOf(host))
    app.route({
      method,
      url: path,
      handler: async ({ params, body, edict }, reply) => {
        const answer = handler({ params: params as Readonly<Record<string, string>>, body, edict })
        if (answer.type !== undefined) void reply.type(answer.type)
        return reply.code(answer.status).send(answer.status === 204 ? undefined : (answer.body ?? {}))
      },
    })
  await app.listen({ port: 0, host: "127.0.0.1" })
  return { port: portOf(app.server), close: () => app.close() }
}

async function openExpress(options: GuardOptions, host: Host): Promise<Opened> {
  const app = express()
  const edict = await expressGuard(options)
  app.use(edict, express.json())
  for (const { method, path, handler } of routesOf(host))
    app[method.toLowerCase() as "get"](path, (request, response) => {
      const { status, type, body } = handler({
        params: request.params as Readonly<Record<string, string>>,
        body: request.body,
        edict: request.edict,
      })
      response.status(status)
      if (status === 204) response.end()
      else if (type === undefined) response.json(body ?? {})
      else response.type(type).send(body)
    })
  edict.protect(app)
  return serve(app, edict.attach)
}

async function openKoa(options: GuardOptions, host: Host): Promise<Opened> {
  const app = new Koa()
  const router = new Router()
  const edict = await koaGuard(options)
  for (const { method, path, handler } of routesOf(host))
    router.register(path, [method], (ctx) => {
      const answer = handler({ params: ctx.params, body: ctx.request.body, edict: ctx.state.edict })
      ctx.status = answer.status
      if (answer.status === 204) return
      ctx.body = answer.body ?? {}
      if (answer.type !== undefined) ctx.type = answer.type
    })
  app.use(edict).use(bodyParser()).use(router.routes())
  edict.protect(app)
  return serve(app.callback(), edict.attach)
}

async function serve(listener: RequestListener, attach: (server: Server) => void): Promise<Opened> {
  const server = createServer(listener)
  attach(server)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    port: portOf(server),
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
