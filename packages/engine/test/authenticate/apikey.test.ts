import { createHash } from "node:crypto"
import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { startAuthentication } from "../../src/authenticate/authenticate.ts"
import { apikey, jwt, planWith, source } from "./plan.ts"

const now = Date.parse("2026-01-01T00:00:00Z")
const hash = (key: string) => `sha256:${createHash("sha256").update(key).digest("hex")}`
const nobody = () => Promise.resolve(undefined)
const surroundings = { environment: {}, folder: "/" }
const entries = [
  { id: "p1", hash: hash("key-one"), roles: ["service", "admin"] },
  { id: "p2", hash: hash("key-two"), roles: ["service"], expires: "2026-01-01T00:01:00Z" },
]
const keys = source(JSON.stringify(entries))
const accept = ["partners", "hub", "shop"]

async function start(...authenticators: Parameters<typeof planWith>[0]) {
  const { authenticate, problems } = await startAuthentication(planWith(authenticators), surroundings)
  expect(problems).toEqual([])
  return async (rawHeaders: string[], at = now, address = "192.0.2.1") =>
    authenticate({ rawHeaders, accept, address, askHost: nobody, now: at })
}

test("a key is known by its hash, and roles after `only` alone are taken over", async () => {
  const ask = await start(apikey("partners", { keys }))
  expect(await ask(["X-API-Key", "key-one"])).toMatchObject({
    by: "partners",
    subject: { id: "p1", roles: ["service"] },
  })
  expect(await ask(["X-API-Key", "key-three"])).toMatchObject({
    status: 401,
    why: "the API key is not known",
  })
  expect(await ask(["X-API-Key", entries[0]!.hash])).toMatchObject({ status: 401 })
  expect(await ask(["X-API-Key", ""])).toMatchObject({ status: 401 })
})

test("without `only` every declared role may be assigned, but none that has a condition", async () => {
  const roles = ["admin", "owner", "anyone", "idp:helpdesk", "root"]
  const entry = { id: "p1", hash: hash("key-one"), roles }
  const assignments = apikey("partners", {}).assignments.map((one) => ({ ...one, only: undefined }))
  const ask = await start(apikey("partners", { keys: source(JSON.stringify([entry])), assignments }))
  expect(await ask(["X-API-Key", "key-one"])).toMatchObject({ subject: { roles: ["admin", "support"] } })
})

test("a key ends when its entry says so", async () => {
  const ask = await start(apikey("partners", { keys }))
  expect(await ask(["X-API-Key", "key-two"])).toMatchObject({ subject: { id: "p2" } })
  expect(await ask(["X-API-Key", "key-two"], now + 60_000)).toMatchObject({ status: 401 })
})

test("two keys, or a key and a token, are ambiguous", async () => {
  const ask = await start(apikey("partners", { keys }))
  expect(await ask(["X-API-Key", "key-one", "x-api-key", "key-two"])).toMatchObject({ status: 400 })
  expect(await ask(["X-API-Key", "key-one", "Authorization", "Bearer x"])).toMatchObject({ status: 400 })
  expect(await ask(["X-Other-Key", "a", "X-API-Key", "key-one"])).toMatchObject({ kind: "authenticated" })
})

test("a prefix tells keys from tokens in one header", async () => {
  const hub = apikey("hub", { header: "authorization", prefix: "Bearer ghp_", keys })
  const ask = await start(
    hub,
    jwt("shop", { keys: source('{"keys":[{"kty":"EC","crv":"P-256","x":"","y":""}]}') }),
  )
  expect(await ask(["Authorization", "Bearer ghp_key-one"])).toMatchObject({ by: "hub" })
  expect(await ask(["Authorization", "Bearer key-one"])).toMatchObject({ status: 401 })
  expect(await ask(["Authorization", "ghp_key-one"])).toMatchObject({ status: 401 })
})

test("an address is stopped after 100 keys that failed, and only for a while", async () => {
  const ask = await start(apikey("partners", { keys }))
  for (let guess = 0; guess < 100; guess++) {
    expect(await ask(["X-API-Key", `guess-${guess}`])).toMatchObject({ status: 401 })
  }
  expect(await ask(["X-API-Key", "key-one"])).toMatchObject({ status: 429, retryAfterSeconds: 900 })
  expect(await ask(["X-API-Key", "key-one"], now, "192.0.2.2")).toMatchObject({ kind: "authenticated" })
  expect(await ask(["X-API-Key", "key-two"], now + 15 * 60_000 - 1)).toMatchObject({
    status: 429,
    retryAfterSeconds: 1,
  })
  expect(await ask(["X-API-Key", "key-one"], now + 15 * 60_000)).toMatchObject({ kind: "authenticated" })
})

test("one IPv6 network is one address, however it is written", async () => {
  const ask = await start(apikey("partners", { keys }))
  for (let guess = 0; guess < 100; guess++)
    await ask(["X-API-Key", `guess-${guess}`], now, `2001:db8::${guess.toString(16)}`)
  expect(await ask(["X-API-Key", "key-one"], now, "2001:0db8:0:0:ffff::1")).toMatchObject({ status: 429 })
  expect(await ask(["X-API-Key", "key-one"], now, "2001:db8:0:1::1")).toMatchObject({ kind: "authenticated" })
})

test("keys that come at once count each, and good ones give their count back", async () => {
  const ask = await start(apikey("partners", { keys }))
  const guesses = Array.from({ length: 150 }, (_, guess) => ask(["X-API-Key", `guess-${guess}`]))
  const refused = await Promise.all(guesses)
  expect(refused.filter((answer) => answer.kind === "refused" && answer.status === 429)).toHaveLength(50)
})

test("keys stand in YAML files too, found from the folder of the policy file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "edict-keys-"))
  await writeFile(join(folder, "partners.yaml"), `- id: p1\n  hash: ${hash("key-one")}\n  roles: [service]\n`)
  const file = apikey("partners", { keys: { kind: "file", path: "./partners.yaml", from: "orders.edict" } })
  const { authenticate, problems } = await startAuthentication(planWith([file]), { environment: {}, folder })
  expect(problems).toEqual([])
  const request = { rawHeaders: ["x-api-key", "key-one"], accept, address: undefined, askHost: nobody, now }
  expect(await authenticate(request)).toMatchObject({ subject: { id: "p1", roles: ["service"] } })
})

test.each<[string, string]>([
  ["- id: p1", "key 1: `hash` is not `sha256:` and 64 hexadecimal digits"],
  [
    `- { id: p1, hash: "${hash("a").toUpperCase()}" }`,
    "key 1: `hash` is not `sha256:` and 64 hexadecimal digits",
  ],
  [`- hash: ${hash("a")}`, "key 1: `id` is missing"],
  [
    `- { id: p1, key: secret, hash: "${hash("a")}" }`,
    "key 1: the key itself stands in the file: only its hash may",
  ],
  [
    `- { id: p1, hash: "${hash("a")}" }\n- { id: p2, hash: "${hash("a")}" }`,
    "key 2: its hash is listed twice",
  ],
  [
    `- { id: p1, hash: "${hash("a")}", expires: soon }`,
    "key 1: `expires` is no instant such as `2027-01-31T00:00:00Z`",
  ],
  ["\n", "`keys`: its text is empty"],
  ["keys: none", "keys are no list of entries"],
  ["{{", "keys are neither YAML nor JSON"],
  ["- p1", "key 1: an entry is a record"],
])("entries that cannot be used stop the start: %s", async (text, message) => {
  const { problems } = await startAuthentication(
    planWith([apikey("partners", { keys: source(text) })]),
    surroundings,
  )
  expect(problems).toEqual([`orders.edict:7 authenticate partners: ${message}`])
})
