import { describe, expect, test } from "vitest"
import { compile } from "../../src/compile.ts"

const around = (line: string): string => `package shop
role customer
subject { id: string }
api /orders {
  GET / { allow customer }
  PUT /{id} { allow customer  body any }
  ANY /any { allow customer }
  ${line}
}
`

function found(line: string): readonly string[] {
  const { diagnostics } = compile([{ path: "a.edict", text: around(line) }])
  return diagnostics.map(({ code, message, fixes }) =>
    [code, message, ...fixes.map(({ title }) => title)].join(" · "),
  )
}

describe("`cors` is refused", () => {
  test.each([
    ["cors { }", "E317 · `cors` names no origin"],
    ['cors { origin "https://a.example" }', "E116 · unknown option `origin` · write `origins`"],
    [
      'cors { origins "https://a.example/" }',
      'E222 · `https://a.example/` is no origin · write `"https://a.example"`',
    ],
    ['cors { origins "a.example" }', "E222 · `a.example` is no origin"],
    [
      'cors { origins "https://münchen.example" }',
      'E222 · `https://münchen.example` is no origin · write `"https://xn--mnchen-3ya.example"`',
    ],
    [
      'cors { origins "https://192.168.1" }',
      'E222 · `https://192.168.1` is no origin · write `"https://192.168.0.1"`',
    ],
    [
      'cors { origins "https://*.a.example" }',
      "E222 · `https://*.a.example` is a pattern, and origins are compared whole",
    ],
    ["cors { origins https }", "E205 · this option does not take such a value"],
    ['cors { origins "*", "https://a.example" }', "E303 · an origin beside `*`, which is all of them"],
    [
      'cors { origins "https://a.example", "HTTPS://A.example:443" }',
      "E114 · `https://a.example` stands twice",
    ],
    ['cors { origins "https://a.example" origins "https://b.example" }', "E303 · `origins` is said twice"],
    ['cors { origins "*" credentials true }', "E410 · credentials for pages of every origin"],
    [
      'cors { origins "https://a.example", "null" credentials true }',
      "E410 · credentials for pages of the origin `null`",
    ],
    ['cors { origins "*" credentials "true" }', "E205 · this option does not take such a value"],
    ['cors { origins "*" methods "GET" }', "E205 · this option does not take such a value"],
    ['cors { origins "*" methods GET, GET }', "E114 · `GET` stands twice"],
    ['cors { origins "*" methods OPTIONS }', "E119 · no route can have the verb `OPTIONS`"],
    ['cors { origins "*" methods get }', "E119 · unknown verb `get` · write `GET`"],
    ['cors { origins "*" headers "*" }', "E205 · `*` is no name of a header"],
    ['cors { origins "*" headers "x a" }', "E205 · this option does not take such a value"],
    ['cors { origins "*" headers "x-a", "X-A" }', "E114 · `x-a` stands twice"],
    ['cors { origins "*" maxAge 60 }', "E205 · this option does not take such a value"],
    ['cors { origins "*" maxAge 1h, 2h }', "E303 · `maxAge` takes one value"],
    ['cors { origins "*" maxAge 400d }', "E310 · an age of more than a year"],
    ['cors { origins "*" subject.id = "a" }', "E116 · unknown option `subject.id`"],
    ['cors { origins "*" } cors { origins "https://a.example" }', "E303 · a second `cors` in one block"],
  ])("%s", (line, finding) => {
    expect(found(line)).toEqual([finding])
  })

  test("where no route takes a method", () => {
    const line = 'api /x { GET / { allow customer }  cors { origins "*"  methods GET, PUT } }'
    expect(found(line)).toEqual(["E305 · no route that this `cors` holds for takes `PUT`"])
    expect(found('api /x { ANY / { allow customer }  cors { origins "*"  methods GET, PUT } }')).toEqual([])
  })
})

describe("`cors` is taken", () => {
  const corsOf = (line: string, id: string): unknown => {
    const { policy, diagnostics } = compile([{ path: "a.edict", text: around(line) }])
    if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "))
    const { id: _, span: __, ...rest } = policy.plan.routes.find((route) => route.id === id)?.cors ?? {}
    return rest
  }

  test("with all that it can say", () => {
    const line =
      'cors { origins "HTTPS://a.example:443", "null"  methods PUT, GET  headers "X-B", "x-a"  expose "ETag"  maxAge 90s }'
    expect(corsOf(line, "PUT /orders/{id}")).toEqual({
      origins: ["https://a.example", "null"],
      methods: ["PUT", "GET"],
      headers: ["x-a", "x-b"],
      expose: ["etag"],
      credentials: false,
      maxAgeSeconds: 90,
    })
  })

  test("for its own block, the innermost in place of the outer, and for no other", () => {
    const line = `cors { origins "https://a.example" }
      api /in { cors { origins "*" }  GET / { allow customer } }
      api /out { GET / { allow customer } }`
    expect(corsOf(line, "GET /orders/in")).toMatchObject({ origins: "any" })
    expect(corsOf(line, "GET /orders/out")).toMatchObject({ origins: ["https://a.example"] })
    expect(corsOf('api /in { cors { origins "*" }  GET / { allow customer } }', "GET /orders")).toEqual({})
  })

  test("with the headers that what widens reads, where it names none", () => {
    const line = `cors { origins "*" }
      POST /x {
        allow customer when header.X-Reason == "a" or has header.x-a
        deny customer when has header.x-denied
        require has header.x-required
        body raw
      }`
    expect(corsOf(line, "POST /orders/x")).toMatchObject({
      headers: ["authorization", "content-type", "x-a", "x-reason"],
    })
    expect(corsOf(line, "GET /orders")).toMatchObject({ headers: ["authorization"] })
  })
})

describe("`pass`", () => {
  test.each([
    ['response { pass "csv" }', "E223 · `csv` is no media type"],
    ['response { pass "*/*" }', "E223 · `*/*` is no media type"],
    ['response { pass "text/csv; charset=utf-8" }', "E223 · `text/csv; charset=utf-8` is no media type"],
    [
      'response { pass "application/JSON" }',
      "E411 · `application/JSON` is JSON, which response rules are for",
    ],
    [
      'response { pass "application/x-ndjson" }',
      "E411 · `application/x-ndjson` is JSON, which response rules are for",
    ],
    ['response { pass "text/csv", "TEXT/csv" }', "E114 · `TEXT/csv` stands twice"],
    ['response { pass "text/csv" } response { pass "text/html" }', "E303 · a second `pass` in one block"],
    [
      'response { each [*] as row { pass "text/csv" } }',
      "E312 · `pass` stands outside the routes that it is for",
    ],
  ])("is refused: %s", (line, finding) => {
    expect(found(line)).toEqual([finding])
  })

  test("stands outside a guardrail", () => {
    const text = `${around("")}guardrail /orders { response { pass "text/csv" } }\n`
    expect(compile([{ path: "a.edict", text }]).diagnostics.map(({ code }) => code)).toEqual(["E312"])
  })

  test("holds for its own block, the innermost in place of the outer", () => {
    const line = `response { pass "Text/CSV", "image/*" }
      GET /in { allow customer  response { pass "text/html" } }`
    const { policy } = compile([{ path: "a.edict", text: around(line) }])
    const passOf = (id: string): unknown => policy?.plan.routes.find((route) => route.id === id)?.pass
    expect(passOf("GET /orders")).toEqual(["text/csv", "image/*"])
    expect(passOf("GET /orders/in")).toEqual(["text/html"])
  })
})
