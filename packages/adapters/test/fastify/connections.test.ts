import { expect, test } from "vitest"
import { startApplication, type ApplicationOptions } from "./application.ts"

const policy = `package app
api /open { GET / { allow anyone } }
api /hangs { GET / { allow anyone } }
`

function open(options: ApplicationOptions = {}) {
  return startApplication(policy, {
    routes: (fastify) => {
      fastify.get("/open", async () => ({}))
      fastify.get("/hangs", () => new Promise(() => {}))
    },
    ...options,
  })
}

test("what follows a request on its connection is answered after it, or not at all", async () => {
  const { raw, lines } = await open()
  const bad = "get /open HTTP/1.1\r\nHost: a\r\n\r\n"
  expect(await raw(`GET /hangs HTTP/1.1\r\nHost: a\r\n\r\n${bad}`)).toBe("")
  expect(lines).toHaveLength(2)
  expect(new Set(lines.map(({ status }) => status))).toEqual(new Set([400, 499]))
})

test("a line that cannot be written is 503 here too", async () => {
  const write = (): never => {
    throw new Error("disk full")
  }
  const { raw } = await open({ audit: { write } })
  expect(await raw("GET open HTTP/1.1\r\nHost: a\r\n\r\n")).toMatch(/^HTTP\/1.1 503 /)
})

test("nobody takes an upgrade or a tunnel beside the guard", async () => {
  const { fastify } = await open()
  for (const event of ["upgrade", "connect"])
    expect(() => fastify.server.on(event, () => {})).toThrow("it would leave the policy's reach")
})
