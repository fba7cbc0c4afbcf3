import { describe, expect, it } from "vitest"
import { testedPolicy } from "../../src/testing/open-file.ts"
import { runTests } from "../../src/testing/run-tests.ts"
import { place, policyOf, read, runText, shop, told } from "./shop.ts"

const fixture = (name: string): string => read(`packages/engine/test/fixtures/testing/${name}`)
const namesIn = (results: readonly { readonly test: { readonly name: string } }[]): readonly string[] =>
  results.map(({ test }) => test.name)

describe("each kind of expectation", () => {
  it("passes where it is met, and fails where it is not", async () => {
    const passing = await runText(fixture("pass.test.yaml"))
    const failing = await runText(fixture("fail.test.yaml"))
    expect([passing.diagnostics, failing.diagnostics]).toEqual([[], []])
    expect(passing.results.filter(({ mismatches }) => mismatches.length > 0)).toEqual([])
    expect(namesIn(failing.results.filter(({ mismatches }) => mismatches.length === 0))).toEqual([])
    const tests = (names: readonly string[]): readonly string[] =>
      names.filter((name) => !name.includes(" by "))
    expect(tests(namesIn(passing.results))).toEqual(tests(namesIn(failing.results)))
  })

  it("is told by what came otherwise", async () => {
    expect((await told(fixture("fail.test.yaml"))).filter((line) => !line.includes(" by "))).toEqual([
      "a status: status 200 at 1",
      "allow, whatever the handler says: status 418 at 1",
      "the status of every answer: status 429 at 3",
      "the first answer and the last: status 200 at 1",
      "what was counted is counted a little later: status 429 at 1",
      "and not much later: status 200 at 1",
      "the body is what was loaded, as far as it is shown: body",
      "the body is what the handler replies: body",
      "a header that is there: header, header",
      "a header that is not there: header",
      "no body: body",
      "a request with all that it can have: status 415 at 1, header",
    ])
  })

  it("is explained where it failed, and not where it passed", async () => {
    const { results } = await runText(`actors: { ann: { id: u1, roles: [customer] } }
matrix: { POST /orders/o1/refund: { ann: allow, anonymous: 401 } }
`)
    expect(results.map(({ explanation }) => explanation?.why)).toEqual([
      expect.stringMatching(/^refused at who with 403/),
      undefined,
    ])
  })
})

describe("what a file may not hold is told once", () => {
  const names = [..."abcdefgh"]
  const bomb = names
    .map(
      (name, at) =>
        `${name}: &${name} [${Array(10)
          .fill(at === 0 ? "1" : `*${names[at - 1]}`)
          .join(", ")}]`,
    )
    .join("\n")
  it.each([
    ["aliases that stand for too much", bomb, "E501 5:36 aliases stand for more than 100000 values"],
    ["an alias of what it stands in", "tests: &a [*a]\n", "E501 1:12 `*a` stands for what it stands in"],
    ["an alias of nothing", "tests: [*a]\n", "E501 1:9 nothing before `*a` is called `&a`"],
    ["lists in lists", "[".repeat(20_000), "E501 1:102 this is nested more than 100 deep"],
    ["lists that take processes down", "[".repeat(200_000), "E501 1:102 this is nested more than 100 deep"],
    ["mappings in mappings", `{a: `.repeat(5000), "E501 1:405 this is nested more than 100 deep"],
    ["keys that are no text", "? [a]\n: b\n", "E501 1:3 a key is no text"],
    ["a key that is nothing", "? \n: b\n", "E501 1:3 a key is no text"],
    [
      "numbers that are not read exactly",
      "data: { order: { o1: 9007199254740993 } }\n",
      "E501 1:22 a number beyond ±(2^53−1) is not read exactly; as a text in quotes it is",
    ],
    [
      "numbers that JSON does not have",
      "data: { order: { o1: .inf } }\n",
      "E501 1:22 JSON has no such number",
    ],
    ["a tag", "policy: !path .\n", "E501 1:9 not YAML: unresolved tag: !path"],
    ["a list", "- policy: .\n", "E501 1:1 a file of tests is a mapping"],
    ["nothing", "", "E501 1:1 a file of tests is a mapping"],
    ["two documents", "policy: .\n---\npolicy: .\n", "E501 2:1 two documents stand in it"],
    ["a key twice", "policy: .\npolicy: .\n", "E501 2:1 not YAML: map keys must be unique"],
  ])("%s", async (_, text, line) => {
    expect(await told(text)).toEqual([line])
  })

  it("reads what stays within, empty sections included", async () => {
    expect(await told("policy:\n".replace("policy:", "tests:") + "matrix:\nactors:\ndata:\n")).toEqual([])
    const nested = `${"[".repeat(90)}${"]".repeat(90)}`
    expect(
      await told(`data: { order: { o1: ${nested}, o2: &a [1], o3: [*a, *a], 04: 9007199254740991 } }\n`),
    ).toEqual([])
  })
})

describe("a fault is told where it stands", () => {
  const actors = "actors: { ann: { id: u1, roles: [customer] } }\n"
  const one = (test: string): string => `${actors}tests:\n  - ${test}\n`
  it.each([
    ["actors: { anonymous: { id: u1 } }", ["E503 1:11 no actor can be called `anonymous`"]],
    ["actors: { ann: u1 }", ["E503 1:16 `ann` is no mapping"]],
    ['actors: { ann: { id: "" } }', ["E512 1:22 an empty `id` names nobody"]],
    ["actors: { ann: { id: u1, roles: customer } }", ["E503 1:33 `roles` is no list"]],
    [
      "actors: { ann: { id: u1, roles: [owner] } }",
      ["E513 1:34 nobody is given `owner`: its condition says who has it"],
    ],
    ["actors: { ann: { id: u1, groups: [1] } }", ["E512 1:34 `groups` is no set of string"]],
    ["now: tomorrow", ["E503 1:6 `now` is no time"]],
    ["policy: [a]", ["E503 1:9 `policy` is no path"]],
    ["matrix: { GET /health: 200 }", ["E503 1:24 `GET /health` is no mapping"]],
    ["matrix: { GET /health: { else: 99 } }", ["E503 1:32 `else` is neither `allow` nor a status"]],
    [
      "matrix: { GET /health: { else: 200 }, GET  /health: { else: 200 } }",
      ["E507 1:39 the matrix has `GET /health` twice"],
    ],
    [
      "matrix: { GET /health: { anonymous+mfa: 200, anonymous: 200 } }",
      ["E505 1:26 a caller without credentials has no flags"],
    ],
    [one("{ name: a, request: 7, expect: 200 }"), ["E506 3:25 a request is a method and a path"]],
    [
      one("{ name: a, request: { ip: 192.0.2.1 }, expect: 200 }"),
      ["E506 3:25 a request has one method with its path"],
    ],
    [
      one("{ name: a, request: { GET: /a, PUT: /a }, expect: 200 }"),
      ["E506 3:36 a request has one method with its path"],
    ],
    [one("{ name: a, request: { GET: /a, hots: b }, expect: 200 }"), ["E502 3:36 a request has no `hots`"]],
    [one('{ name: "", request: GET /a, expect: 200 }'), ["E503 3:13 a test has an empty name"]],
    [one("{ name: 7, request: GET /a, expect: 200 }"), ["E503 3:13 `name` is no text"]],
    [one("{ name: a, as: 7, request: GET /a, expect: 200 }"), ["E503 3:20 `as` is no text"]],
    [one("{ name: a, request: GET /a }"), ["E503 3:13 a test needs its `expect`"]],
    [one("{ name: a, request: GET /a, expect: {} }"), ["E503 3:33 nothing is expected"]],
    [
      one("{ name: a, request: GET /a, expect: { first: 200 } }"),
      ["E503 3:41 `first` speaks of a repeated request"],
    ],
    [
      one("{ name: a, request: GET /a, expect: 200, repeat: 0 }"),
      ["E503 3:54 `repeat` is no whole number from 1 to 100000"],
    ],
    [one("{ name: a, request: GET /a, expect: 200, after: soon }"), ["E503 3:53 `after` is no duration"]],
    [
      one("{ name: a, request: GET /a, expect: 200, replyStatus: 100 }"),
      ["E503 3:59 `replyStatus` is no whole number from 200 to 599"],
    ],
    [
      one('{ name: a, request: GET /a, expect: 200, replyHeaders: { a: "b\\r\\nc: d" } }'),
      ["E503 3:60 the value of `a` cannot stand in a header"],
    ],
    [one("{ name: a, request: GET /a, expect: { headers: { a: [b] } } }"), ["E503 3:57 `a` is no text"]],
    [one("{ name: a, request: { GET: /a, ip: 999.1.1.1 }, expect: 200 }"), ["E503 3:40 `ip` is no address"]],
    [
      one("{ name: a, request: { GET: /a, headers: { a b: c } }, expect: 200 }"),
      ["E503 3:45 `a b` cannot stand in a header"],
    ],
    [
      one('{ name: a, request: { GET: /a, headers: { a: "b\\nc" } }, expect: 200 }'),
      ["E503 3:45 the value of `a` cannot stand in a header"],
    ],
    [
      one('{ name: a, request: { GET: /a, host: "b\\nc" }, expect: 200 }'),
      ["E503 3:42 `host` cannot stand in a header"],
    ],
    [
      one("{ name: a, request: { GET: /a, tls: TLSv1.3 }, expect: 200 }"),
      ["E503 3:41 `tls` is no version of TLS"],
    ],
  ])("%s", async (text, lines) => {
    expect(await told(text)).toEqual(lines)
  })
})

describe("who calls", () => {
  const policy = policyOf(`package shop
role customer as "idp:customer"
role service
role guest
subject { id: string }
authenticate apikey keys {
  header "x-api-key"
  keys file "./none.yaml"
  subject.id = key.id
  subject.roles = key.roles only service
}
authenticate jwt tokens {
  issuer "https://id.example"
  audience "shop"
  keys env.NONE
  subject.id = claims.sub
  subject.roles = claims.roles only customer, service
}
GET /both { accept auth keys, tokens  allow customer, service, guest }
GET /keys { accept auth keys  allow customer, service, guest }
GET /tokens { accept auth tokens  allow customer, service, guest }
`)
  it("comes with credentials of each kind that can give all of its roles", async () => {
    const lines = await told(
      `actors:
  alias: { id: a, roles: ["idp:customer", customer] }
  service: { id: s, roles: [service] }
  two: { id: t, roles: [customer, service] }
  none: { id: n }
  guest: { id: g, roles: [guest] }
matrix:
  GET /both: { none: 403, guest: 401, anonymous: 401, else: allow }
  GET /keys: { alias: 401, service: allow, two: 401, none: 403, guest: 401, anonymous: 401 }
  GET /tokens: { alias: allow, service: allow, two: allow, none: 403, guest: 401, anonymous: 401 }
`,
      { policy },
    )
    expect(lines.filter((line) => !line.endsWith(": as expected"))).toEqual([])
    expect(lines).toHaveLength(18)
  })

  it("is whom the host names, where the policy has no authenticator", async () => {
    const bare = policyOf("package shop\nrole customer\nGET /a { allow customer }\n")
    const text = `actors: { ann: { id: a, roles: [customer] }, bea: { id: b } }
matrix: { GET /a: { ann: allow, bea: 403, anonymous: 401 } }
`
    expect(await told(text, { policy: bare })).toEqual([
      "GET /a by ann: as expected",
      "GET /a by bea: as expected",
      "GET /a by anonymous: as expected",
    ])
  })
})

describe("one case after another", () => {
  const chain = `actors: { ann: { id: u1, roles: [customer] } }
tests:
${["first", "second", "third", "apart"]
  .map(
    (name, at) => `  - name: ${name}
    as: ann
    ${at === 1 || at === 2 ? "after: 1s" : "repeat: 1"}
    request: { POST: /orders/o1/notes, body: {} }
    expect: ${at === 2 ? 429 : 200}
`,
  )
  .join("")}`

  it("begins anew, or goes on where it says so", async () => {
    expect(await told(chain)).toEqual(
      ["first", "second", "third", "apart"].map((name) => `${name}: as expected`),
    )
  })

  it("is filtered by name, and plays all that it goes on from", async () => {
    expect(await told(chain, { filter: "third" })).toEqual(["third: as expected"])
    expect(await told(chain, { filter: "ir" })).toEqual(["first: as expected", "third: as expected"])
    expect(await told(chain, { filter: "Third" })).toEqual([])
  })

  it("goes on from no cell of the matrix", async () => {
    const text = `actors: { ann: { id: u1, roles: [customer] } }
matrix: { POST /orders/o1/notes: { ann: 415, anonymous: 401 } }
tests:
  - { name: first, as: ann, after: 1s, repeat: 2, request: { POST: /orders/o1/notes, body: {} }, expect: 200 }
`
    expect((await told(text)).at(-1)).toBe("first: as expected")
  })

  it("ends at the first failure where it is to", async () => {
    const text = chain.replace("expect: 200", "expect: 201")
    expect(await told(text, { bail: true })).toEqual(["first: status 200 at 1"])
    expect(await told(text)).toHaveLength(4)
  })
})

it("stays small however often a request is repeated", async () => {
  const text = `tests:
  - { name: many, request: GET /health, repeat: 30000, expect: { status: 200, last: 204 } }
`
  const { results } = await runText(text)
  expect(results[0]?.mismatches).toEqual([{ kind: "status", place: 30_000, expected: 204, received: 200 }])
}, 60_000)

it("allows no answer that the guard withheld", async () => {
  const text = (expected: string): string => `actors: { ann: { id: u1, roles: [customer] } }
data: { order: { o1: { id: o1, ownerId: u1, total: 5 } } }
tests:
  - { name: text, as: ann, request: GET /orders/o1, reply: plain, replyHeaders: { content-type: text/plain }, expect: ${expected} }
`
  expect(await told(text("allow"))).toEqual(["text: status 500 at 1"])
  expect(await told(text("500"))).toEqual(["text: as expected"])
})

it("names the policy of a file, the folder itself where it names none", () => {
  const named = (text: string): string => testedPolicy({ path: "a.test.yaml", text })
  expect(["policy: ../shop", "tests: []", "policy: [", "policy: 7"].map(named)).toEqual([
    "../shop",
    ".",
    ".",
    ".",
  ])
})

it("runs one file twice, and tells the same", async () => {
  const source = { path: place("a.test.yaml"), text: "tests: [{ name: a }]" }
  const once = await runTests({ policy: shop, source })
  expect(once.diagnostics).toHaveLength(2)
  expect((await runTests({ policy: shop, source })).diagnostics).toEqual(once.diagnostics)
})
