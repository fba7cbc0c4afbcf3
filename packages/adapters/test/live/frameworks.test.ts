import { createServer, request, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { bodyParser } from "@koa/bodyparser"
import { Router } from "@koa/router"
import type { AuditLine, GuardOptions, Notice } from "@edict/engine"
import express from "express"
import Koa from "koa"
import { expect, onTestFinished, test } from "vitest"
import { guard as guardExpress } from "../../src/express.ts"
import { guard as guardKoa } from "../../src/koa.ts"
import { policyOf } from "../guard-kit.ts"

const policy = `package app
role customer
subject { id: string }
api /things/{id} { GET / { allow customer  response { show id } } }
api /body { POST / { allow customer  body any max 1kb } }
api /broken { GET / { allow customer } }
api /files/{rest**} { GET / { allow customer } }
`

async function startExpress(options: GuardOptions): Promise<RequestListener> {
  const app = express()
  app.set("env", "test")
  const edict = await guardExpress(options)
  app.use(edict)
  app.use(express.json())
  app.get("/things/:id", (_request, response) => void response.json({ id: 1, secret: 2 }))
  app.post("/body", (asked, response) => void response.json({ length: asked.body.a.length }))
  app.get("/broken", () => {
    throw new Error("broken")
  })
  app.get("/stranger/:name", (asked, response) => void response.json({ name: asked.params.name }))
  edict.protect(app)
  return app
}

async function startKoa(options: GuardOptions): Promise<RequestListener> {
  const app = new Koa()
  app.silent = true
  const router = new Router()
  router.get("/things/:id", (ctx) => {
    ctx.body = { id: 1, secret: 2 }
  })
  router.post("/body", (ctx) => {
    const { a } = ctx.request.body as { readonly a: string }
    ctx.body = { length: a.length }
  })
  router.get("/broken", () => {
    throw new Error("broken")
  })
  router.get("/stranger/:name", (ctx) => {
    ctx.body = { name: ctx.params["name"] }
  })
  const edict = await guardKoa(options)
  app.use(edict)
  app.use(bodyParser())
  app.use(router.routes())
  edict.protect(app)
  return app.callback()
}

async function serve(start: (options: GuardOptions) => Promise<RequestListener>) {
  const lines: AuditLine[] = []
  const notices: Notice[] = []
  const listener = await start({
    policy: policyOf(policy),
    subject: ({ headers }) =>
      headers["x-user"] === undefined ? undefined : { id: "ann", roles: ["customer"] },
    audit: { write: (line) => void lines.push(line) },
    mode: "observe",
    onNotice: (notice) => notices.push(notice),
  })
  const server = createServer(listener)
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const ask = (
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: readonly string[],
  ): Promise<{ readonly status: number; readonly decision: unknown; readonly text: string }> =>
    new Promise((resolve, reject) => {
      const method = body === undefined ? "GET" : "POST"
      const asked = request({ port, host: "127.0.0.1", path, method, headers, agent: false }, (answer) => {
        let text = ""
        answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk))
        const { statusCode: status = 0, headers: fields } = answer
        answer.on("end", () => resolve({ status, decision: fields["edict-decision"], text }))
      })
      asked.on("error", reject)
      for (const chunk of body ?? []) asked.write(chunk)
      asked.end()
    })
  return { ask, lines, notices }
}

const frameworks = [
  ["Express", startExpress],
  ["Koa", startKoa],
] as const

const ann = { "x-user": "ann" }
const json = { ...ann, "content-type": "application/json" }

test.each(frameworks)(
  "%s answers as without the guard, and the lines tell what would have been",
  async (_name, start) => {
    const { ask, lines, notices } = await serve(start)
    const whole = '{"id":1,"secret":2}'
    expect(await ask("/things/1", ann)).toEqual({ status: 200, decision: "allow", text: whole })
    expect(await ask("/things/1")).toEqual({ status: 200, decision: "deny;status=401", text: whole })
    expect(await ask("/stranger/a%2Fb")).toMatchObject({ status: 200, text: '{"name":"a/b"}' })
    expect(await ask("/stranger/x")).toEqual({
      status: 200,
      decision: "deny;status=404",
      text: '{"name":"x"}',
    })
    const body = ['{"a":"', "x".repeat(100_000), '"}']
    expect(await ask("/body", json, body)).toEqual({
      status: 200,
      decision: "deny;status=413",
      text: '{"length":100000}',
    })
    expect(await ask("/body", json, ['{"a":', '"xx"}'])).toMatchObject({
      decision: "allow",
      text: '{"length":2}',
    })
    expect(await ask("/broken", ann)).toMatchObject({ status: 500, decision: "allow" })
    expect(await ask("/files/none", ann)).toMatchObject({ status: 404, decision: "deny;status=404" })
    expect(lines.map(({ status, answered, reason, mode }) => [status, answered, reason, mode])).toEqual([
      [200, undefined, "allowed", "observe"],
      [401, 200, "no-role", "observe"],
      [400, 200, "ambiguous-target", "observe"],
      [404, 200, "no-route", "observe"],
      [413, 200, "body", "observe"],
      [200, undefined, "allowed", "observe"],
      [500, undefined, "allowed", "observe"],
      [404, undefined, "no-handler", "observe"],
    ])
    expect(notices.map((notice) => ("error" in notice ? notice.error.message : notice.kind))).toEqual([
      expect.stringContaining("GET /stranger/{name}"),
    ])
  },
)
