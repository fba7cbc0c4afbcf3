import { createHash } from "node:crypto"
import { expect, test } from "vitest"
import { startAuthentication } from "../../src/authenticate/authenticate.ts"
import { apikey, planWith, source, type Authenticator } from "./plan.ts"

const span = { file: "orders.edict", start: 0, end: 1, line: 7, column: 1 }
const session: Authenticator = { kind: "host", name: "session", assignments: [], span }
const hash = `sha256:${createHash("sha256").update("key-one").digest("hex")}`
const partners = apikey("partners", { keys: source(JSON.stringify([{ id: "p1", hash }])) })
const ann = { id: "ann", roles: ["customer"] }
const byHost = { kind: "authenticated", by: "session", subject: ann }
const both = ["session", "partners"]

async function ask(
  rawHeaders: readonly string[],
  accept: readonly string[],
  subject: typeof ann | undefined,
) {
  let asked = 0
  const { authenticate, problems } = await startAuthentication(planWith([session, partners]), {
    environment: {},
    folder: "/",
  })
  expect(problems).toEqual([])
  const askHost = async () => {
    asked += 1
    return subject
  }
  return { answer: await authenticate({ rawHeaders, accept, address: undefined, askHost, now: 0 }), asked }
}

test.each<[string, readonly string[], readonly string[], typeof ann | undefined, object, number]>([
  ["the host names a subject", [], ["session"], ann, byHost, 1],
  ["the host names nobody", [], ["session"], undefined, { kind: "anonymous" }, 1],
  ["the route does not accept it", [], ["partners"], ann, { kind: "anonymous" }, 0],
  ["a scheme that only the host knows", ["Authorization", "Basic x"], ["session"], ann, byHost, 1],
  ["a scheme that nobody knows", ["Authorization", "Basic x"], ["session"], undefined, { status: 401 }, 1],
  [
    "a scheme of the host's where it is not accepted",
    ["Authorization", "Basic x"],
    ["partners"],
    ann,
    { status: 401 },
    0,
  ],
  ["a key beside nobody", ["X-API-Key", "key-one"], both, undefined, { by: "partners" }, 1],
  ["a key beside a subject", ["X-API-Key", "key-one"], both, ann, { status: 400 }, 1],
  ["a bad key beside a subject", ["X-API-Key", "key-two"], both, ann, { status: 401 }, 0],
  [
    "a key that is not accepted beside a subject",
    ["X-API-Key", "key-one"],
    ["session"],
    ann,
    { status: 401 },
    0,
  ],
])("%s", async (_, rawHeaders, accept, subject, expected, times) => {
  const { answer, asked } = await ask(rawHeaders, accept, subject)
  expect(answer).toMatchObject(expected)
  expect(asked).toBe(times)
})

test("a host's subject is taken as it is: assignments would mean nothing", async () => {
  const assigning = { ...session, assignments: partners.assignments }
  const { problems } = await startAuthentication(planWith([assigning]), { environment: {}, folder: "/" })
  expect(problems).toEqual([
    "orders.edict:7 authenticate session: the subject of a host is taken as it is: there is nothing to assign from",
  ])
})
