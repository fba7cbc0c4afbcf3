import { once } from "node:events"
import { createServer, OutgoingMessage, ServerResponse } from "node:http"
import { connect, type AddressInfo } from "node:net"
import { Readable } from "node:stream"
import type { FastifyInstance, FastifyReply, RouteHandlerMethod } from "fastify"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role customer
role support
subject { id: string }
api /filtered/{how} {
  ANY / {
    allow customer, support
    body any
    response { show id, secret to support  show id  mask id keep 1 unless support }
  }
}
api /free/{how} { GET / { allow customer } }
api /open { GET / { allow anyone } }
api /errors/{how} { GET / { allow customer  response { reveal errors  hide secret } } }
`
const thing = { id: "abc", secret: "hunter2", more: 1 }
const text = JSON.stringify(thing)

interface Reply {
  code(status: number): Reply
  type(media: string): Reply
  header(name: string, value: string): Reply
  send(payload?: unknown): Reply
  hijack(): Reply
  raw: ServerResponse
}

const answers: Readonly<Record<string, (reply: Reply) => unknown>> = {
  object: () => thing,
  sent: (reply) => reply.send(thing),
  array: () => [thing, { id: "xyz", secret: "hunter2" }],
  string: (reply) => reply.type("application/json").send(text),
  untyped: () => text,
  buffer: (reply) => reply.type("application/json").send(Buffer.from(text)),
  twice: (reply) => reply.type("application/json").send(`{"id":"abc","secret":"hunter2","id":"abd"}`),
  escaped: (reply) => reply.type("application/json").send(`{"id":"abc","s\\u0065cret":"hunter2"}`),
  created: (reply) => reply.code(201).send(thing),
  stream: (reply) => reply.type("application/json").send(Readable.from([text])),
  pieces: (reply) =>
    reply.type("application/json").send(Readable.from([...text].map((each) => Buffer.from(each)))),
  long: (reply) =>
    reply.type("application/json").send(Readable.from([`{"id":"`, "a".repeat(1_048_576), `"}`])),
  objects: (reply) => reply.type("application/json").send(Readable.from([thing])),
  broken: (reply) =>
    reply.type("application/json").send(
      new Readable({
        read() {
          this.destroy(new Error("hunter2"))
        },
      }),
    ),
  web: () =>
    new Response(text, { status: 203, headers: { "content-type": "text/x", "cache-control": "public" } }),
  none: () => new Response(null, { status: 204 }),
  refused: () => new Response("hunter2", { status: 418 }),
  prose: () => "the secret is hunter2",
  bytes: (reply) => reply.send(Buffer.from([0xff, 0xfe])),
  coded: (reply) => reply.header("content-encoding", "br").send(Buffer.from(text)),
  codedObject: (reply) => reply.header("content-encoding", "br").send(thing),
  part: (reply) => reply.code(206).type("application/json").send(text),
  jsonp: (reply) => reply.type("application/javascript").send(`call(${text})`),
  raw: (reply) => {
    reply.hijack()
    reply.raw.writeHead(200, { "content-type": "application/json" })
    reply.raw.write(text)
    reply.raw.end()
  },
  end: (reply) => void reply.hijack().raw.end(text),
  piped: (reply) => void Readable.from([text]).pipe(reply.hijack().raw),
  longRaw: (reply) => {
    const { raw } = reply.hijack()
    for (let count = 0; count < 2_000; count++) raw.write(`"${"hunter2".repeat(100)}",`)
    raw.end()
  },
  listed: (reply) =>
    void reply
      .hijack()
      .raw.writeHead(200, "OK", ["Content-Type", "application/json", "Content-Length", String(text.length)])
      .end(text, "utf8", () => {}),
  flush: (reply) => {
    reply.raw.flushHeaders()
    return thing
  },
  empty: (reply) => reply.code(204).send(),
  tagged: (reply) =>
    reply
      .header("etag", '"of hunter2"')
      .header("cache-control", "public, max-age=60, s-maxage=60")
      .send(thing),
  movedObject: (reply) => reply.code(302).header("location", "/elsewhere").send(thing),
  several: (reply) => reply.code(300).send(thing),
  unmodified: (reply) => reply.code(304).send(thing),
  cookies: () => {
    const answer = new Response("{}", { headers: { "content-type": "application/json" } })
    for (const each of ["a=1", "b=2"]) answer.headers.append("set-cookie", each)
    return answer
  },
  errored: () => Response.error(),
  unheard: (reply) =>
    reply
      .header("location", "/\u0107")
      .code(302)
      .send(Readable.from(["hunter2"])),
  reason: (reply) => {
    reply.raw.statusMessage = "hunter2 at line 3"
    return reply.code(500).send()
  },
  moved: (reply) => reply.code(302).header("location", "/elsewhere").send(),
  failed: (reply) => reply.code(422).header("x-kept", "yes").send({ secret: "hunter2" }),
  thrown: () => {
    throw new Error("hunter2 at line 1")
  },
  unwritable: () => ({ id: 1n, secret: "hunter2" }),
}

function open() {
  return startApplication(policy, {
    routes: (fastify) => {
      const answer = async (request: { params: unknown }, reply: unknown) => {
        const how = (request.params as { how: string }).how
        return answers[how]?.(reply as Reply)
      }
      fastify.all("/filtered/:how", answer)
      fastify.get("/free/:how", answer)
      fastify.get("/errors/:how", answer)
      fastify.get("/open", async () => thing)
    },
  })
}

const customer = { headers: { "x-user": "ann", "x-roles": "customer" } }
const support = { headers: { "x-user": "sue", "x-roles": "support" } }

test.each<[string, number, unknown]>([
  ["object", 200, { id: "a**" }],
  ["sent", 200, { id: "a**" }],
  ["array", 200, [{ id: "a**" }, { id: "x**" }]],
  ["string", 200, { id: "a**" }],
  ["untyped", 200, { id: "a**" }],
  ["buffer", 200, { id: "a**" }],
  ["twice", 200, { id: "a**" }],
  ["escaped", 200, { id: "a**" }],
  ["created", 201, { id: "a**" }],
  ["stream", 200, { id: "a**" }],
  ["pieces", 200, { id: "a**" }],
  ["web", 203, { id: "a**" }],
  ["raw", 200, { id: "a**" }],
  ["end", 200, { id: "a**" }],
  ["piped", 200, { id: "a**" }],
  ["listed", 200, { id: "a**" }],
  ["flush", 200, { id: "a**" }],
])("%s: what the rules do not show does not leave", async (how, status, body) => {
  const { ask } = await open()
  const answer = await ask(`/filtered/${how}`, customer)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.text)).toEqual(body)
  expect(answer.headers.get("content-length")).toBe(String(answer.text.length))
  expect(JSON.parse((await ask(`/filtered/${how}`, support)).text)).toMatchObject(
    how === "array" ? [{ secret: "hunter2" }, { secret: "hunter2" }] : { secret: "hunter2" },
  )
})

test.each<[string, string]>([
  ["long", "the body has more bytes than are gathered"],
  ["longRaw", "the body has more bytes than are gathered"],
  ["objects", "a piece is no bytes"],
  ["broken", "the body broke off"],
  ["prose", "the body is no JSON"],
  ["bytes", "the body is no JSON"],
  ["coded", "the body is coded"],
  ["part", "the body is a part of another"],
  ["jsonp", "the body is no JSON"],
  ["unwritable", "the body holds a bigint"],
  ["codedObject", "the body is coded"],
])("%s: what cannot be filtered is withheld, with a line that says why", async (how, why) => {
  const { ask, lines } = await open()
  const answer = await ask(`/filtered/${how}`, support)
  expect(answer.status).toBe(500)
  expect(JSON.parse(answer.text)).toMatchObject({ status: 500, title: "Internal Server Error" })
  expect(JSON.stringify([...answer.headers])).not.toContain("hunter2")
  expect(answer.text).not.toContain("hunter2")
  expect(lines).toMatchObject([
    {
      status: 500,
      decision: "deny",
      reason: "withheld",
      detail: why,
      rule: expect.stringMatching(/^test\.edict:9/),
    },
  ])
})

test.each(["stream", "prose", "bytes", "raw", "end"])(
  "%s: without response rules it leaves as it is",
  async (how) => {
    const { ask, lines } = await open()
    const answer = await ask(`/free/${how}`, customer)
    expect(answer.status).toBe(200)
    expect(answer.text.length).toBeGreaterThan(0)
    expect(lines).toMatchObject([{ status: 200, decision: "allow" }])
  },
)

test("a HEAD request tells the size of what a GET would give, and no more", async () => {
  const { ask } = await open()
  const got = await ask("/filtered/object", customer)
  const head = await ask("/filtered/object", { ...customer, method: "HEAD" })
  expect(head.status).toBe(200)
  expect(head.text).toBe("")
  expect(head.headers.get("content-length") ?? got.headers.get("content-length")).toBe(
    got.headers.get("content-length"),
  )
})

test("what speaks of the unfiltered body is taken off, and no shared cache keeps the rest", async () => {
  const { ask } = await open()
  const answer = await ask("/filtered/tagged", customer)
  expect(answer.headers.get("etag")).not.toContain("hunter2")
  expect(answer.headers.get("cache-control")).toBe("private, max-age=60")
  expect(answer.headers.get("vary")).toBe("authorization, cookie")
  expect((await ask("/open")).headers.get("cache-control")).toBeUndefined()
})

test("a tag is that of the bytes that leave, and only who has those gets no body", async () => {
  const { ask } = await open()
  const asked = (tag: string, as = customer) =>
    ask("/filtered/tagged", { headers: { ...as.headers, "if-none-match": tag } })
  const first = await ask("/filtered/tagged", customer)
  const tag = String(first.headers.get("etag"))
  expect(tag).toMatch(/^W\/"[\w-]{27}"$/)
  const known = await asked(tag)
  expect([known.status, known.text, known.headers.get("etag")]).toEqual([304, "", tag])
  expect((await asked(`"x", ${tag.slice(2)}`)).status).toBe(304)
  expect((await asked(tag, support)).status).toBe(200)
  // The handler's own tag is known to nobody, and guessing it tells nothing.
  expect((await asked('"of hunter2"')).status).toBe(200)
})

test("the handler answers whole and plain where rules hold, and is asked as the caller asked where none do", async () => {
  const asking = { range: "bytes=0-1", "if-none-match": '"a"', "accept-encoding": "gzip", "if-match": '"b"' }
  const { ask } = await startApplication(policy, {
    routes: (app) => {
      const told: RouteHandlerMethod = async ({ headers }) => ({
        id: Object.keys(headers)
          .filter((name) => name in asking)
          .sort()
          .join(" "),
      })
      app.all("/filtered/:how", told)
      app.get("/free/:how", told)
    },
  })
  const as = { headers: { ...support.headers, ...asking } }
  expect(JSON.parse((await ask("/filtered/x", as)).text)).toEqual({ id: "" })
  // A change is made or not by what the caller knows of: that is the handler's to say.
  expect(JSON.parse((await ask("/filtered/x", { ...as, method: "POST" })).text)).toEqual({ id: "if-match" })
  const free = { headers: { ...customer.headers, ...asking } }
  expect(JSON.parse((await ask("/free/x", free)).text)).toEqual({
    id: "accept-encoding if-match if-none-match range",
  })
})

test("a web response keeps its status and headers, but is kept by no shared cache", async () => {
  const { ask, lines } = await open()
  const answer = await ask("/free/web", customer)
  expect([
    answer.status,
    answer.text,
    answer.headers.get("content-type"),
    answer.headers.get("cache-control"),
  ]).toEqual([203, text, "text/x", "private"])
  expect((await ask("/filtered/none", customer)).status).toBe(204)
  expect(lines).toMatchObject([{ status: 203 }, { status: 204 }])
})

test("answers without a body pass", async () => {
  const { ask } = await open()
  expect((await ask("/filtered/empty", customer)).status).toBe(204)
  const moved = await ask("/filtered/moved", customer)
  expect([moved.status, moved.headers.get("location"), moved.text]).toEqual([302, "/elsewhere", ""])
})

test.each<[string, number]>([
  ["failed", 422],
  ["thrown", 500],
  ["refused", 418],
])("%s: an error's body becomes problem details", async (how, status) => {
  const { ask, lines } = await open()
  const answer = await ask(`/filtered/${how}`, support)
  expect(answer.status).toBe(status)
  expect(answer.headers.get("content-type")).toBe("application/problem+json")
  expect(answer.text).not.toContain("hunter2")
  expect(JSON.parse(answer.text)).toMatchObject({ status, requestId: lines[0]?.requestId })
  expect(lines).toMatchObject([{ status, decision: "allow" }])
  const free = await ask(`/free/${how}`, customer)
  expect([free.status, free.text.includes("hunter2")]).toEqual([status, false])
})

test("`reveal errors` lets them out, through the rules", async () => {
  const { ask } = await open()
  const answer = await ask("/errors/failed", customer)
  expect([answer.status, answer.text, answer.headers.get("x-kept")]).toEqual([422, "{}", "yes"])
})

test("a hook that fails after the guard adds nothing to the answer", async () => {
  const { ask, lines } = await startApplication(policy, {
    routes: (fastify) => {
      fastify.addHook("onSend", async () => {
        throw new Error("hunter2")
      })
      fastify.get("/open", async () => thing)
    },
  })
  const answer = await ask("/open")
  expect(answer.text).not.toContain("hunter2")
  expect(answer.status).toBe(500)
  expect(lines.at(-1)).toMatchObject({ status: 500, decision: "deny" })
})

const schema = { response: { "2xx": { type: "object", properties: { id: { type: "string" } } } } }

test.each<[string, (fastify: FastifyInstance) => void]>([
  ["a response schema", (app) => void app.get("/filtered/:how", { schema }, async () => thing)],
  [
    "a serializer of the reply",
    (app) =>
      void app.get("/filtered/:how", async (_request, reply) => {
        reply.serializer(({ id }: { id: string }) => JSON.stringify({ id })).send(thing)
        return reply
      }),
  ],
  [
    "a serializer of the application",
    (app) => {
      app.setReplySerializer((payload) => JSON.stringify({ id: (payload as typeof thing).id }))
      app.get("/filtered/:how", async () => thing)
    },
  ],
  [
    "a hook that changes the object",
    (app) => {
      app.addHook("preSerialization", async (_request, _reply, payload) => ({
        id: (payload as typeof thing).id,
      }))
      app.get("/filtered/:how", async () => thing)
    },
  ],
])("%s says what is there, and the rules what of that leaves", async (_, routes) => {
  const { ask } = await startApplication(policy, { routes })
  expect(JSON.parse((await ask("/filtered/x", support)).text)).toEqual({ id: "abc" })
  expect(JSON.parse((await ask("/filtered/x", customer)).text)).toEqual({ id: "a**" })
})

/** Node's own methods, as whoever took them before any guard stood has them. */
const own = {
  end: methodOf(OutgoingMessage.prototype, "end"),
  write: methodOf(OutgoingMessage.prototype, "write"),
  writeHead: methodOf(ServerResponse.prototype, "writeHead"),
  flushHeaders: methodOf(OutgoingMessage.prototype, "flushHeaders"),
}

function methodOf(prototype: object, name: string): (this: ServerResponse, ...given: unknown[]) => unknown {
  const method: unknown = Reflect.get(prototype, name)
  if (typeof method !== "function") throw new Error(`there is no ${name}`)
  return function (...given) {
    return Reflect.apply(method, this, given)
  }
}

const past: Readonly<Record<string, (raw: ServerResponse) => void>> = {
  end: (raw) => void Reflect.apply(own.end, raw, [text]),
  write: (raw) => {
    Reflect.apply(own.write, raw, [text])
    Reflect.apply(own.end, raw, [])
  },
  head: (raw) => {
    Reflect.apply(own.writeHead, raw, [200, { "x-secret": "hunter2" }])
    Reflect.apply(own.end, raw, [text])
  },
  flush: (raw) => {
    raw.setHeader("x-secret", "hunter2")
    Reflect.apply(own.flushHeaders, raw, [])
    raw.end(text)
  },
}

test.each(Object.keys(past))("%s of Node's own cannot be filtered: nothing leaves", async (how) => {
  const routes = (fastify: FastifyInstance): void => {
    const answer: RouteHandlerMethod = (_request, reply) => {
      reply.hijack()
      past[how]?.(reply.raw)
    }
    fastify.get("/filtered/:how", answer)
    fastify.get("/free/:how", answer)
  }
  const { port, ask, lines } = await startApplication(policy, { routes })
  const socket = connect(port, "127.0.0.1")
  const received: Buffer[] = []
  socket.on("data", (chunk: Buffer) => received.push(chunk)).on("error", () => {})
  socket.write("GET /filtered/x HTTP/1.1\r\nHost: a\r\nX-User: sue\r\nX-Roles: support\r\n\r\n")
  await once(socket, "close")
  expect(Buffer.concat(received).toString()).toBe("")
  expect(lines).toMatchObject([{ status: 500, decision: "deny", reason: "withheld" }])
  const free = await ask("/free/x", customer)
  expect([free.status, free.text]).toEqual([200, text])
  expect(lines).toHaveLength(2)
})

test("methods of the class are the guard's, whoever looks them up", async () => {
  const { ask } = await startApplication(policy, {
    routes: (fastify) => {
      fastify.get("/filtered/:how", (_request, reply) => {
        Reflect.apply(methodOf(ServerResponse.prototype, "end"), reply.hijack().raw, [text])
      })
      fastify.get("/free/:how", (_request, reply) => {
        Reflect.apply(methodOf(ServerResponse.prototype, "end"), reply.hijack().raw, [text])
      })
    },
  })
  expect((await ask("/filtered/x", customer)).text).toBe('{"id":"a**"}')
  expect((await ask("/free/x", customer)).text).toBe(text)
})

test("a response that no guard has sealed leaves as its server writes it", async () => {
  const { ask } = await startApplication(policy, {
    routes: (app) => {
      app.get("/filtered/:how", async () => thing)
    },
  })
  expect((await ask("/filtered/x", customer)).text).toBe('{"id":"a**"}')
  const server = createServer((_request, response) => {
    response.writeHead(201, { "x-mark": "1" })
    response.write("a")
    response.addTrailers({ "x-end": "2" })
    response.end("b")
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const { port } = server.address() as AddressInfo
  const free = await fetch(`http://127.0.0.1:${port}/`)
  expect([free.status, free.headers.get("x-mark"), await free.text()]).toEqual([201, "1", "ab"])
  server.close()
})

test("wrappers that were there before the guard see what leaves", async () => {
  const seen: string[] = []
  const { fastify, ask } = await startApplication(policy, {
    routes: (app) => {
      app.get("/filtered/:how", async () => thing)
      app.get("/free/:how", (_request, reply) => void reply.hijack().raw.end(text))
    },
  })
  fastify.server.prependListener("request", (_message, response: ServerResponse) => {
    const end = response.end.bind(response)
    response.end = ((...given: Parameters<ServerResponse["end"]>) => {
      seen.push(String(given[0]))
      return end(...given)
    }) as ServerResponse["end"]
  })
  expect((await ask("/filtered/x", customer)).text).toBe('{"id":"a**"}')
  expect((await ask("/free/x", customer)).text).toBe(text)
  expect(seen).toEqual(['{"id":"a**"}', text])
})

const trailing: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
  framework: (reply) => reply.trailer("x-t", async () => "hunter2"),
  raw: (reply) => {
    reply.raw.setHeader("transfer-encoding", "chunked")
    reply.raw.addTrailers({ "x-t": "hunter2" })
  },
}

test.each(Object.keys(trailing))("trailers leave only where nothing is filtered: %s", async (how) => {
  const { ask, raw, lines } = await startApplication(policy, {
    routes: (fastify) => {
      const answer: RouteHandlerMethod = async (request, reply) => {
        trailing[how]?.(reply)
        if ((request.params as { how: string }).how === "failed") reply.code(409)
        return thing
      }
      fastify.get("/filtered/:how", answer)
      fastify.get("/free/:how", answer)
    },
  })
  const head = "Host: a\r\nX-User: ann\r\nX-Roles: customer\r\nConnection: close\r\n\r\n"
  const filtered = await raw(`GET /filtered/x HTTP/1.1\r\n${head}`)
  expect(filtered).toMatch(/^HTTP\/1.1 200 /)
  expect(filtered).toContain('{"id":"a**"}')
  expect(filtered).not.toMatch(/hunter2|^trailer:/im)
  expect(await raw(`GET /free/x HTTP/1.1\r\n${head}`)).toMatch(/x-t: hunter2/)
  expect((await ask("/filtered/failed", customer)).status).toBe(409)
  expect(lines.map(({ detail }) => detail)).toEqual(
    how === "raw"
      ? [undefined, undefined, undefined]
      : ["the trailers are withheld", undefined, "the trailers are withheld"],
  )
})

test("what writes the raw response before the route's handler began is another handler: it is not heard", async () => {
  const { ask, lines } = await startApplication(policy, {
    routes: (fastify) => {
      fastify.addHook("onRequest", async (request, reply) => {
        if (request.url === "/free/mounted") reply.hijack().raw.end("hunter2")
      })
      fastify.get("/free/:how", (_request, reply) => void reply.hijack().raw.end("from the handler"))
    },
  })
  const refused = await ask("/free/mounted", customer)
  expect([refused.status, refused.text.includes("hunter2")]).toEqual([500, false])
  expect(lines).toMatchObject([{ decision: "deny", reason: "dispatch-mismatch" }])
  expect((await ask("/free/routed", customer)).text).toBe("from the handler")
})

test.each(["movedObject", "several", "unmodified"])(
  "%s: beside a redirection nothing of an object leaves",
  async (how) => {
    const { ask } = await open()
    const answer = await ask(`/filtered/${how}`, customer)
    expect(answer.text).toBe("")
    expect(answer.headers.get("content-length") ?? "0").toBe("0")
  },
)

test("a web response keeps all of its cookies", async () => {
  const { ask } = await open()
  for (const path of ["/filtered/cookies", "/free/cookies"])
    expect(String((await ask(path, customer)).headers.get("set-cookie"))).toMatch(/a=1.*b=2/)
})

test.each(["errored", "unheard"])(
  "%s: what cannot be written is a problem, and the process goes on",
  async (how) => {
    const { ask } = await open()
    for (const path of ["filtered", "free"]) {
      const answer = await ask(`/${path}/${how}`, customer)
      expect(answer.status).toBe(500)
      expect(answer.text).not.toContain("hunter2")
    }
    expect((await ask("/filtered/object", customer)).status).toBe(200)
  },
)

test("the reason beside a status tells nothing of an error", async () => {
  const { port } = await open()
  const socket = connect(port, "127.0.0.1")
  const received: Buffer[] = []
  socket.on("data", (chunk: Buffer) => received.push(chunk))
  socket.write(
    "GET /filtered/reason HTTP/1.1\r\nHost: a\r\nX-User: a\r\nX-Roles: support\r\nConnection: close\r\n\r\n",
  )
  await once(socket, "close")
  expect(Buffer.concat(received).toString()).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/)
})

test("what fails behind the guard's own answer changes nothing of it", async () => {
  const { ask, lines } = await startApplication(policy, {
    routes: (app) => {
      app.setErrorHandler(async (_error, _request, reply) => reply.code(200).send({ secret: "hunter2" }))
      app.addHook("onSend", async (request) => {
        if (request.headers["x-break"] === "yes") throw new Error("hunter2")
      })
      app.get("/filtered/:how", async () => thing)
    },
  })
  const refused = await ask("/filtered/x", { headers: { "x-break": "yes" } })
  expect([refused.status, refused.text.includes("hunter2")]).toEqual([401, false])
  expect(lines).toMatchObject([{ status: 401, decision: "deny" }])
  expect((await ask("/filtered/x", customer)).status).toBe(200)
})
