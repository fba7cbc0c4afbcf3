import { describe, expect, test } from "vitest"
import { secretIn } from "../../../src/analyze/lint/secrets.ts"
import { renderGithub } from "../../../src/diagnostics/github.ts"
import { renderHuman } from "../../../src/diagnostics/human.ts"
import { renderJson } from "../../../src/diagnostics/json.ts"
import { renderSarif } from "../../../src/diagnostics/sarif.ts"
import { lint } from "../../../src/lint.ts"
import { makeRandom } from "../../generate/random.ts"
import { only } from "./policies.ts"

const shop = `package shop
role customer
role clerk
role boss includes clerk
role owner of thing: Thing when thing.ownerId == subject.id
type Thing { ownerId: string  open: bool }
`

/** What a rule says of the statements, by the lines below the declarations. */
function found(rule: string, text: string): readonly string[] {
  const { diagnostics } = lint([{ path: "a.edict", text: shop + text }], { rules: only(rule) })
  const first = shop.split("\n").length - 1
  return diagnostics.map(({ code, span, message }) => (code === rule ? `${span.line - first}` : message))
}

describe("object-route-without-ownership", () => {
  test.each([
    ["a role that anybody may have", "GET /t/{id} { allow customer }", 1],
    ["everybody who is known", "GET /t/{id} { allow authenticated }", 1],
    ["a condition on the caller alone", 'GET /t/{id} { allow customer when subject.id != "x" }', 1],
    [
      "a deny that does not ask whose it is",
      "GET /t/{id} { load thing: Thing by path.id  allow customer  deny customer when thing.open }",
      1,
    ],
    ["a change by anyone", "PUT /t/{id} { allow anyone }", 1],
    ["what anyone may read", "GET /t/{id} { allow anyone }", 0],
    ["a relative role", "GET /t/{id} { load thing: Thing by path.id  allow owner }", 0],
    [
      "others beside a relative role",
      "GET /t/{id} { load thing: Thing by path.id  allow owner, customer }",
      0,
    ],
    [
      "a condition on the thing",
      "GET /t/{id} { load thing: Thing by path.id  allow customer when thing.open }",
      0,
    ],
    ["a condition on the path", "GET /t/{id} { allow customer when path.id == subject.id }", 0],
    [
      "a deny of whoever does not own it",
      "GET /t/{id} { load thing: Thing by path.id  allow customer  deny customer when thing.ownerId != subject.id }",
      0,
    ],
    ["a role by its name", "GET /t/{id} { allow clerk }", 0],
    ["a role that includes another", "GET /t/{id} { allow boss }", 0],
    ["no thing", "GET /t/list { allow customer }", 0],
    ["what cannot be guessed", "GET /t/{shareToken} { allow customer }", 0],
    ["a parameter of few values", 'GET /t/{part: string("a", "b")} { allow customer }', 0],
    [
      "an outer thing that is the caller's",
      "GET /u/{user}/t/{id} { allow customer when path.user == subject.id }",
      0,
    ],
  ])("%s", (_, text, count) => {
    expect(found("object-route-without-ownership", text)).toHaveLength(count)
  })
})

describe("login-without-limit", () => {
  test.each([
    ["POST /login { allow anyone }", 1],
    ["POST /v1/signIn { allow anyone }", 1],
    ["POST /users/{id}/reset-password { allow anyone }", 1],
    ["POST /oauth/token { allow anyone }", 1],
    ["POST /magic-link { allow anyone }", 1],
    ["PUT /me/otp { allow customer }", 1],
    ["POST /me/tokens { allow customer }", 0],
    ["POST /session { allow customer }", 0],
    ["GET /login { allow anyone }", 0],
    ["DELETE /session { allow anyone }", 0],
    ["POST /loginhistory { allow anyone }", 0],
    ["POST /login { allow anyone  limit 5/min per context.ip }", 0],
    ["POST /login { allow anyone  limit 5/min per subject.id }", 0],
    ["POST /login { allow anyone  limit 5/min per context.ip, header.x-a }", 1],
    ["POST /login { allow anyone  limit 5/min per query.a }", 1],
    ["POST /login { allow anyone  limit 5/min per query.a  limit 9/min per context.ip }", 0],
  ])("%s", (text, count) => {
    expect(found("login-without-limit", text)).toHaveLength(count)
  })
})

describe("unreachable-limit", () => {
  test.each([
    ["5/min per context.ip", "5/min per context.ip", ["2"]],
    ["5/min per context.ip", "4/min per context.ip", ["1"]],
    ["5/min per context.ip", "25/5min per context.ip", ["2"]],
    ["5/min per context.ip", "24/5min per context.ip", []],
    ["5/min per context.ip", "5/30s per context.ip", ["2"]],
    ["5/min per context.ip", "9/90s per context.ip", []],
    ["5/min per context.ip", "10/90s per context.ip", ["2"]],
    ["5/min per context.ip", "5/min per subject.id", []],
    ["5/min per context.ip", "5/min per context.ip, subject.id", ["2"]],
    ["5/min per context.ip, subject.id", "5/min per context.ip", ["1"]],
    ["5/min per context.ip unless clerk", "9/min per context.ip", []],
    ["5/min per context.ip", "9/min per context.ip unless clerk", ["2"]],
    ['5/min per context.ip when header.a == "b"', '9/min per context.ip when header.a == "b"', ["2"]],
    ["5/min per context.ip", "9/min per context.ip cost 2", []],
    ["5/min per context.ip", "9/min per context.ip burst 2", []],
    ["5/min per context.ip burst 2", "9/min per context.ip", ["2"]],
    ["5/min per context.ip", "9/min per context.ip count refused", []],
    ["5/min per context.ip outage allow", "9/min per context.ip", []],
    ['5/day calendar "UTC" per context.ip', "9/day per context.ip", []],
    ['5/day calendar "UTC" per context.ip', '9/day calendar "UTC" per context.ip', ["2"]],
    ['5/day calendar "UTC" per context.ip', '9/day calendar "Europe/Rome" per context.ip', []],
  ])("%s beside %s", (one, other, lines) => {
    const text = `quota one = ${one}\nquota other = ${other}\nGET /a { allow clerk  use one, other }`
    expect(found("unreachable-limit", text)).toEqual(lines)
  })

  test("a counter that also counts where the other is not in force is reached there", () => {
    const text =
      "quota one = 5/min per context.ip\nquota other = 9/min per context.ip\nGET /a { allow clerk  use one, other }\n"
    expect(found("unreachable-limit", text)).toEqual(["2"])
    expect(found("unreachable-limit", `${text}GET /b { allow clerk  use other }`)).toEqual([])
    expect(found("unreachable-limit", `${text}GET /b { allow clerk  use one }`)).toEqual(["2"])
  })

  test("what is told is never reached, however requests come", () => {
    const counted = { told: 0, reached: 0 }
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = makeRandom(seed)
      const rate = (): Rate => ({ count: 1 + random.below(6), seconds: 1 + random.below(9) })
      const [one, other] = [rate(), rate()]
      const text = [one, other].map(
        ({ count, seconds }, at) => `quota q${at} = ${count}/${seconds}s per context.ip\n`,
      )
      const lines = found("unreachable-limit", `${text.join("")}GET /a { allow clerk  use q0, q1 }`)
      const isReached = { "1": reaches(one, other), "2": reaches(other, one) }
      // Of two that are never reached beside each other, the first written stays.
      const expected = isReached["2"] ? (isReached["1"] ? [] : ["1"]) : ["2"]
      expect({ seed, lines }).toEqual({ seed, lines: expected })
      counted.told += expected.length
      counted.reached += expected.length === 0 ? 1 : 0
    }
    expect(Math.min(counted.told, counted.reached)).toBeGreaterThan(50)
  })
})

interface Rate {
  readonly count: number
  readonly seconds: number
}

/** Whether the looser rate ever refuses what the stricter one lets through, of requests that come as soon as they may. */
function reaches(looser: Rate, stricter: Rate): boolean {
  const admitted: number[] = []
  for (let second = 0; second < 40; second += 1) {
    for (let again = 0; again <= stricter.count; again += 1) {
      if (within(admitted, second, stricter) >= stricter.count) break
      if (within(admitted, second, looser) >= looser.count) return true
      admitted.push(second)
    }
  }
  return false
}

const within = (times: readonly number[], now: number, { seconds }: Rate): number =>
  times.filter((time) => time > now - seconds).length

describe("overlapping-templates", () => {
  test.each([
    ["/t/{id}", "/t/new", []],
    ["/t/{id}", "/{kind}/{id}", []],
    ["/t/**", "/t/new", []],
    ["/t/**", "/{kind}/new", ["1"]],
    ["/t/**", "/{kind}/a/new", ["1"]],
    ["/t/{id}", "/{kind}/new", ["1"]],
    ["/{kind}/new", "/t/{id}", ["2"]],
    ["/t/{id}/a", "/{kind}/new/b", []],
    ["/t/{id: int}", "/t/{name}", ["1"]],
    ["/t/{name}", "/t/{id: int}", ["2"]],
    ["/t/{id: int}", "/t/{name: uuid}", []],
    ["/t/{id: int}", "/t/new", []],
    ["/t/{a}.txt", "/t/{name}", ["1"]],
    ["/t/{a}-{b}.txt", "/t/{a}.txt", ["1"]],
    ["/t/{id: int}/x", "/t/{name}/y", []],
    ["/t/{id}", "/t/{id}/{part}", []],
  ])("GET %s beside GET %s", (one, other, lines) => {
    const text = `GET ${one} { allow clerk }\nGET ${other} { allow clerk }`
    expect(found("overlapping-templates", text)).toEqual(lines)
    expect(found("overlapping-templates", text.replace("GET", "PUT"))).toEqual([])
  })

  test("a thousand routes of each kind are not compared each with each", () => {
    const some = Array.from(
      { length: 1_000 },
      (_, at) => `GET /a${at}/{x}/z { allow clerk }\nGET /{y}/b${at}/w { allow clerk }`,
    )
    const start = performance.now()
    expect(found("overlapping-templates", some.join("\n"))).toEqual([])
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

describe("hidden-field-shown", () => {
  const hides = "GET /t/{id} { allow clerk  response { show id, card, cost  hide card.pan unless boss } }"
  test.each([
    ["the field", "GET /t { allow clerk  response { show card.pan } }", ["2"]],
    ["what holds it", "GET /t { allow clerk  response { show card } }", ["2"]],
    ["it in a row", "GET /t { allow clerk  response { each [*] as thing { show card.pan } } }", ["2"]],
    ["it in wrapped rows", "GET /t { allow clerk  response { show data[*].card } }", ["2"]],
    ["it by another method", "PUT /t/{id} { allow clerk  response { show card } }", ["2"]],
    ["another field", "GET /t { allow clerk  response { show card.last4 } }", []],
    ["it to some", "GET /t { allow clerk  response { show id  show card to boss } }", []],
    ["it to those who are spared", "GET /t { allow boss  response { show card } }", []],
    ["it hidden from others", "GET /t { allow clerk  response { show card  hide card.pan } }", []],
    ["it of another thing", "GET /u { allow clerk  response { show card } }", []],
  ])("%s", (_, text, lines) => {
    expect(found("hidden-field-shown", `${hides}\n${text}`)).toEqual(lines)
  })
})

describe("secrets", () => {
  const made = "q7Rk2Vx9Lw4Tz8Bn3Ys6Hd"
  test.each([
    ["AKIAQ3EGRZ7V5XN2LKWD", "a key of AWS"],
    [`the key is glpat-${made}`, "a token of GitLab"],
    [`Bearer ${made}0Pm5`, "a random secret"],
    ["-----BEGIN EC PRIVATE KEY-----", "a private key"],
    ["mongodb+srv://app:p4ss@db.test/x", "an address with a password"],
    [`eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1MSJ9.${made}`, "a signed token"],
    ['{"keys":[{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}]}', "a key set with its secret half"],
    ['{"kty":"oct","k":"abc"}', "a key set with its secret half"],
    [`{"keys":[{"kty":"RSA","n":"${made}${made}","e":"AQAB"}]}`, undefined],
    ["of staging: db-password: hunter2horse", "a password"],
    ['{"client_secret":"Xk29vLq8"}', "a password"],
    ["password = hunter2", undefined],
    ["password: correct horse battery staple", undefined],
    ["password: string20(max 200), secret: claims.sec2ret", undefined],
    ["password: sha256-of-it-and-salt", undefined],
    ["passwordHeader: x-password2", undefined],
    ["password: changeme2026", undefined],
    ["AKIAIOSFODNN7EXAMPLE", undefined],
    ["Bearer ghp_", undefined],
    ["https://id.shop.example/a@b:c", undefined],
    ["postgres://app:@db.test", undefined],
    ["sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", undefined],
    ["123e4567-e89b-12d3-a456-426614174000", undefined],
    ["getOrdersOfCustomerByStatusAndDateV2Handler2026", undefined],
    ["/v1/organisations/{organisationId}/invitations/{invitationToken}/accept", undefined],
    ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", undefined],
  ])("%s", (text, said) => {
    expect(secretIn(text)).toBe(said)
  })

  test.each([
    "a1B".repeat(300_000),
    "://".repeat(300_000),
    "eyJ.".repeat(200_000),
    `://${"a".repeat(900_000)}`,
    "password:=".repeat(90_000),
    `${"a".repeat(39)}:`.repeat(20_000),
  ])("long texts are looked at once", (text) => {
    const start = performance.now()
    secretIn(text)
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  test("a setting that is named as one is a password, and one that comes from outside is none", () => {
    const said = (setting: string): readonly string[] =>
      found("secret-in-source", `${setting}\nGET /a { allow clerk when header.a == dbPassword }`)
    expect(said('setting dbPassword: string = "hunter2horse"')).toEqual(["1"])
    expect(said('setting dbPassword: string = "" from env.DB_PASSWORD')).toEqual([])
    expect(said('setting dbPassword: string = "x-password"')).toEqual([])
  })

  test("the message does not repeat the secret", () => {
    const text = `setting a: string = "${made}0Pm5"\nGET /a { allow clerk when header.a == a }`
    const { diagnostics } = lint([{ path: "a.edict", text: shop + text }], {
      rules: only("secret-in-source"),
    })
    expect(diagnostics).toHaveLength(1)
    expect(JSON.stringify(diagnostics)).not.toContain(made)
  })

  test("no format quotes the secret, whatever else is found on its line", () => {
    const setting = `setting a: string = "${made}0Pm5" # token: "${made}0Pm6"`
    const sources = [
      { path: "a.edict", text: `${shop}${setting}\n# password: hunter2horse\nGET /a { allow clerk }` },
    ]
    const { diagnostics } = lint(sources, {})
    expect(diagnostics.filter(({ span }) => span.line === 7).length).toBeGreaterThan(2)
    const human = renderHuman(diagnostics, { sources })
    const sarif = renderSarif(diagnostics, { sources, version: "1" })
    for (const text of [human, renderGithub(diagnostics, sources), renderJson(diagnostics), sarif])
      expect(text).not.toMatch(/hunter|0Pm/)
    const stars = "*".repeat(made.length + 4)
    expect(human).toContain(`7 | setting a: string = "${stars}" # ****** "${stars}"\n`)
    expect(human).toContain(`  |                     ${"^".repeat(made.length + 6)}\n`)
    expect(human).toContain("8 | # ********* ************\n")
  })
})

describe("wide-cidr", () => {
  test.each([
    ["0.0.0.0/0", 1],
    ["128.0.0.0/1", 1],
    ["8.0.0.0/7", 1],
    ["8.0.0.0/8", 0],
    ["10.0.0.0/8", 0],
    ["10.0.0.0/7", 1],
    ["::/0", 1],
    ["::ffff:0.0.0.0/96", 1],
    ["2000::/15", 1],
    ["2001::/16", 0],
    ["fc00::/7", 0],
    ["fc00::/6", 1],
  ])("%s", (block, count) => {
    expect(found("wide-cidr", `trust proxy ${block}\nGET /a { allow clerk }`)).toHaveLength(count)
    expect(found("wide-cidr", `GET /a { allow clerk when context.ip in ${block} }`)).toHaveLength(count)
  })
})
