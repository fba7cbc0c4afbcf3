import { once } from "node:events"
import { createServer, request, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { describe, expect, onTestFinished, test } from "vitest"
import { compile, createGuard, type AuditLine } from "../../src/index.ts"

const text = `package shop
role user
subject { id: string }
quota perUser = 1/h per subject.id
api /orders {
  cors {
    origins "https://shop.example", "http://localhost:3000"
    headers "Content-Type", "x-reason"
    expose "ETag", "x-total"
    credentials true
    maxAge 10min
  }
  limit 5/h per context.ip
  use perUser
  GET / { allow user }
  PUT /{id} { allow user  body any }
  POST /{id} { allow user  cors { origins "https://pay.example"  methods POST } }
}
api /news { cors { origins "*" }  GET / { allow anyone } }
api /tls { cors { origins "*" }  require tls >= 1.2 except PUT /tls  ANY / { allow anyone } }
api /plain { GET / { allow anyone }  audit none }
`

type Handle = (response: ServerResponse) => void
type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }

async function start(handle: Handle = (response) => response.end("[]"), source = text) {
  const { policy, diagnostics } = compile([{ path: "shop.edict", text: source }])
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  const lines: AuditLine[] = []
  let handled = 0
  const guard = await createGuard({
    policy,
    subject: ({ headers }) => (headers["x-user"] === undefined ? undefined : { id: "ann", roles: ["user"] }),
    audit: { write: (line) => void lines.push(line) },
  })
  const server = createServer((message, response) => {
    const enter = async (): Promise<void> => {
      const target = message.url ?? ""
      // A framework would have a handler for no OPTIONS request.
      const dispatched = message.method === "OPTIONS" ? null : undefined
      const outcome = await guard.enter({ message, target, requestId: undefined, dispatched })
      if (outcome.kind === "answer") {
        response.writeHead(outcome.status, { ...outcome.headers })
        response.end(outcome.body)
        return
      }
      handled += 1
      outcome.seal(response)
      handle(response)
    }
    void enter()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const ask = (
    method: string,
    path: string,
    headers: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const sent = request(
        { port, method, path, headers: { ...headers } as never, agent: false },
        (message) => {
          const chunks: Buffer[] = []
          message.on("data", (chunk: Buffer) => chunks.push(chunk))
          message.on("end", () => {
            resolve({
              status: message.statusCode ?? 0,
              headers: message.headers,
              body: Buffer.concat(chunks).toString(),
            })
          })
        },
      )
      sent.on("error", reject)
      sent.end()
    })
  const preflight = (path: string, origin: string, method: string, headers?: string): Promise<Reply> =>
    ask("OPTIONS", path, {
      origin,
      "access-control-request-method": method,
      ...(headers === undefined ? {} : { "access-control-request-headers": headers }),
    })
  return { ask, preflight, lines, handled: () => handled }
}

const shop = "https://shop.example"
const corsOf = ({ headers }: Reply): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^access-control-|^vary$/.test(name)))

describe("a preflight", () => {
  test("is answered from the policy, and no handler runs", async () => {
    const { preflight, lines, handled } = await start()
    const reply = await preflight("/orders/o1?a=b", shop, "PUT", "X-Reason, content-type")
    expect([reply.status, reply.body, corsOf(reply)]).toEqual([
      204,
      "",
      {
        "access-control-allow-origin": shop,
        "access-control-allow-methods": "PUT",
        "access-control-allow-headers": "content-type, x-reason",
        "access-control-allow-credentials": "true",
        "access-control-max-age": "600",
        vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
      },
    ])
    expect(reply.headers["content-type"]).toBeUndefined()
    expect(handled()).toBe(0)
    expect(lines).toMatchObject([
      { method: "OPTIONS", route: "PUT /orders/{id}", decision: "allow", status: 204, reason: "preflight" },
    ])
  })

  test.each([
    ["another origin", "/orders/o1", "https://evil.example", "PUT", undefined, "cors-origin"],
    ["a name below", "/orders/o1", "https://a.shop.example", "PUT", undefined, "cors-origin"],
    ["a name that ends alike", "/orders/o1", "https://evilshop.example", "PUT", undefined, "cors-origin"],
    ["a name that goes on", "/orders/o1", "https://shop.example.evil", "PUT", undefined, "cors-origin"],
    ["another scheme", "/orders/o1", "http://shop.example", "PUT", undefined, "cors-origin"],
    ["another port", "/orders/o1", "https://shop.example:8443", "PUT", undefined, "cors-origin"],
    ["no origin", "/orders/o1", "null", "PUT", undefined, "cors-origin"],
    ["the origin of an outer block", "/orders/o1", shop, "POST", undefined, "cors-origin"],
    ["another header", "/orders/o1", shop, "PUT", "x-reason, x-other", "cors-headers"],
    ["no header's name", "/orders/o1", shop, "PUT", "x reason", "cors-headers"],
  ])("from %s is 403", async (_, path, origin, method, headers, reason) => {
    const { preflight, lines, handled } = await start()
    const reply = await preflight(path, origin, method, headers)
    expect(reply.status).toBe(403)
    expect(reply.headers["access-control-allow-methods"]).toBeUndefined()
    // Who may not read it is told nothing.
    expect(Object.keys(corsOf(reply)).length === 1).toBe(reason === "cors-origin")
    expect(lines).toMatchObject([{ decision: "deny", status: 403, reason }])
    expect(handled()).toBe(0)
  })

  test.each([
    ["its twin in other letters", "/orders/o1", "HTTPS://Shop.Example", "PUT", shop],
    ["its twin with the usual port", "/orders/o1", "https://shop.example:443", "PUT", shop],
    ["the origin that stands beside it", "/orders", "http://localhost:3000", "GET", "http://localhost:3000"],
    ["the inner block's origin", "/orders/o1", "https://pay.example", "POST", "https://pay.example"],
    ["any origin", "/news", "https://a.example", "GET", "*"],
    ["no origin, where all may", "/news", "null", "GET", "*"],
    ["HEAD, which GET takes", "/news", shop, "HEAD", "*"],
    ["a verb of ANY, left alone by `except`", "/tls", shop, "PUT", "*"],
  ])("from %s is answered", async (_, path, origin, method, allowed) => {
    const { preflight } = await start()
    const reply = await preflight(path, origin, method)
    expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([204, allowed])
  })

  test.each([
    [
      "asks for what no route takes",
      "OPTIONS",
      "/orders/o1",
      { "access-control-request-method": "DELETE" },
      405,
    ],
    ["asks for itself", "OPTIONS", "/orders/o1", { "access-control-request-method": "OPTIONS" }, 405],
    ["asks in small letters", "OPTIONS", "/orders/o1", { "access-control-request-method": "put" }, 405],
    ["asks for nothing", "OPTIONS", "/orders/o1", {}, 405],
    ["asks twice", "OPTIONS", "/orders/o1", { "access-control-request-method": ["PUT", "GET"] }, 405],
    ["asks where no `cors` stands", "OPTIONS", "/plain", { "access-control-request-method": "GET" }, 405],
    ["asks on an unknown path", "OPTIONS", "/none", { "access-control-request-method": "GET" }, 404],
    ["asks in the clear", "OPTIONS", "/tls", { "access-control-request-method": "GET" }, 403],
  ])("that %s is refused", async (_, method, path, headers, status) => {
    const { ask, handled } = await start()
    const reply = await ask(method, path, { origin: shop, ...headers })
    expect([reply.status, handled()]).toEqual([status, 0])
    expect(reply.headers["access-control-allow-methods"]).toBeUndefined()
  })

  test("counts on limits of the address alone", async () => {
    const { ask, preflight } = await start()
    for (let count = 0; count < 4; count += 1)
      expect((await preflight("/orders", shop, "GET")).status).toBe(204)
    // One for the caller, of five for the address.
    expect((await ask("GET", "/orders", { "x-user": "1" })).status).toBe(200)
    expect((await preflight("/orders", shop, "GET")).status).toBe(429)
  })
})

describe("an answer", () => {
  const listed = {
    "access-control-allow-origin": shop,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "etag, x-total",
  }

  test("names the origin that may read it", async () => {
    const { ask } = await start()
    const reply = await ask("GET", "/orders", { "x-user": "1", origin: shop })
    expect([reply.status, corsOf(reply)]).toEqual([
      200,
      { ...listed, vary: expect.stringMatching(/(^|, )Origin(,|$)/) },
    ])
  })

  test("names it where the guard refuses, so that the page can read why", async () => {
    const { ask } = await start()
    const refused = await ask("GET", "/orders", { origin: shop })
    expect([refused.status, corsOf(refused)]).toEqual([401, { ...listed, vary: "Origin" }])
    await ask("GET", "/orders", { "x-user": "1", origin: shop })
    const late = await ask("GET", "/orders", { "x-user": "1", origin: shop })
    expect([late.status, corsOf(late)]).toEqual([429, { ...listed, vary: "Origin" }])
  })

  test("names it where the handler fails", async () => {
    const { ask } = await start((response) => response.writeHead(500).end("stack"))
    const reply = await ask("GET", "/orders", { "x-user": "1", origin: shop })
    expect([reply.status, reply.body.includes("stack"), corsOf(reply)]).toEqual([
      500,
      false,
      { ...listed, vary: "Origin" },
    ])
  })

  test.each([
    ["another origin", { origin: "https://evil.example" }],
    ["no origin", { origin: "null" }],
    ["two origins", { origin: [shop, "https://evil.example"] }],
    ["none", {}],
  ])("to %s is as ever, but for caches", async (_, headers) => {
    const { ask } = await start()
    const reply = await ask("GET", "/orders", { "x-user": "1", ...headers })
    expect(reply.status).toBe(200)
    expect(Object.keys(corsOf(reply))).toEqual(["vary"])
    expect(corsOf(await ask("GET", "/orders", headers))).toEqual({ vary: "Origin" })
  })

  test("that everybody may read is one for all", async () => {
    const { ask } = await start()
    expect(corsOf(await ask("GET", "/news"))).toMatchObject({ "access-control-allow-origin": "*" })
    const reply = await ask("GET", "/news", { origin: "https://a.example" })
    expect(corsOf(reply)).toEqual({ "access-control-allow-origin": "*" })
  })

  test("has what the policy says, whatever a handler says", async () => {
    const { ask } = await start((response) => {
      response.setHeader("Access-Control-Allow-Origin", "https://evil.example")
      response.setHeader("access-control-allow-credentials", "true")
      response.setHeader("vary", "Accept, origin")
      response.end("[]")
    })
    const evil = await ask("GET", "/orders", { "x-user": "1", origin: "https://evil.example" })
    expect(evil.headers["access-control-allow-origin"]).toBeUndefined()
    expect(evil.headers["access-control-allow-credentials"]).toBeUndefined()
    expect(evil.headers.vary).toMatch(/^Accept, origin(?!.*origin)/i)
    // Where the policy says nothing, the handler may.
    const plain = await ask("GET", "/plain", { origin: "https://evil.example" })
    expect(plain.headers["access-control-allow-origin"]).toBe("https://evil.example")
  })
})
