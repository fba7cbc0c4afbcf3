import { EventEmitter, once } from "node:events"
import { Readable } from "node:stream"
import type { Context } from "koa"
import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role customer
role support
subject { id: string }
api /filtered/{how} {
  ANY / {
    allow customer, support
    response { show id, secret to support  show id  mask id keep 1 unless support }
  }
}
api /free/{how} { GET / { allow customer } }
api /errors/{how} { GET / { allow customer  response { reveal errors  hide secret } } }
api /slow/{how} { GET / { allow customer  timeout 50ms } }
`
const thing = { id: "abc", secret: "hunter2", more: 1 }
const text = JSON.stringify(thing)
const json = "application/json"

const answers: Readonly<Record<string, (ctx: Context) => unknown>> = {
  object: (ctx) => (ctx.body = thing),
  array: (ctx) => (ctx.body = [thing, { id: "xyz", secret: "hunter2" }]),
  string: (ctx) => Object.assign(ctx, { type: json, body: text }),
  untyped: (ctx) => (ctx.body = text),
  buffer: (ctx) => Object.assign(ctx, { type: json, body: Buffer.from(text) }),
  blob: (ctx) => (ctx.body = new Blob([text], { type: json })),
  stream: (ctx) => Object.assign(ctx, { type: json, body: Readable.from([text]) }),
  web: (ctx) => {
    ctx.body = new Response(text, {
      status: 203,
      headers: { "content-type": json, "cache-control": "public" },
    })
  },
  webStream: (ctx) => Object.assign(ctx, { type: json, body: new Blob([text]).stream() }),
  created: (ctx) => Object.assign(ctx, { status: 201, body: thing }),
  late: async (ctx) => {
    await new Promise((resolve) => setImmediate(resolve))
    ctx.body = thing
  },
  raw: (ctx) => {
    ctx.respond = false
    ctx.res.writeHead(200, { "content-type": json })
    ctx.res.write(text)
    ctx.res.end()
  },
  end: (ctx) => {
    ctx.status = 200
    ctx.res.end(text)
  },
  piped: (ctx) => {
    ctx.respond = false
    ctx.status = 200
    Readable.from([text]).pipe(ctx.res)
  },
  flushed: (ctx) => {
    ctx.status = 200
    ctx.flushHeaders()
    ctx.body = thing
  },
  null: (ctx) => (ctx.body = null),
  undefined: (ctx) => (ctx.body = undefined),
  jsonNull: (ctx) => Object.assign(ctx, { status: 200, type: json, body: null }),
  empty: (ctx) => (ctx.status = 204),
  moved: (ctx) => ctx.redirect("/elsewhere"),
  status: (ctx) => {
    ctx.status = 202
    ctx.message = "hunter2"
  },
  prose: (ctx) => (ctx.body = "the secret is hunter2"),
  html: (ctx) => (ctx.body = "<p>hunter2</p>"),
  bytes: (ctx) => (ctx.body = Buffer.from([0xff, 0xfe])),
  coded: (ctx) => {
    ctx.set("content-encoding", "br")
    ctx.body = Buffer.from(text)
  },
  part: (ctx) => Object.assign(ctx, { status: 206, type: json, body: text }),
  long: (ctx) =>
    Object.assign(ctx, { type: json, body: Readable.from([`{"id":"`, "a".repeat(1_048_576), `"}`]) }),
  tagged: (ctx) => {
    ctx.etag = "of hunter2"
    ctx.set("cache-control", "public, max-age=60")
    ctx.body = thing
  },
  broken: (ctx) => {
    ctx.type = json
    ctx.body = new Readable({
      read() {
        this.destroy(new Error("hunter2"))
      },
    })
  },
  brokenLate: (ctx) => {
    const parts = [`{"id":"abc","secret":"hunter2"`]
    ctx.type = json
    ctx.body = new Readable({
      read() {
        const part = parts.shift()
        if (part === undefined) this.destroy(new Error("hunter2"))
        else this.push(part)
      },
    })
  },
  thrown: () => {
    throw new Error("hunter2 at line 1")
  },
  refused: (ctx) => ctx.throw(418, "hunter2", { headers: { "x-kept": "yes" } }),
  asserted: (ctx) => ctx.assert(false, 422, "hunter2"),
  odd: () => {
    // oxlint-disable-next-line typescript/only-throw-error -- handlers may
    throw "hunter2"
  },
  failed: (ctx) => {
    ctx.set("x-kept", "yes")
    Object.assign(ctx, { status: 422, body: { secret: "hunter2" } })
  },
  unwritable: (ctx) => (ctx.body = { id: 1n, secret: "hunter2" }),
  thrownAfter: (ctx) => {
    ctx.body = thing
    throw new Error("hunter2")
  },
}

async function open() {
  const events = new EventEmitter()
  const application = await startApplication(policy, {
    build: ({ router }) => {
      const answer = async (ctx: Context & { params: Record<string, string> }): Promise<void> => {
        await answers[ctx.params["how"] ?? ""]?.(ctx)
      }
      router.all("/filtered/:how", answer)
      router.get("/free/:how", answer)
      router.get("/errors/:how", answer)
      router.get("/slow/:how", async (ctx) => {
        await once(ctx.res, "close")
        setImmediate(() => events.emit("late"))
        await answer(ctx)
      })
    },
  })
  return { ...application, events }
}

const customer = { headers: { "x-user": "ann", "x-roles": "customer" } }
const support = { headers: { "x-user": "sue", "x-roles": "support" } }

test.each<[string, number, unknown]>([
  ["object", 200, { id: "a**" }],
  ["array", 200, [{ id: "a**" }, { id: "x**" }]],
  ["string", 200, { id: "a**" }],
  ["untyped", 200, { id: "a**" }],
  ["buffer", 200, { id: "a**" }],
  ["blob", 200, { id: "a**" }],
  ["stream", 200, { id: "a**" }],
  ["web", 203, { id: "a**" }],
  ["webStream", 200, { id: "a**" }],
  ["created", 201, { id: "a**" }],
  ["late", 200, { id: "a**" }],
  ["raw", 200, { id: "a**" }],
  ["end", 200, { id: "a**" }],
  ["piped", 200, { id: "a**" }],
  ["flushed", 200, { id: "a**" }],
])("%s: what the rules do not show does not leave", async (how, status, body) => {
  const { ask, lines } = await open()
  const answer = await ask(`/filtered/${how}`, customer)
  expect(answer.status).toBe(status)
  expect(JSON.parse(answer.text)).toEqual(body)
  expect(answer.headers.get("content-length")).toBe(String(answer.text.length))
  expect(answer.headers.get("cache-control")).toMatch(/^private/)
  expect(lines).toMatchObject([{ status, decision: "allow" }])
  expect(JSON.parse((await ask(`/filtered/${how}`, support)).text)).toMatchObject(
    how === "array" ? [{ secret: "hunter2" }, { secret: "hunter2" }] : { secret: "hunter2" },
  )
})

test.each<[string, string]>([
  ["prose", "the body is no JSON"],
  ["html", "the body is no JSON"],
  ["bytes", "the body is no JSON"],
  ["coded", "the body is coded"],
  ["part", "the body is a part of another"],
  ["long", "the body has more bytes than are gathered"],
  ["status", "the body is no JSON"],
])("%s: what cannot be filtered is withheld, with a line that says why", async (how, detail) => {
  const { ask, lines } = await open()
  const answer = await ask(`/filtered/${how}`, support)
  expect(answer.status).toBe(500)
  expect(answer.headers.get("content-type")).toBe("application/problem+json")
  expect(JSON.stringify([...answer.headers])).not.toContain("hunter2")
  expect(answer.text).not.toContain("hunter2")
  expect(lines).toMatchObject([{ status: 500, decision: "deny", reason: "withheld", detail }])
})

test.each(["stream", "web", "blob", "prose", "bytes", "raw", "end", "piped", "long"])(
  "%s: without response rules it leaves as it is",
  async (how) => {
    const { ask, lines } = await open()
    const answer = await ask(`/free/${how}`, customer)
    expect(answer.status).toBe(how === "web" ? 203 : 200)
    expect(answer.text.length).toBeGreaterThan(0)
    expect(lines).toMatchObject([{ status: answer.status, decision: "allow" }])
  },
)

test.each<[string, number]>([
  ["null", 204],
  ["undefined", 204],
  ["empty", 204],
])("%s: an answer without a body passes", async (how, status) => {
  const { ask, lines } = await open()
  const answer = await ask(`/filtered/${how}`, customer)
  expect([answer.status, answer.text]).toEqual([status, ""])
  expect(lines).toMatchObject([{ status, decision: "allow" }])
})

test("null as JSON is filtered like any other", async () => {
  const { ask } = await open()
  expect((await ask("/free/jsonNull", customer)).text).toBe("null")
  expect((await ask("/filtered/jsonNull", customer)).text).not.toContain("hunter2")
})

test("a redirect keeps its place, and its text is withheld where rules hold", async () => {
  const { ask } = await open()
  const moved = await ask("/free/moved", customer)
  expect([moved.status, moved.headers.get("location")]).toEqual([302, "/elsewhere"])
  expect((await ask("/filtered/moved", customer)).text).not.toContain("Redirecting")
})

test("a HEAD request tells nothing of the size of what is not shown", async () => {
  const { ask } = await open()
  const got = await ask("/filtered/object", customer)
  for (const how of ["object", "string", "tagged"]) {
    const head = await ask(`/filtered/${how}`, { ...customer, method: "HEAD" })
    expect([head.status, head.text]).toEqual([200, ""])
    expect(["undefined", got.headers.get("content-length")]).toContain(
      String(head.headers.get("content-length")),
    )
    expect(head.headers.get("etag") ?? "").not.toContain("hunter2")
  }
})

test.each<[string, number]>([
  ["thrown", 500],
  ["refused", 418],
  ["asserted", 422],
  ["odd", 500],
  ["failed", 422],
  ["unwritable", 500],
  ["thrownAfter", 500],
])("%s: an error's body becomes problem details", async (how, status) => {
  const { ask, lines } = await open()
  for (const route of ["filtered", "free"]) {
    const answer = await ask(`/${route}/${how}`, customer)
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    expect(answer.text).not.toContain("hunter2")
    expect(JSON.parse(answer.text)).toMatchObject({ status, requestId: lines.at(-1)?.requestId })
    expect(lines.at(-1)).toMatchObject({ status, decision: "allow" })
  }
})

test("`reveal errors` lets them out, through the rules", async () => {
  const { ask } = await open()
  const answer = await ask("/errors/failed", customer)
  expect([answer.status, answer.text, answer.headers.get("x-kept")]).toEqual([422, "{}", "yes"])
})

test.each(["broken", "brokenLate"])(
  "%s: a stream that fails ends the connection, and nothing leaves",
  async (how) => {
    const { ask, lines } = await open()
    const answer = await ask(`/filtered/${how}`, support)
    expect([answer.status, answer.text]).toEqual([Number.NaN, ""])
    await expect.poll(() => lines).toMatchObject([{ status: 499, reason: "aborted" }])
  },
)

test("a handler that takes too long is answered for, and what it says then goes to nobody", async () => {
  const { ask, lines, events } = await open()
  for (const how of ["object", "end", "thrown"]) {
    lines.length = 0
    const late = once(events, "late")
    const answer = await ask(`/slow/${how}`, customer)
    await late
    expect([answer.status, answer.headers.get("content-type")]).toEqual([503, "application/problem+json"])
    expect(lines).toMatchObject([{ status: 503, reason: "timeout" }])
  }
})

test("middleware that changes the answer afterwards changes what is filtered, not whether", async () => {
  const { ask } = await startApplication(policy, {
    build: ({ app, router }) => {
      app.use(async (ctx, next) => {
        await next()
        ctx.body = { ...ctx.body, id: "other", secret: "hunter2" }
      })
      router.get("/filtered/:how", (ctx) => {
        ctx.body = thing
      })
    },
  })
  expect(JSON.parse((await ask("/filtered/object", customer)).text)).toEqual({ id: "o****" })
})
