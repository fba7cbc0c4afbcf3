import { once } from "node:events"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import express, { type ErrorRequestHandler, type Express, type Handler } from "express"
import { expect, onTestFinished, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role admin
api /open { GET / { allow anyone }  POST / { allow anyone } }
api /shown { GET / { allow anyone  response { show id  show email to admin } } }
api /slow { GET / { allow anyone  timeout 30ms } }
`
const thing = { id: "t1", email: "ann@example.com", secret: "hunter2" }
const text = JSON.stringify(thing)

const ways: Readonly<Record<string, Handler>> = {
  json: (_, response) => void response.json(thing),
  "send of an object": (_, response) => void response.send(thing),
  "send of a string": (_, response) => void response.type("json").send(text),
  "send of a Buffer": (_, response) => void response.type("json").send(Buffer.from(text)),
  "write and end": (_, response) => {
    response.type("json").write(text.slice(0, 9))
    response.end(text.slice(9))
  },
  "writeHead and end": (_, response) =>
    void response.writeHead(200, { "content-type": "application/json" }).end(text),
  pipe: (_, response) => void Readable.from([text.slice(0, 9), text.slice(9)]).pipe(response.type("json")),
}

test.each(Object.keys(ways))("response rules hold for %s", async (way) => {
  const { ask, lines } = await startApplication(policy, {
    routes: (app) => void app.get("/shown", ways[way] ?? (() => {})),
  })
  const shown = await ask("/shown")
  expect([shown.status, JSON.parse(shown.text)]).toEqual([200, { id: "t1" }])
  expect(shown.headers.get("content-length") ?? String(shown.text.length)).toBe(String(shown.text.length))
  const head = await ask("/shown", { method: "HEAD" })
  expect([head.status, head.text]).toEqual([200, ""])
  expect(lines).toMatchObject([
    { status: 200, reason: "allowed" },
    { status: 200, reason: "allowed" },
  ])
})

test("a JSONP answer is no JSON: it is withheld under response rules", async () => {
  const { ask, lines } = await startApplication(policy, {
    routes: (app) => void app.get("/shown", (_, response) => void response.jsonp(thing)),
  })
  const answer = await ask("/shown?callback=f")
  expect([answer.status, answer.text.includes("hunter2")]).toEqual([500, false])
  expect(lines).toMatchObject([{ reason: "withheld" }])
})

test("Express's entity tags are of what leaves", async () => {
  const { ask } = await startApplication(policy, {
    routes: (app) => {
      app.get("/shown", (_, response) => void response.json(thing))
      app.get("/open", (_, response) => void response.json(thing))
    },
  })
  for (const target of ["/open", "/shown"]) {
    const first = await ask(target)
    const etag = first.headers.get("etag") ?? ""
    const second = await ask(target, { headers: { "if-none-match": etag } })
    expect([target, second.status, second.text]).toEqual([target, 304, ""])
  }
})

const failures: Readonly<Record<string, (app: Express) => unknown>> = {
  "a thrown error": (app) =>
    app.get("/open", () => {
      throw new Error("hunter2")
    }),
  "a rejected promise": (app) => app.get("/open", async () => Promise.reject(new Error("hunter2"))),
  "an error that is handed on": (app) => app.get("/open", (_, __, next) => next(new Error("hunter2"))),
  "an error in middleware": (app) =>
    app.use((_, __, next) => next(new Error("hunter2"))).get("/open", () => {}),
  "an error handler's answer": (app) => {
    const tell: ErrorRequestHandler = (error, _request, response, _next) =>
      void response.status(500).json({ message: String(error) })
    app.get("/open", () => Promise.reject(new Error("hunter2"))).use(tell)
  },
}

test.each(Object.keys(failures))("%s becomes problem details", async (how) => {
  const { ask, lines } = await startApplication(policy, { routes: (app) => void failures[how]?.(app) })
  const answer = await ask("/open")
  expect([answer.status, answer.headers.get("content-type")]).toEqual([500, "application/problem+json"])
  expect(answer.text).not.toContain("hunter2")
  expect(JSON.parse(answer.text)).toMatchObject({ status: 500 })
  expect(lines).toMatchObject([{ status: 500, reason: "allowed" }])
})

test("an error handler under another mount does not run", async () => {
  const { ask, ran, lines } = await startApplication(policy, {
    routes: (app, seen) => {
      const tell: ErrorRequestHandler = (_error, _request, response, _next) => {
        seen.push("handler")
        response.end()
      }
      app.get("/open", () => Promise.reject(new Error("hunter2"))).use("/:other", tell)
    },
  })
  expect((await ask("/open")).status).toBe(500)
  expect(ran).toEqual([])
  expect(lines).toMatchObject([{ reason: "dispatch-mismatch" }])
})

test("files are sent as they are, in parts as well", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edict-express-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, "a.txt"), "0123456789")
  const { ask } = await startApplication(
    "package app\napi /static/{file**} { GET / { allow anyone } }\napi /other/{file**} { GET / { allow nobody } }\nrole nobody",
    { routes: (app) => void app.use(["/static", "/other"], express.static(folder)) },
  )
  expect((await ask("/static/a.txt")).text).toBe("0123456789")
  const part = await ask("/static/a.txt", { headers: { range: "bytes=2-4" } })
  expect([part.status, part.text]).toEqual([206, "234"])
  expect((await ask("/static/b.txt")).status).toBe(404)
  expect((await ask("/other/a.txt")).status).toBe(401)
})

test("HEAD is GET without a body, and OPTIONS is nobody's", async () => {
  const { ask, ran } = await startApplication(policy, {
    routes: (app, seen) => {
      app.get("/open", (_, response) => (seen.push("get"), response.json({ a: 1 })))
      app.options("/open", (_, response) => (seen.push("options"), response.end()))
    },
  })
  const head = await ask("/open", { method: "HEAD" })
  expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", "7"])
  for (const target of ["/open", "*"]) {
    const { status, headers } = await ask(target, { method: "OPTIONS" })
    expect([status === 405 || status === 400, headers.get("content-type")]).toEqual([
      true,
      "application/problem+json",
    ])
  }
  expect((await ask("/open", { method: "PUT" })).status).toBe(405)
  expect(ran).toEqual(["get"])
})

test("the guard's answers hold nothing that Express added", async () => {
  const { ask } = await startApplication(policy)
  const { status, headers } = await ask("/none")
  expect([status, headers.get("cache-control")]).toEqual([404, "no-store"])
  expect(headers.get("content-security-policy")).toBeUndefined()
})

test("a handler that takes longer than its timeout is answered for, once", async () => {
  let late: () => void = () => {}
  const { ask, lines } = await startApplication(policy, {
    routes: (app) => {
      app.get("/slow", (_, response) => {
        response.set("etag", '"hunter2"')
        late = () => void response.cookie("a", "hunter2").json({ secret: "hunter2" })
      })
      app.get("/open", (_, response) => void response.json({ done: true }))
    },
  })
  const slow = await ask("/slow")
  expect(slow.status).toBe(503)
  expect(JSON.parse(slow.text)).toMatchObject({ status: 503, title: "Service Unavailable" })
  expect(JSON.stringify([...slow.headers])).not.toContain("hunter2")
  expect(late).not.toThrow()
  expect((await ask("/open")).text).toBe('{"done":true}')
  expect(lines).toMatchObject([
    { status: 503, reason: "timeout", route: "GET /slow" },
    { status: 200, reason: "allowed" },
  ])
})

test("a caller who leaves before the answer leaves one line", async () => {
  const { server, ask, lines } = await startApplication(policy, {
    routes: (app) => {
      app.post("/open", (_, response) => {
        server.emit("running", response)
      })
      app.get("/open", (_, response) => void response.end())
    },
  })
  const leaving = new AbortController()
  const running = once(server, "running")
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  const asked = fetch(`http://127.0.0.1:${port}/open`, { method: "POST", signal: leaving.signal })
  const [response] = await running
  const closed = once(response, "close")
  leaving.abort()
  await expect(asked).rejects.toThrow("aborted")
  await closed
  response.json({ secret: "hunter2" })
  expect((await ask("/open")).status).toBe(200)
  expect(lines).toMatchObject([
    { decision: "allow", status: 499, reason: "aborted" },
    { decision: "allow", status: 200, reason: "allowed" },
  ])
})
