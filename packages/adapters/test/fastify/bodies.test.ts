import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role customer
subject { id: string }
api /none { POST / { allow anyone } }
api /json { POST / { allow anyone  deny anyone when body.kind == "forbidden"  body any max 1kb } }
api /raw { POST / { allow anyone  body raw max 1kb } }
api /mine { POST / { allow customer  body any } }
`

async function open() {
  return startApplication(policy, {
    routes: (fastify) => {
      fastify.addContentTypeParser(
        "application/octet-stream",
        { parseAs: "buffer" },
        async (_request: unknown, body: unknown) => body,
      )
      fastify.post("/none", async () => ({}))
      fastify.post("/json", async ({ body }) => ({ body }))
      fastify.post("/raw", async ({ body }) => ({
        bytes: body instanceof Buffer ? body.toString("hex") : body,
      }))
      fastify.post("/mine", async () => ({}))
    },
  })
}

const json = { "content-type": "application/json" }

test.each<[string, string, Record<string, string>, string | undefined, number]>([
  ["a body where none is declared", "/none", json, "{}", 415],
  ["no body where none is declared", "/none", {}, undefined, 200],
  ["JSON", "/json", json, '{"kind":"fine"}', 200],
  ["JSON that a rule denies", "/json", json, '{"kind":"forbidden"}', 401],
  ["JSON whose escapes hide what it says", "/json", json, '{"ki\\u006ed":"forbidden"}', 401],
  ["JSON with a name twice", "/json", json, '{"kind":"forbidden","kind":"fine"}', 400],
  ["no JSON", "/json", json, "{kind:1}", 400],
  [
    "JSON of another kind",
    "/json",
    { "content-type": "application/merge-patch+json" },
    '{"kind":"fine"}',
    415,
  ],
  ["JSON in another encoding", "/json", { "content-type": "application/json; charset=utf-16" }, "{}", 415],
  ["JSON with a tab in its type", "/json", { "content-type": "application/json\t; x=1" }, "{}", 415],
  ["JSON by no type", "/json", {}, "{}", 415],
  ["text", "/json", { "content-type": "text/plain" }, "{}", 415],
  ["a coded body", "/json", { ...json, "content-encoding": "gzip" }, "{}", 415],
  ["as much as fits", "/json", json, `"${"x".repeat(1022)}"`, 401],
  ["one byte more", "/json", json, `"${"x".repeat(1023)}"`, 413],
  ["bytes", "/raw", { "content-type": "application/octet-stream" }, "\u0001\u0002", 200],
  ["too many bytes", "/raw", { "content-type": "application/octet-stream" }, "x".repeat(1025), 413],
])("%s", async (_, target, headers, body, status) => {
  const { ask, runs } = await open()
  const answer = await ask(target, { method: "POST", headers, ...(body === undefined ? {} : { body }) })
  expect(answer.status).toBe(status)
  expect(runs).toHaveLength(status === 200 ? 1 : 0)
})

test("a body that is too long is refused by the strictest maximum, and the line names it", async () => {
  const { ask, lines } = await startApplication(
    `package app
api /files {
  body max 15b
  POST /{id} { allow anyone  body raw max 20b }
}
`,
    { routes: (fastify) => void fastify.post("/files/:id", async () => ({})) },
  )
  const send = (length: number) =>
    ask("/files/a", { method: "POST", headers: json, body: `"${"x".repeat(length - 2)}"` })
  expect((await send(15)).status).toBe(200)
  expect((await send(16)).status).toBe(413)
  expect(lines.at(-1)).toMatchObject({ status: 413, rule: "test.edict:3" })
})

test("the handler's parser gets the bytes that were decided on", async () => {
  const { ask } = await open()
  const body = '{ "kind": "fine", "text": "\u00e9\u20ac" }'
  expect(
    JSON.parse(
      Buffer.from(
        (await ask("/json", { method: "POST", headers: json, body: Buffer.from(body).toString("latin1") }))
          .text,
        "latin1",
      ).toString(),
    ),
  ).toEqual({
    body: { kind: "fine", text: "\u00e9\u20ac" },
  })
  const bytes = { "content-type": "application/octet-stream" }
  expect(
    JSON.parse((await ask("/raw", { method: "POST", headers: bytes, body: "\u0001\u0002" })).text),
  ).toEqual({ bytes: "0102" })
})

test("the body of a caller who is refused is not read", async () => {
  const { raw } = await open()
  const answer = await raw(
    "POST /mine HTTP/1.1\r\nHost: a\r\nAuthorization: Basic x\r\nContent-Type: text/plain\r\nContent-Length: 100000000\r\n\r\n",
  )
  expect(answer).toMatch(/^HTTP\/1.1 415 /)
  expect(answer).toMatch(/\r\nconnection: close\r\n/i)
})
