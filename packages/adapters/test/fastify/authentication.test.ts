import { createHash } from "node:crypto"
import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { beforeAll, expect, test } from "vitest"
import { startApplication } from "./application.ts"

const policy = `package app
role customer
role service
subject { id: string  mfa: bool = false  scopes: set of string = [] }
authenticate jwt shop {
  issuer "https://id.example"
  audience "api"
  keys env.KEYS
  subject.id = claims.sub
  subject.roles = claims.roles only customer
  subject.mfa = "mfa" in claims.amr
}
authenticate apikey partners {
  header "x-api-key"
  keys file "./partners.yaml"
  subject.id = key.id
  subject.roles = key.roles only service
}
api /open { GET / { allow anyone } }
api /shop { accept auth shop  GET / { allow customer } }
api /both { accept auth shop, partners  GET / { allow customer, service } }
api /sensitive { accept auth shop  GET / { allow customer  require mfa } }
api /scoped { accept auth shop  GET / { allow customer  require scope "orders:read" } }
`
const start = Date.parse("2026-01-01T12:00:00Z")
let environment: { readonly KEYS: string }
let folder: string
let tokenFor: (claims?: Record<string, unknown>) => Promise<string>

beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true })
  environment = { KEYS: JSON.stringify({ keys: [await exportJWK(pair.publicKey)] }) }
  folder = await mkdtemp(join(tmpdir(), "edict-auth-"))
  const hash = createHash("sha256").update("key-one").digest("hex")
  await writeFile(join(folder, "partners.yaml"), `- { id: p1, hash: "sha256:${hash}", roles: [service] }\n`)
  tokenFor = (claims = {}) => {
    const standard = {
      sub: "u1",
      iss: "https://id.example",
      aud: "api",
      exp: start / 1000 + 60,
      roles: ["customer"],
    }
    return new SignJWT({ ...standard, ...claims }).setProtectedHeader({ alg: "ES256" }).sign(pair.privateKey)
  }
})

function open(clock: () => number = () => start) {
  return startApplication(policy, {
    environment,
    folder,
    clock,
    routes: (fastify) => {
      for (const path of ["/open", "/shop", "/both", "/sensitive", "/scoped"]) {
        fastify.get(path, async ({ edict }) => ({ id: edict.subject?.["id"] ?? "nobody" }))
      }
    },
  })
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

test("the caller of a token or key reaches the handler as the subject", async () => {
  const { ask } = await open()
  expect(JSON.parse((await ask("/shop", { headers: bearer(await tokenFor()) })).text)).toEqual({ id: "u1" })
  expect(JSON.parse((await ask("/both", { headers: { "x-api-key": "key-one" } })).text)).toEqual({ id: "p1" })
  expect(JSON.parse((await ask("/open")).text)).toEqual({ id: "nobody" })
})

test("what does not authenticate is answered with what would", async () => {
  const { ask, runs } = await open()
  const nobody = await ask("/both")
  expect(nobody.status).toBe(401)
  expect(nobody.headers.get("www-authenticate")).toBe(
    'Bearer realm="app", ApiKey realm="app", header="x-api-key"',
  )
  const forged = await ask("/shop", { headers: bearer(`${await tokenFor()}x`) })
  expect(forged.status).toBe(401)
  expect(forged.headers.get("www-authenticate")).toBe('Bearer realm="app", error="invalid_token"')
  expect(JSON.parse(forged.text)).toMatchObject({
    type: "urn:edict:problem:invalid-credentials",
    status: 401,
  })
  expect(runs).toEqual([])
})

test("invalid credentials, and those of a kind that is not accepted, are refused even where anyone may", async () => {
  const { ask } = await open()
  const token = await tokenFor()
  expect((await ask("/open")).status).toBe(200)
  expect((await ask("/open", { headers: bearer(token) })).status).toBe(401)
  expect((await ask("/open", { headers: { "x-api-key": "key-one" } })).status).toBe(401)
  expect((await ask("/shop", { headers: { "x-api-key": "key-one" } })).status).toBe(401)
  expect((await ask("/shop", { headers: { authorization: `Basic ${token}` } })).status).toBe(401)
  expect((await ask("/both", { headers: { ...bearer(token), "x-api-key": "key-one" } })).status).toBe(400)
  expect((await ask("/both", { headers: bearer(token) })).status).toBe(200)
})

test("a token ends at its end, remembered or not", async () => {
  let now = start
  const { ask } = await open(() => now)
  const headers = bearer(await tokenFor())
  expect((await ask("/shop", { headers })).status).toBe(200)
  now = start + 59_999
  expect((await ask("/shop", { headers })).status).toBe(200)
  now = start + 60_000
  expect((await ask("/shop", { headers })).status).toBe(401)
})

test("step-up and scope are challenges", async () => {
  const { ask } = await open()
  const plain = await ask("/sensitive", { headers: bearer(await tokenFor()) })
  expect(plain.status).toBe(401)
  expect(plain.headers.get("www-authenticate")).toBe(
    'Bearer realm="app", error="insufficient_user_authentication"',
  )
  expect((await ask("/sensitive", { headers: bearer(await tokenFor({ amr: ["mfa"] })) })).status).toBe(200)
  const unscoped = await ask("/scoped", { headers: bearer(await tokenFor()) })
  expect(unscoped.status).toBe(403)
  expect(unscoped.headers.get("www-authenticate")).toBe(
    'Bearer realm="app", error="insufficient_scope", scope="orders:read"',
  )
})

test("failures are bounded for one address, and tell when to come back", async () => {
  let now = start
  const { ask } = await open(() => now)
  for (let guess = 0; guess < 100; guess += 1) {
    expect((await ask("/both", { headers: { "x-api-key": `guess-${guess}` } })).status).toBe(401)
  }
  const refused = await ask("/both", { headers: { "x-api-key": "key-one" } })
  expect(refused.status).toBe(429)
  expect(refused.headers.get("retry-after")).toBe("900")
  expect((await ask("/open")).status).toBe(200)
  now = start + 900_000
  expect((await ask("/both", { headers: { "x-api-key": "key-one" } })).status).toBe(200)
})

test("no credential reaches a line, whatever becomes of the request", async () => {
  const { ask, lines } = await open()
  const token = await tokenFor()
  await ask("/shop", { headers: bearer(token) })
  await ask("/shop", { headers: bearer(`${token}x`) })
  await ask("/both", { headers: { "x-api-key": "key-secret" } })
  await ask(`/both?token=${token}`, { headers: { "x-api-key": "key-one" } })
  expect(lines.map(({ status, subject }) => [status, subject])).toEqual([
    [200, "u1"],
    [401, undefined],
    [401, undefined],
    [200, "p1"],
  ])
  const written = JSON.stringify(lines)
  for (const secret of [token, token.split(".")[2] ?? "", "key-secret", "key-one"])
    expect(written).not.toContain(secret)
})
