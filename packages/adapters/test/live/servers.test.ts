import { once } from "node:events"
import { createServer, get, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { Router } from "@koa/router"
import { createGuard, type GuardOptions } from "@edict/engine"
import express from "express"
import Koa from "koa"
import { expect, test } from "vitest"
import { guard as guardExpress, type ExpressGuard } from "../../src/express.ts"
import { guard as guardKoa, type KoaGuard } from "../../src/koa.ts"
import type { AdapterOptions } from "../../src/ready-guard.ts"
import { policyOf } from "../guard-kit.ts"
import { makeFolder, never, openTo } from "./folder.ts"

interface Started {
  readonly edict: ExpressGuard | KoaGuard
  readonly listener: RequestListener
}

const frameworks: readonly (readonly [string, (options: AdapterOptions) => Promise<Started>])[] = [
  [
    "Express",
    async (options) => {
      const edict = await guardExpress(options)
      const app = express().use(edict)
      app.get("/things/:id", (_request, response) => void response.json({}))
      edict.protect(app)
      return { edict, listener: app }
    },
  ],
  [
    "Koa",
    async (options) => {
      const edict = await guardKoa(options)
      const router = new Router()
      router.get("/things/:id", (ctx) => {
        ctx.body = {}
      })
      const app = new Koa().use(edict).use(router.routes())
      edict.protect(app)
      return { edict, listener: app.callback() }
    },
  ],
]

const subject: NonNullable<GuardOptions["subject"]> = () => ({ id: "ann", roles: ["reader"] })
const audit: NonNullable<GuardOptions["audit"]> = { write: () => {} }

/** The guard of a folder, and how many watchers look at it. */
async function watch(start: (options: AdapterOptions) => Promise<Started>) {
  const { path } = await makeFolder({ "app.edict": openTo("reader") })
  const watchers = new Set<object>()
  const watchFolder = () => {
    const watcher = { close: () => void watchers.delete(watcher) }
    watchers.add(watcher)
    return watcher
  }
  const settings = { watchFolder, pollMilliseconds: never }
  return { ...(await start({ policy: path, subject, audit, watch: settings })), watchers }
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, "127.0.0.1")
  await once(server, "listening")
  return server
}

async function ask(server: Server): Promise<number | undefined> {
  const { port } = server.address() as AddressInfo
  const asked = get({ port, host: "127.0.0.1", path: "/things/1", agent: false })
  const [answer] = await once(asked, "response")
  answer.resume()
  await once(answer, "end")
  return answer.statusCode
}

async function end(server: Server): Promise<void> {
  server.close()
  await once(server, "close")
}

test.each(frameworks)("%s: watching ends with the server, whoever attached it", async (_name, start) => {
  for (const isAttached of [true, false]) {
    const { edict, listener, watchers } = await watch(start)
    const server = await listen(listener)
    if (isAttached) edict.attach(server)
    expect(await ask(server)).toBe(200)
    expect(await ask(server)).toBe(200)
    expect(watchers.size).toBeGreaterThan(0)
    await end(server)
    expect(watchers.size).toBe(0)
  }
})

test.each(frameworks)("%s: watching goes on until the last server is closed", async (_name, start) => {
  const { edict, listener, watchers } = await watch(start)
  const [first, second] = [await listen(listener), await listen(listener)]
  edict.attach(first)
  expect(await ask(second)).toBe(200)
  await end(first)
  expect(watchers.size).toBeGreaterThan(0)
  await end(second)
  expect(watchers.size).toBe(0)
})

test.each(frameworks)("%s: `close` ends the watching where no server does", async (_name, start) => {
  const { edict, watchers } = await watch(start)
  expect(watchers.size).toBeGreaterThan(0)
  edict.close()
  expect(watchers.size).toBe(0)
})

test.each(frameworks)("%s: a guard that was handed over stays open", async (_name, start) => {
  const policy = policyOf(openTo("reader"))
  const ready = await createGuard({ policy, subject, audit })
  const { edict, listener } = await start(ready)
  const server = await listen(listener)
  expect(await ask(server)).toBe(200)
  edict.close()
  await end(server)
  await expect(ready.replace(policy)).resolves.toBeUndefined()
  ready.close()
})
