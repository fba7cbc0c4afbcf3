import { expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role customer
role vip
subject { id: string }
quota perSubject = 3/min per subject.id
quota perAddress = 5/min per context.ip
api /limited { GET / { allow customer  use perSubject } }
api /early { GET / { allow customer  use perAddress } }
api /both { GET / { allow customer  use perAddress, perSubject } }
api /login { POST / { allow anyone  body any  limit 2/15min per body.username then block 15min } }
`
const start = Date.parse("2026-01-01T12:00:00Z")

async function open() {
  const clock = { now: start }
  const application = await startApplication(policy, {
    clock: () => clock.now,
    routes: (fastify) => {
      for (const path of ["/limited", "/early", "/both"]) fastify.get(path, async () => ({}))
      fastify.post("/login", async ({ body }) => ({ body }))
    },
  })
  const as = (id: string, target: string) =>
    application.ask(target, { headers: { "x-user": id, "x-roles": "customer" } })
  return { ...application, as, clock }
}

test("what is over the limit is told so, and comes back after the window", async () => {
  const { as, clock, runs, lines } = await open()
  for (const left of [2, 1, 0]) {
    const answer = await as("ann", "/limited")
    expect(answer.status).toBe(200)
    expect(answer.headers.get("ratelimit-policy")).toBe('"perSubject";q=3;w=60')
    expect(answer.headers.get("ratelimit")).toMatch(new RegExp(`^"perSubject";r=${left};t=\\d+$`))
  }
  const refused = await as("ann", "/limited")
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0)
  expect(JSON.parse(refused.text)).toMatchObject({ "violated-policies": ["perSubject"], status: 429 })
  expect(runs).toHaveLength(3)
  expect(lines.at(-1)).toMatchObject({ reason: "limit", rule: "test.edict:7:44", status: 429 })
  expect((await as("bob", "/limited")).status).toBe(200)
  clock.now += 68_000
  expect((await as("ann", "/limited")).status).toBe(200)
})

test("limits on the address are asked before anybody is known", async () => {
  const { ask, as } = await open()
  for (let times = 0; times < 5; times += 1) expect((await ask("/early")).status).toBe(401)
  expect((await ask("/early")).status).toBe(429)
  expect((await as("ann", "/early")).status).toBe(429)
})

test("a request that one counter refuses is charged to none", async () => {
  const { as } = await open()
  for (let times = 0; times < 3; times += 1) expect((await as("ann", "/both")).status).toBe(200)
  for (let times = 0; times < 10; times += 1) expect((await as("ann", "/both")).status).toBe(429)
  expect((await as("bob", "/both")).status).toBe(200)
  expect((await as("bob", "/both")).status).toBe(200)
  expect((await as("cid", "/both")).status).toBe(429)
})

test("a limit may count by what the body says, and block", async () => {
  const { ask, clock } = await open()
  const login = (username: string) =>
    ask("/login", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username }),
    })
  expect((await login("ann")).status).toBe(200)
  expect((await login("ann")).status).toBe(200)
  expect((await login("ann")).status).toBe(429)
  expect((await login("bob")).status).toBe(200)
  clock.now += 14 * 60_000
  expect((await login("ann")).status).toBe(429)
  clock.now += 16 * 60_000
  expect((await login("ann")).status).toBe(200)
})

test("a store that is down refuses with 503, not 429", async () => {
  const { ask, lines } = await startApplication(policy, {
    store: { charge: () => Promise.reject(new Error("down")) },
    routes: (fastify) => {
      fastify.get("/limited", async () => ({}))
    },
  })
  expect((await ask("/limited", { headers: { "x-user": "ann", "x-roles": "customer" } })).status).toBe(503)
  expect(lines).toMatchObject([{ reason: "store-failed", detail: "the store failed" }])
})
