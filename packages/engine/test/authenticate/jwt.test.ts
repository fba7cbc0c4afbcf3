import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTPayload,
} from "jose"
import { beforeAll, describe, expect, test } from "vitest"
import { startAuthentication, type Authenticate } from "../../src/authenticate/authenticate.ts"
import { jwt, planWith, source, type Authenticator } from "./plan.ts"

const now = Date.parse("2026-01-01T00:00:00Z")
const seconds = now / 1000
const claims = { sub: "u1", tid: "t1", roles: ["customer"], amr: ["pwd", "mfa"] }
const nobody = () => Promise.resolve(undefined)
const surroundings = { environment: { EMPTY: "", BLANK: " \n" }, folder: "/" }

let signing: CryptoKey
let publicText: string
let set: string
let authenticate: Authenticate

interface Changes {
  readonly payload?: JWTPayload
  readonly header?: { readonly alg?: string; readonly kid?: string; readonly crit?: string[] }
  readonly key?: CryptoKey | Uint8Array
}

function sign({ payload = {}, header = {}, key = signing }: Changes = {}): Promise<string> {
  const standard = { iss: "https://id.shop.example", aud: "orders-api", exp: seconds + 60 }
  const whole = Object.entries({ ...claims, ...standard, ...payload }).filter(
    ([, value]) => value !== undefined,
  )
  return new SignJWT(Object.fromEntries(whole))
    .setProtectedHeader({ alg: "ES256", kid: "k1", ...header })
    .sign(key)
}

async function started(...authenticators: Authenticator[]): Promise<Authenticate> {
  const { authenticate: made, problems } = await startAuthentication(planWith(authenticators), surroundings)
  expect(problems).toEqual([])
  return made
}

function ask(value: string, at = now, accept: readonly string[] | undefined = ["shop"], by = authenticate) {
  return by({
    rawHeaders: ["Host", "a", "Authorization", value],
    accept,
    address: "192.0.2.1",
    askHost: nobody,
    now: at,
  })
}

beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true })
  signing = pair.privateKey
  publicText = await exportSPKI(pair.publicKey)
  set = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: "k1" }] })
  authenticate = await started(jwt("shop", { keys: source(set) }))
})

test("a sound token becomes the subject that the policy describes", async () => {
  expect(await ask(`Bearer ${await sign()}`)).toEqual({
    kind: "authenticated",
    by: "shop",
    subject: { id: "u1", tenant: "t1", roles: ["customer"], mfa: true },
    actor: undefined,
  })
})

describe("what a token must say", () => {
  const other = generateKeyPair("ES256")
  test.each<[string, () => Changes | Promise<Changes>, number]>([
    ["nothing changed", () => ({}), 200],
    ["another issuer", () => ({ payload: { iss: "https://evil.example" } }), 401],
    ["another audience", () => ({ payload: { aud: "billing-api" } }), 401],
    ["the audience among others", () => ({ payload: { aud: ["billing-api", "orders-api"] } }), 200],
    ["no audience", () => ({ payload: { aud: undefined as unknown as string } }), 401],
    ["no end", () => ({ payload: { exp: undefined as unknown as number } }), 401],
    ["an end that has passed", () => ({ payload: { exp: seconds } }), 401],
    ["an end in a second", () => ({ payload: { exp: seconds + 1 } }), 200],
    ["a beginning to come", () => ({ payload: { nbf: seconds + 5 } }), 401],
    ["a beginning now", () => ({ payload: { nbf: seconds } }), 200],
    ["no subject", () => ({ payload: { sub: undefined as unknown as string } }), 401],
    ["a subject of no characters", () => ({ payload: { sub: "" } }), 401],
    ["a subject of one character", () => ({ payload: { sub: "0" } }), 200],
    ["a subject that is no text", () => ({ payload: { sub: 7 as unknown as string } }), 401],
    ["another's key", async () => ({ key: (await other).privateKey }), 401],
    ["an unknown key id", () => ({ header: { kid: "k2" } }), 401],
    ["a critical extension", () => ({ header: { crit: ["exp"] } }), 401],
  ])("%s", async (_, changes, status) => {
    const made = await changes()
    const token = await sign(made).catch(() => undefined)
    const answer = await ask(`Bearer ${token ?? "a.b.c"}`)
    expect(answer).toMatchObject(status === 200 ? { kind: "authenticated" } : { kind: "refused", status })
    expect(JSON.stringify(answer)).not.toContain(token ?? "a.b.c")
  })

  test("an unsigned token is none", async () => {
    const payload = { ...claims, iss: "https://id.shop.example", aud: "orders-api", exp: seconds + 60 }
    expect(await ask(`Bearer ${new UnsecuredJWT(payload).encode()}`)).toMatchObject({ status: 401 })
    const listed = await started(jwt("shop", { keys: source(set), algorithms: ["none", "ES256"] }))
    expect(await ask(`Bearer ${new UnsecuredJWT(payload).encode()}`, now, ["shop"], listed)).toMatchObject({
      status: 401,
    })
  })

  test("a public key is no shared secret", async () => {
    const token = await sign({ header: { alg: "HS256" }, key: new TextEncoder().encode(publicText) })
    expect(await ask(`Bearer ${token}`)).toMatchObject({ status: 401 })
  })

  test("shared secrets count only where their algorithm is listed", async () => {
    const secret = Buffer.alloc(32, 7)
    const keys = source(
      JSON.stringify({ keys: [{ kty: "oct", k: secret.toString("base64url"), kid: "k1" }] }),
    )
    const token = await sign({ header: { alg: "HS256" }, key: secret })
    const listed = await started(jwt("shop", { keys, algorithms: ["HS256"] }))
    expect(await ask(`Bearer ${token}`, now, ["shop"], listed)).toMatchObject({ kind: "authenticated" })
    const unlisted = await started(jwt("shop", { keys }))
    expect(await ask(`Bearer ${token}`, now, ["shop"], unlisted)).toMatchObject({ status: 401 })
  })

  test("without a key id, any key of the set may have signed", async () => {
    const second = await generateKeyPair("ES256", { extractable: true })
    const third = await generateKeyPair("ES256", { extractable: true })
    const jwks = [await exportJWK(third.publicKey), await exportJWK(second.publicKey)]
    const made = await started(jwt("shop", { keys: source(JSON.stringify({ keys: jwks })) }))
    const header = { kid: undefined } as unknown as { kid: string }
    const good = await sign({ header, key: second.privateKey })
    expect(await ask(`Bearer ${good}`, now, ["shop"], made)).toMatchObject({ kind: "authenticated" })
    expect(await ask(`Bearer ${await sign({ header })}`, now, ["shop"], made)).toMatchObject({ status: 401 })
  })
})

describe("where a token stands", () => {
  test.each<[string, (token: string) => string, number]>([
    ["the scheme", (token) => `Bearer ${token}`, 200],
    ["the scheme in another case", (token) => `bEARER ${token}`, 200],
    ["no scheme", (token) => token, 401],
    ["another scheme", (token) => `Basic ${token}`, 401],
    ["a scheme that begins like it", (token) => `BearerX ${token}`, 401],
    ["two spaces", (token) => `Bearer  ${token}`, 401],
    ["two tokens", (token) => `Bearer ${token}, Bearer ${token}`, 401],
    ["an empty header", () => "", 401],
    ["no token", () => "Bearer ", 401],
  ])("%s", async (_, written, status) => {
    const answer = await ask(written(await sign()))
    expect(answer).toMatchObject(status === 200 ? { kind: "authenticated" } : { kind: "refused", status })
  })

  test("two headers are ambiguous, no header is nobody", async () => {
    const value = `Bearer ${await sign()}`
    const request = { accept: ["shop"], address: "192.0.2.1", askHost: nobody, now }
    const twice = { ...request, rawHeaders: ["Authorization", value, "authorization", value] }
    expect(await authenticate(twice)).toMatchObject({ kind: "refused", status: 400 })
    expect(await authenticate({ ...request, rawHeaders: ["Host", "a"] })).toEqual({ kind: "anonymous" })
  })

  test("a token is invalid where its kind is not accepted", async () => {
    const value = `Bearer ${await sign()}`
    expect(await ask(value, now, ["shop"])).toMatchObject({ kind: "authenticated" })
    expect(await ask(value, now, ["partners"])).toMatchObject({ status: 401 })
    expect(
      await authenticate({
        rawHeaders: ["Authorization", value],
        accept: undefined,
        address: undefined,
        askHost: nobody,
        now,
      }),
    ).toMatchObject({ status: 401 })
  })
})

test("two issuers are told apart, and each is asked only where it is accepted", async () => {
  const staff = jwt("staff", { keys: source(set), issuer: source("https://staff.example") })
  const made = await started(jwt("shop", { keys: source(set) }), staff)
  const token = `Bearer ${await sign({ payload: { iss: "https://staff.example" } })}`
  expect(await ask(token, now, ["shop", "staff"], made)).toMatchObject({ by: "staff" })
  expect(await ask(token, now, ["shop"], made)).toMatchObject({ status: 401 })
})

describe("a remembered token", () => {
  test("is good until its end, and not one millisecond longer", async () => {
    const value = `Bearer ${await sign({ payload: { exp: seconds + 10, sub: "cached" } })}`
    expect(await ask(value, now)).toMatchObject({ kind: "authenticated" })
    expect(await ask(value, now + 9999)).toMatchObject({ kind: "authenticated" })
    expect(await ask(value, now + 10_000)).toMatchObject({ status: 401 })
    expect(await ask(value, now)).toMatchObject({ kind: "authenticated" })
  })

  test("is not good before its beginning", async () => {
    const value = `Bearer ${await sign({ payload: { nbf: seconds, sub: "early" } })}`
    expect(await ask(value, now)).toMatchObject({ kind: "authenticated" })
    expect(await ask(value, now - 1000)).toMatchObject({ status: 401 })
  })

  test("gives the same frozen subject, which no handler can change", async () => {
    const value = `Bearer ${await sign({ payload: { sub: "frozen" } })}`
    const first = await ask(value)
    expect(await ask(value)).toBe(first)
    const subject = (first as unknown as { subject: { id: string; roles: string[] } }).subject
    expect(() => subject.roles.push("admin")).toThrow(TypeError)
  })

  test("needs no attempt, so that failures of others do not lock its owner out", async () => {
    const made = await started(jwt("shop", { keys: source(set) }))
    const good = `Bearer ${await sign()}`
    expect(await ask(good, now, ["shop"], made)).toMatchObject({ kind: "authenticated" })
    for (let failures = 0; failures < 10; failures++)
      await ask(`Bearer ${await sign({ header: { kid: `x${failures}` } })}`, now, ["shop"], made)
    const fresh = `Bearer ${await sign({ payload: { jti: "fresh" } })}`
    expect(await ask(fresh, now, ["shop"], made)).toMatchObject({ status: 429, retryAfterSeconds: 900 })
    expect(await ask(good, now, ["shop"], made)).toMatchObject({ kind: "authenticated" })
    const stranger = `Bearer ${await sign({ payload: { sub: "u2" } })}`
    expect(await ask(stranger, now, ["shop"], made)).toMatchObject({ kind: "authenticated" })
    expect(await ask(fresh, now + 15 * 60_000, ["shop"], made)).toMatchObject({ status: 401 })
  })
})

test("assigned names become declared roles, and nothing else", async () => {
  const roles = ["support", "idp:helpdesk", "service", "owner", "anyone", "authenticated", "root", 7, null]
  expect(await ask(`Bearer ${await sign({ payload: { roles } })}`)).toMatchObject({
    subject: { roles: ["support"] },
  })
  expect(await ask(`Bearer ${await sign({ payload: { roles: "admin" } })}`)).toMatchObject({
    subject: { roles: [] },
  })
})

test("an absent claim leaves its member out", async () => {
  const token = await sign({ payload: { amr: undefined, tid: null } })
  expect(await ask(`Bearer ${token}`)).toMatchObject({ subject: { id: "u1", roles: ["customer"] } })
})

test.each<[string, Partial<Extract<Authenticator, { kind: "jwt" }>>, string]>([
  [
    "a URL",
    { keys: source("https://id.shop.example/jwks") },
    "keys that are fetched from a URL are not in this version",
  ],
  [
    "an unset variable",
    { keys: { kind: "environment", variable: "SHOP_JWKS" } },
    "`keys`: environment variable `SHOP_JWKS` is not set",
  ],
  [
    "an absent file",
    { keys: { kind: "file", path: "./none.json", from: "orders.edict" } },
    "`keys`: file `./none.json` cannot be read",
  ],
  [
    "an empty variable",
    { keys: { kind: "environment", variable: "EMPTY" } },
    "`keys`: environment variable `EMPTY` is empty",
  ],
  [
    "an empty issuer",
    { issuer: { kind: "environment", variable: "BLANK" } },
    "`issuer`: environment variable `BLANK` is empty",
  ],
  [
    "an unset issuer",
    { issuer: { kind: "environment", variable: "SHOP_ISSUER" } },
    "`issuer`: environment variable `SHOP_ISSUER` is not set",
  ],
  [
    "one of two audiences that is empty",
    { audiences: [source("orders-api"), { kind: "environment", variable: "EMPTY" }] },
    "`audience`: environment variable `EMPTY` is empty",
  ],
  ["an audience of spaces", { audiences: [source(" ")] }, "`audience`: its text is empty"],
  ["no JSON", { keys: source("keys") }, "keys are no JWK set"],
  ["no key", { keys: source('{"keys":[]}') }, "the JWK set holds no key"],
  [
    "a private key",
    { keys: source('{"keys":[{"kty":"EC","crv":"P-256","x":"","y":"","d":""}]}') },
    "the JWK set holds a private key",
  ],
  [
    "a short secret",
    { keys: source('{"keys":[{"kty":"oct","k":"c2hvcnQ"}]}'), algorithms: ["HS256"] },
    "a secret of the JWK set is too short for HS256: it needs 32 bytes",
  ],
])("keys that cannot be used stop the start: %s", async (_, changes, message) => {
  const { problems } = await startAuthentication(planWith([jwt("shop", changes)]), surroundings)
  expect(problems).toEqual([`orders.edict:7 authenticate shop: ${message}`])
})
