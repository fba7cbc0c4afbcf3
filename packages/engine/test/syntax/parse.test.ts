import { describe, expect, test } from "vitest"
import type { Declaration, Expression, File, Statement } from "../../src/syntax/ast.ts"
import { parse } from "../../src/syntax/parse.ts"
import { examplePolicies, ownPolicies, soundPolicies } from "./policies.ts"

/** The tree without spans: what was written, not where. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).filter(([key, member]) => key !== "span" && member !== undefined)
  return Object.fromEntries(entries.map(([key, member]) => [key, bare(member)]))
}

function parsed(text: string): File {
  const { value, diagnostics } = parse({ path: "a.edict", text })
  expect(diagnostics.map(({ code, message, span }) => `${code} ${span.line} ${message}`)).toEqual([])
  return value
}

const declaration = (text: string): Declaration => parsed(`package a\n${text}\n`).declarations[0]!

function statement(text: string): Statement {
  const route = declaration(`GET /x {\n${text}\n}`)
  if (route.kind !== "route") throw new Error(`no route: ${text}`)
  return route.statements[0]!
}

function condition(text: string): Expression {
  const role = declaration(`role r when ${text}`)
  if (role.kind !== "role" || role.when === undefined) throw new Error(`no condition: ${text}`)
  return role.when
}

const codesOf = (text: string): string[] =>
  parse({ path: "a.edict", text }).diagnostics.map(({ code }) => code)

describe("sound policies", () => {
  test.each(soundPolicies.map(({ path, text }) => [path, text] as const))(
    "%s reads without an error",
    (path, text) => {
      expect(parse({ path, text }).diagnostics).toEqual([])
    },
  )

  test("all are there", () => {
    expect(ownPolicies.map(({ path }) => path)).toEqual(["clinic.edict", "library.edict"])
    expect(examplePolicies).toHaveLength(6)
  })
})

describe("declarations", () => {
  test.each<readonly [string, object]>([
    ["role a", { kind: "role", aliases: [], includes: [] }],
    [
      'role a as "x", "y" includes b, c',
      { aliases: [{ value: "x" }, { value: "y" }], includes: [{ text: "b" }, { text: "c" }] },
    ],
    [
      "role a of t: T when t.x",
      { of: { name: { text: "t" }, type: { kind: "named" } }, when: { kind: "reference" } },
    ],
    [
      "type T { path: string }",
      { kind: "type", record: { members: [{ name: { text: "path" }, optional: false }] } },
    ],
    [
      "subject { id: string  t?: int = 3 }",
      { kind: "subject", record: { members: [{}, { optional: true, default: { value: 3 } }] } },
    ],
    ["actor { id: string }", { kind: "actor" }],
    [
      "setting n: int = -5 from env.N",
      { kind: "setting", value: { value: -5, integer: true }, from: { variable: "N" } },
    ],
    ["define f() = true", { kind: "define", parameters: [], body: { kind: "boolean", value: true } }],
    [
      "define f(a: A, b: int) = g(a, b)",
      { parameters: [{ name: { text: "a" } }, { name: { text: "b" } }], body: { kind: "call" } },
    ],
    [
      "quota q = 5/15min per subject.id",
      { kind: "quota", rate: { rate: { count: 5, windowMilliseconds: 900_000 } } },
    ],
    [
      "guardrail /v1/** { audit full }",
      { kind: "guardrail", statements: [{ kind: "audit", level: "full" }] },
    ],
    [
      'trust proxy 10.0.0.0/8, ::1 header "via"',
      { proxies: [{ kind: "cidr" }, { kind: "ip", text: "::1" }], header: { value: "via" } },
    ],
    [
      'cors { origins "*"  credentials true }',
      { kind: "cors", options: [{ kind: "option" }, { values: [{ value: true }] }] },
    ],
    ["accept auth a, b", { kind: "accept-auth", names: [{ text: "a" }, { text: "b" }] }],
    [
      "api /a { api /b { GET / { allow c } } }",
      { kind: "api", items: [{ kind: "api", items: [{ kind: "route" }] }] },
    ],
    [
      "PUT, DELETE /a/{b} as c { }",
      { kind: "route", verbs: [{ text: "PUT" }, { text: "DELETE" }], name: { text: "c" } },
    ],
    [
      "assert only a, b may GET /x, PUT, POST /y when c.d",
      { form: "only", targets: [{ verbs: [{}] }, { verbs: [{}, {}] }] },
    ],
    ["assert never a may ANY /**", { form: "never", when: undefined }],
    ["assert a may GET /x", { form: "may" }],
    [
      "assert every route needs a limit except GET /x",
      { form: "every-route", need: { text: "limit" }, except: [{}] },
    ],
    ["assert every route needs tls", { need: { text: "tls" }, except: [] }],
    [
      "authenticate jwt j { keys env.K  bind dpop  subject.roles = claims.r only a, b }",
      {
        options: [
          { values: [{ kind: "environment", variable: "K" }] },
          { name: { text: "bind" }, values: [{ kind: "word" }] },
          {
            kind: "assignment",
            target: "subject",
            member: { text: "roles" },
            only: [{ text: "a" }, { text: "b" }],
          },
        ],
      },
    ],
    [
      'authenticate apikey k { header "x"  keys file "./k.yaml"  source file }',
      {
        options: [
          { name: { text: "header" } },
          { values: [{ kind: "file-value", path: { value: "./k.yaml" } }] },
          { values: [{ kind: "word", name: { text: "file" } }] },
        ],
      },
    ],
  ])("%s", (text, tree) => expect(declaration(text)).toMatchObject(tree))

  test("version, package and imports come before", () => {
    const file = parsed('edict 1\npackage shop.set.v1\nimport schema A, B from "./x.yaml#/a"\nrole c\n')
    expect(file.version?.number).toBe(1)
    expect(file.package?.text).toBe("shop.set.v1")
    expect(file.imports).toMatchObject([
      { what: "schema", names: [{ text: "A" }, { text: "B" }], from: { value: "./x.yaml#/a" } },
    ])
    expect(codesOf('package a\nrole b\nimport role c from "d"\n')).toEqual(["E031"])
    expect(codesOf("role b\n")).toEqual(["E031"])
  })
})

describe("types", () => {
  const typeOf = (text: string): unknown => (declaration(`setting s: ${text} = 1`) as { type: unknown }).type
  test.each<readonly [string, object]>([
    ["int", { kind: "named", constraint: undefined }],
    ["int(1..100)", { constraint: { kind: "range", low: { value: 1 }, high: { value: 100 } } }],
    ["number(0.5..1.5)", { constraint: { low: { value: 0.5 }, high: { value: 1.5 } } }],
    ["string(max 200)", { constraint: { kind: "max", value: 200 } }],
    ['string(like "a-*")', { constraint: { kind: "like", pattern: { value: "a-*" } } }],
    ['string("a", "b")', { constraint: { kind: "values", values: [{ value: "a" }, { value: "b" }] } }],
    ["set of list of T", { kind: "set", element: { kind: "list", element: { kind: "named" } } }],
    [
      '{ a: { b: int }  "c d"?: T }',
      { kind: "record", members: [{ type: { kind: "record" } }, { name: { text: "c d" }, optional: true }] },
    ],
  ])("%s", (text, tree) => expect(typeOf(text)).toMatchObject(tree))
})

describe("conditions", () => {
  test.each<readonly [string, object]>([
    [
      "a.b == 1 and c.d != 2 and e",
      { kind: "and", operands: [{ operator: "==" }, { operator: "!=" }, { kind: "reference" }] },
    ],
    ["a or (b and c)", { kind: "or", operands: [{}, { kind: "group", inner: { kind: "and" } }] }],
    ["not a == b", { kind: "not", operand: { kind: "compare" } }],
    [
      'has body.os-migrate."x y"',
      { kind: "has", operand: { members: [{ text: "os-migrate" }, { text: "x y" }] } },
    ],
    ["any x in y.z: x == 1", { kind: "any", variable: { text: "x" }, condition: { kind: "compare" } }],
    ["every x in y: (x.a and x.b)", { kind: "every", condition: { kind: "group" } }],
    ["a not in [1, 2]", { kind: "in", negated: true, list: { kind: "list-literal", items: [{}, {}] } }],
    [
      "a in 1..1_000_000",
      { kind: "in-range", negated: false, low: { value: 1 }, high: { value: 1_000_000 } },
    ],
    ["context.ip in fd00::/8", { kind: "in", list: { kind: "cidr", text: "fd00::/8" } }],
    ['a like "x*"', { kind: "like", pattern: { value: "x*" } }],
    ['a starts with "x"', { kind: "starts-with" }],
    ["a ends with b", { kind: "ends-with" }],
    ["a contains b.c", { kind: "contains" }],
    ["subject is admin", { kind: "is", role: { text: "admin" } }],
    ["a.b within 5min", { kind: "within", duration: { milliseconds: 300_000 } }],
    [
      'context.time between 22:00 and 06:30 in "Europe/Berlin" on mon..fri',
      {
        from: { minutes: 1320 },
        to: { minutes: 390 },
        zone: { value: "Europe/Berlin" },
        days: { from: { text: "mon" }, to: { text: "fri" } },
      },
    ],
    ["context.time between 08:00 and 18:00 on sat", { zone: undefined, days: { to: undefined } }],
    ["size(a.b) <= 3", { kind: "compare", left: { kind: "call", name: { text: "size" } } }],
    [
      "order.limit == query.max",
      {
        left: { members: [{ text: "limit" }] },
        right: { root: { text: "query" }, members: [{ text: "max" }] },
      },
    ],
    ["a == 2026-01-31", { right: { kind: "date", text: "2026-01-31" } }],
    ["a == 64kb", { right: { kind: "size", bytes: 65_536 } }],
    ["a == 1d", { right: { kind: "duration", milliseconds: 86_400_000 } }],
    ["a == 1.50", { right: { kind: "number", value: 1.5, integer: false, text: "1.50" } }],
    ['a == "\\u00e9\\n\\""', { right: { value: 'é\n"' } }],
    ["a == []", { right: { items: [] } }],
  ])("%s", (text, tree) => expect(condition(text)).toMatchObject(tree))

  test("`and` beside `or` takes parentheses, on either side", () => {
    expect(codesOf("package a\nrole r when a and b or c\n")).toEqual(["E030"])
    expect(codesOf("package a\nrole r when a or b and c\n")).toEqual(["E030"])
    expect(codesOf("package a\nrole r when (a or b) and not (c or d)\n")).toEqual([])
  })
})

describe("statements", () => {
  test.each<readonly [string, object]>([
    ["allow a, b when c.d", { kind: "allow", grant: { names: [{}, {}], when: { kind: "reference" } } }],
    [
      'deny a when b unless c when d else 403 "no" except GET /x',
      { unless: { when: {} }, else: { status: 403, text: { value: "no" } }, except: [{}] },
    ],
    ["require tls >= 1.2", { what: { kind: "tls", version: { text: "1.2" } } }],
    [
      "require mfa within 5min unless a",
      { what: { kind: "mfa", within: { milliseconds: 300_000 } }, unless: {} },
    ],
    ['require scope "a", "b"', { what: { kind: "scope", scopes: [{}, {}] } }],
    [
      "require has header.if-match else 428",
      { what: { kind: "condition" }, else: { status: 428, text: undefined } },
    ],
    ["use a, b", { kind: "use" }],
    [
      "limit 5/h per subject.id, path.x burst 2 cost body.n when a unless b count refused then block 15min outage local",
      {
        rate: {
          per: [{}, {}],
          burst: { value: 2 },
          cost: { kind: "reference" },
          when: {},
          unless: {},
          countRefused: true,
          block: { milliseconds: 900_000 },
          outage: "local",
        },
      },
    ],
    [
      'limit 1_000_000/d calendar "UTC" per a',
      {
        rate: {
          rate: { count: 1_000_000, windowMilliseconds: 86_400_000 },
          calendar: { value: "UTC" },
          countRefused: false,
          outage: undefined,
        },
      },
    ],
    ["timeout 10s", { kind: "timeout" }],
    ["concurrent 2 per subject.id", { count: 2 }],
    ["throttle 20/s per a delay up to 2s", { kind: "throttle", delay: { milliseconds: 2000 } }],
    ["audit summary note header.x-a, b when c", { level: "summary", note: [{}, {}], when: {} }],
    [
      "reject injection [xss, template] in body, query except a.b",
      { kinds: [{}, {}], places: [{ text: "body" }, { text: "query" }], except: [{ text: "a.b" }] },
    ],
    ["load order: Order by path.a, path.b", { kind: "load", by: [{}, {}] }],
    ['accept "a/b", "c/d"', { kind: "accept-media", types: [{}, {}] }],
    ["body New max 1mb", { shape: { kind: "named" }, max: { bytes: 1_048_576 } }],
    ["body any", { shape: "any", max: undefined }],
    ["body raw max 1kb", { shape: "raw" }],
    ["body max 1kb", { shape: undefined, max: { bytes: 1024 } }],
    ["body { a: int } max 4kb", { shape: { kind: "record" } }],
    ["query { limit: int }", { kind: "query", shape: { kind: "record" } }],
    ["headers list of T", { kind: "headers", shape: { kind: "list" } }],
    ["params T", { kind: "params", shape: { kind: "named" } }],
    [
      'deprecated 2026-01-01 sunset 2026-12-31 link "x"',
      { sunset: { text: "2026-12-31" }, link: { value: "x" } },
    ],
    ["upgrade websocket", { protocol: { text: "websocket" } }],
    ["idempotent by header.k for 24h", { for: { milliseconds: 86_400_000 } }],
    ['response 200 "a/b" { show a }', { status: 200, media: { value: "a/b" }, rules: [{ kind: "show" }] }],
  ])("%s", (text, tree) => expect(statement(text)).toMatchObject(tree))

  test.each<readonly [string, object]>([
    [
      "show a.b, items[*].c to d when e",
      { fields: [{ text: "a.b" }, { text: "items[*].c" }], to: { when: {} } },
    ],
    [
      "hide **.x when a unless b",
      { kind: "hide", fields: [{ steps: [{ kind: "anywhere" }, { kind: "member", name: "x" }] }] },
    ],
    [
      'hash [*]."y z", *.q',
      {
        kind: "hash",
        fields: [{ steps: [{ kind: "elements" }, { name: "y z" }] }, { steps: [{ kind: "any-member" }, {}] }],
      },
    ],
    ["mask a keep 2", { how: { kind: "keep", count: 2 } }],
    ['mask a with "x" unless b', { how: { kind: "with" }, unless: {} }],
    ["mask a as email", { how: { kind: "as", name: { text: "email" } } }],
    [
      "each data[*] as row: Row { only to a  show b }",
      { kind: "each", rules: [{ kind: "only-to" }, { kind: "show" }] },
    ],
    ["max items 10", { kind: "max-items", count: 10 }],
    ["reveal errors", { kind: "reveal-errors" }],
    ["conceal existence", { kind: "conceal", what: "existence" }],
    ['pass "image/png"', { kind: "pass" }],
    ['remove header "a"', { kind: "remove-header" }],
    ['set header "a" "b"', { kind: "set-header", value: { value: "b" } }],
  ])("response { %s }", (text, tree) => {
    expect(statement(`response { ${text} }`)).toMatchObject({ rules: [tree] })
  })
})

describe("paths", () => {
  const pathOf = (path: string): unknown => bare((declaration(`api ${path} { }`) as { path: unknown }).path)
  test.each<readonly [string, unknown]>([
    ["/", { segments: [], trailingSlash: false }],
    [
      "/a/b-c",
      {
        segments: [{ parts: [{ kind: "text", text: "a" }] }, { parts: [{ kind: "text", text: "b-c" }] }],
        trailingSlash: false,
      },
    ],
    ["/a/", { segments: [{ parts: [{ kind: "text", text: "a" }] }], trailingSlash: true }],
    ["/{id}", { segments: [{ parts: [{ kind: "parameter", name: { text: "id" } }] }], trailingSlash: false }],
    [
      "/{a}...{b}:go",
      {
        segments: [
          {
            parts: [
              { kind: "parameter" },
              { kind: "text", text: "..." },
              { kind: "parameter" },
              { text: ":go" },
            ],
          },
        ],
      },
    ],
    [
      "/{n: int(1..9)}",
      { segments: [{ parts: [{ type: { kind: "named", constraint: { kind: "range" } } }] }] },
    ],
    [
      '/{s: string like "a/}*"}/x',
      { segments: [{ parts: [{ type: { constraint: { kind: "like" } } }] }, {}] },
    ],
    ["/f/{rest**}", { segments: [{}, { parts: [{ kind: "rest", name: { text: "rest" } }] }] }],
    ["/**", { segments: [{ parts: [{ kind: "rest" }] }] }],
  ])("%s", (path, tree) => expect(pathOf(path)).toMatchObject(tree as object))

  test("every span of a path lies where it was written", () => {
    const text = "package a\napi /x/{id: uuid}/y { }\n"
    const api = parsed(text).declarations[0] as Extract<Declaration, { kind: "api" }>
    const parts = api.path.segments.flatMap((segment) => segment.parts)
    expect(parts.map(({ span }) => text.slice(span.start, span.end))).toEqual(["x", "{id: uuid}", "y"])
    const type = parts[1]?.kind === "parameter" ? parts[1].type : undefined
    expect(type && text.slice(type.span.start, type.span.end)).toBe("uuid")
    expect(type?.span).toMatchObject({ line: 2, column: 13 })
  })

  test.each([
    ["/a/{x: int(1..}/b", "E010", 2],
    ["/a/{x:}/b", "E022", 2],
    ["/a/{9x}", "E022", 2],
    ["/a/*/b", "E023", 2],
    ["/a/{x**}y", "E024", 2],
    ["/%61", "E023", 2],
  ])("%s is refused at its place", (path, code, line) => {
    const { diagnostics } = parse({ path: "a.edict", text: `package a\napi ${path} { GET / { allow b } }\n` })
    expect(diagnostics.map((found) => [found.code, found.span.line])).toEqual([[code, line]])
  })
})

describe("documentation and comments", () => {
  test("`##` belongs to the next declaration or to its own line, `#` to nobody", () => {
    const text =
      "package a\n## one\n## two\nrole b\nrole c   ## three\n# four\nrole d\napi /e { GET / { allow b } } ## five\n"
    const file = parsed(text)
    expect(
      file.declarations.map((found) => ("documentation" in found ? found.documentation : "")).slice(0, 4),
    ).toEqual(["one\ntwo", "three", undefined, "five"])
    expect(file.comments.map((comment) => comment.text)).toEqual([
      "## one",
      "## two",
      "## three",
      "# four",
      "## five",
    ])
  })
})

describe("words", () => {
  test("contextual keywords are names, reserved words only members", () => {
    expect(declaration("role limit includes audit, role, GET, a")).toMatchObject({ name: { text: "limit" } })
    expect(condition("order.max == limit.path")).toMatchObject({ left: { members: [{ text: "max" }] } })
    expect(codesOf("package a\nrole max\n")).toEqual(["E033"])
  })

  test("a member may be called like what every object inherits", () => {
    expect(condition("a.constructor == b.__proto__")).toMatchObject({
      left: { members: [{ text: "constructor" }] },
    })
    expect(declaration("role toString")).toMatchObject({ name: { text: "toString" } })
  })

  test("a byte order mark, Windows line ends and no last newline are read", () => {
    expect(codesOf("\uFEFFpackage a\r\nrole b\r\n# c\r\nrole d")).toEqual([])
    expect(parsed("package a\r\nrole b").declarations[0]?.span).toMatchObject({ line: 2, column: 1 })
  })
})

describe("addresses", () => {
  const trusted = (text: string): string[] => codesOf(`package a\ntrust proxy ${text}\n`)
  test.each([
    "::",
    "::1",
    "fd00::/8",
    "1:2:3:4:5:6:7:8",
    "2001:db8::ff00:42:8329",
    "::ffff:192.0.2.1",
    "10.0.0.1",
    "0.0.0.0/0",
    "::/0",
  ])("%s reads", (text) => expect(trusted(text)).toEqual([]))
  test.each([
    "10.0.0",
    "10.0.0.1.2",
    "10.0.0.01",
    "256.0.0.1",
    "10.0.0.0/33",
    "::/129",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1.2.3.4::",
    "12345::",
  ])("%s is refused once", (text) => expect(trusted(text)).toHaveLength(1))
})
