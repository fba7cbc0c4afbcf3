import { request } from "node:https"
import type { FastifyInstance } from "fastify"
import { generate } from "selfsigned"
import { expect, test } from "vitest"
import { frameworkErrors } from "../../src/fastify.ts"
import { startApplication } from "./application.ts"

/** Everything that may go wrong on one route, so that each request shows what is asked first. */
const policy = `package app
type Order { open: bool }
role customer
subject { id: string  mfa: bool = false }
require tls >= 1.2
api /orders/{id} {
  load order: Order by path.id
  POST / {
    allow customer when order.open
    deny customer when body.kind == "denied" else 409 "denied"
    require body.kind == "fine" else 422 "required"
    body any max 1kb
    limit 2/min per context.ip
    limit 1/min per subject.id
    timeout 5s
  }
}
`
const json = { "content-type": "application/json", "x-forwarded-proto": "https" }
const ann = { ...json, "x-user": "ann", "x-roles": "customer" }

interface Ask {
  readonly target?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

async function open(failing = false) {
  const loaded: string[] = []
  const application = await startApplication(`${policy}\ntrust proxy 127.0.0.1`, {
    ...(failing
      ? {
          subject: () => {
            throw new Error("directory is down")
          },
        }
      : {}),
    loaders: {
      order: (id: string) => {
        loaded.push(id)
        return id === "none" ? undefined : { open: id !== "closed" }
      },
    },
    routes: (fastify) => {
      fastify.post("/orders/:id", async () => ({}))
    },
  })
  const post = ({ target = "/orders/o1", method = "POST", headers = ann, body = '{"kind":"fine"}' }: Ask) =>
    application.ask(target, { method, headers, body })
  return { ...application, post, loaded }
}

test.each<[string, Ask, number, string, readonly string[]]>([
  ["all is well", {}, 200, "allowed", ["o1"]],
  ["the target comes before the route", { target: "/nowhere//x" }, 400, "ambiguous-target", []],
  ["the route comes before TLS", { target: "/nowhere", headers: {} }, 404, "no-route", []],
  ["the method comes before TLS", { method: "PUT", headers: {} }, 405, "method-not-allowed", []],
  [
    "TLS comes before the body",
    { headers: { ...ann, "x-forwarded-proto": "http" }, body: "{" },
    403,
    "insecure-transport",
    [],
  ],
  ["the body comes before who", { headers: json, body: "{" }, 400, "body", []],
  ["the body's length comes before who", { headers: json, body: " ".repeat(1025) }, 413, "body", []],
  ["who comes before loading", { headers: json }, 401, "no-role", []],
  [
    "loading comes before deny",
    { target: "/orders/none", body: '{"kind":"denied"}' },
    404,
    "nothing-loaded",
    ["none"],
  ],
  [
    "deny comes before allow",
    { target: "/orders/closed", body: '{"kind":"denied"}' },
    409,
    "denied",
    ["closed"],
  ],
  [
    "allow comes before require",
    { target: "/orders/closed", body: '{"kind":"other"}' },
    403,
    "not-allowed",
    ["closed"],
  ],
  ["require comes last", { body: '{"kind":"other"}' }, 422, "requirement", ["o1"]],
])("%s", async (_, asked, status, reason, loads) => {
  const { post, loaded, lines, runs } = await open()
  expect((await post(asked)).status).toBe(status)
  expect(lines).toMatchObject([{ status, reason }])
  expect(loaded).toEqual(loads)
  expect(runs).toHaveLength(status === 200 ? 1 : 0)
})

test("limits on the address come before the caller is asked for, others after the body", async () => {
  const failing = await open(true)
  expect([
    (await failing.post({})).status,
    (await failing.post({})).status,
    (await failing.post({})).status,
  ]).toEqual([503, 503, 429])
  expect(failing.lines).toMatchObject([
    { reason: "subject-failed" },
    { reason: "subject-failed" },
    { reason: "limit" },
  ])
  const { post, lines } = await open()
  await post({})
  await post({ body: "{" })
  expect(lines.at(-1)).toMatchObject({ reason: "body" })
  const again = await open()
  await again.post({})
  expect((await again.post({ headers: { ...ann, "x-roles": "none" } })).status).toBe(429)
})

test("the text after `else` is told, the rule is not", async () => {
  const { post } = await open()
  const { text, headers } = await post({ body: '{"kind":"denied"}' })
  expect(JSON.parse(text)).toEqual({
    type: "urn:edict:problem:conflict",
    title: "Conflict",
    status: 409,
    detail: "denied",
    requestId: "req-1",
  })
  expect(headers.get("content-type")).toBe("application/problem+json")
  expect(headers.get("cache-control")).toBe("no-store")
})

test("405 tells the methods", async () => {
  const { post } = await open()
  expect((await post({ method: "PUT" })).headers.get("allow")).toBe("POST")
})

test("forwarded fields count only from a proxy that the policy trusts", async () => {
  const { ask } = await startApplication(
    "package app\napi /a { GET / { allow anyone  require tls >= 1.2 } }",
    {
      routes: (fastify) => {
        fastify.get("/a", async () => ({}))
      },
    },
  )
  expect((await ask("/a", { headers: { "x-forwarded-proto": "https" } })).status).toBe(403)
})

test("TLS is what the socket says", async () => {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
  })
  const text = "package app\napi /a { GET / { allow anyone  require tls >= 1.3 } }"
  const routes = (fastify: FastifyInstance) => {
    fastify.get("/a", async ({ edict }) => edict.decision.status)
  }
  const { fastify } = await startApplication(text, { server: { https: { key, cert } } as never, routes })
  const { port } = fastify.server.address() as { port: number }
  const statusOf = (maxVersion: "TLSv1.2" | "TLSv1.3") =>
    new Promise((resolve, reject) => {
      const sent = request(
        { port, host: "127.0.0.1", path: "/a", ca: cert, servername: "localhost", maxVersion, agent: false },
        (message) => {
          message.resume()
          resolve(message.statusCode)
        },
      )
      sent.on("error", reject).end()
    })
  expect(await statusOf("TLSv1.3")).toBe(200)
  expect(await statusOf("TLSv1.2")).toBe(403)
})

test("what the router refuses before any hook is answered and recorded too", async () => {
  const { ask, lines, runs } = await startApplication("package app\napi /a { GET /{id} { allow anyone } }", {
    server: { frameworkErrors, routerOptions: { maxParamLength: 10 } },
    routes: (fastify) => {
      fastify.get("/a/:id", async () => ({}))
    },
  })
  expect((await ask(`/a/${"x".repeat(10)}`)).status).toBe(200)
  const long = await ask(`/a/${"x".repeat(11)}`)
  expect([long.status, long.headers.get("content-type")]).toEqual([414, "application/problem+json"])
  expect(lines).toMatchObject([{ status: 200 }, { status: 414, reason: "undecided" }])
  expect(runs).toHaveLength(1)
})
