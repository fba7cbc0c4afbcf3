import { createServer, type RequestListener, type Server } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import { once } from "node:events"
import { guard as expressGuard } from "@edict/adapters/express"
import { frameworkErrors, guard as fastifyGuard } from "@edict/adapters/fastify"
import { guard as koaGuard } from "@edict/adapters/koa"
import type { Guard } from "@edict/engine"
import { Router } from "@koa/router"
import express from "express"
import Fastify, { type FastifyInstance } from "fastify"
import Koa from "koa"
import type { ShopRoute } from "./shop.ts"

export interface Tls {
  readonly key: string
  readonly cert: string
}

export interface Shop {
  /** On this port of the loopback; gives the port. */
  readonly listen: (port: number) => Promise<number>
  readonly close: () => Promise<unknown>
}

/** Registers the routes in an application of a framework, with the guard before them. */
export type Framework = (ready: Guard, routes: readonly ShopRoute[], tls?: Tls) => Promise<Shop>

export const frameworks: ReadonlyMap<string, Framework> = new Map([
  ["fastify", openFastify],
  ["express", openExpress],
  ["koa", openKoa],
])

async function openFastify(ready: Guard, routes: readonly ShopRoute[], tls?: Tls): Promise<Shop> {
  const options = { frameworkErrors, forceCloseConnections: true } as const
  const shop: FastifyInstance = tls === undefined ? Fastify(options) : Fastify({ ...options, https: tls })
  await shop.register(fastifyGuard, ready)
  for (const { method, path, status, answer } of routes)
    shop[method](path, async ({ edict }, reply) => reply.code(status).send(answer(edict)))
  return {
    listen: async (port) => {
      await shop.listen({ port, host: "127.0.0.1" })
      return portOf(shop.server)
    },
    close: () => shop.close(),
  }
}

async function openExpress(ready: Guard, routes: readonly ShopRoute[], tls?: Tls): Promise<Shop> {
  const shop = express()
  const edict = await expressGuard(ready)
  shop.use(edict)
  for (const { method, path, status, answer } of routes)
    shop[method](path, (request, response) => void response.status(status).json(answer(request.edict)))
  edict.protect(shop)
  return serve(shop, edict.attach, tls)
}

async function openKoa(ready: Guard, routes: readonly ShopRoute[], tls?: Tls): Promise<Shop> {
  const shop = new Koa()
  const router = new Router()
  const edict = await koaGuard(ready)
  for (const { method, path, status, answer } of routes)
    router[method](path, (ctx) => {
      ctx.status = status
      ctx.body = answer(ctx.state.edict)
    })
  shop.use(edict).use(router.routes())
  edict.protect(shop)
  return serve(shop.callback(), edict.attach, tls)
}

function serve(listener: RequestListener, attach: (server: Server) => void, tls?: Tls): Shop {
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  attach(server)
  return {
    listen: async (port) => {
      server.listen(port, "127.0.0.1")
      await once(server, "listening")
      return portOf(server)
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
