import { describe, expect, test } from "vitest"
import type { Request, Subject } from "../../src/decide/decision.ts"
import { decisionOf, verdict } from "./policies.ts"

const ann: Subject = { id: "u1", roles: ["customer"] }
const sue: Subject = { id: "s1", roles: ["support"] }
const eve: Subject = { id: "e1", roles: [] }

const get = (path: string, rest: Partial<Request> = {}): Request => ({ method: "GET", path, ...rest })

const shop = `role customer
role support
role admin includes support
role owner of order: Order when order.ownerId == subject.id
type Order { id: string  ownerId: string  tenant?: string  total: number  public: bool = false }
role reader of order: Order when order.public
subject { id: string  tenant?: string  mfa: bool = false  scopes: set of string = [] }
require tls >= 1.2 except GET /healthz
api /healthz { GET / {
  allow anyone
} }
api /orders {
  GET / {
    allow customer, support
  }
  api /{id} {
    load order: Order by path.id
    GET / {
      allow owner
      allow support
    }
    GET /public {
      allow reader
    }
    POST /refund {
      allow support when order.tenant == subject.tenant
      require mfa
      deny support when order.total > 1000 else 422 "too large"
    }
    GET /secret {
      allow owner
      deny customer when order.total > 1000
      response { conceal existence }
    }
  }
}
api /scoped { GET / {
  allow authenticated
  require scope "a", "b"
  require mfa within 5min unless support
} }`.replace("mfa: bool = false", "mfa: bool = false  authTime?: instant")

const safe = { context: { tls: 1.3, now: 1_000_000 } }
const order = { id: "o1", ownerId: "u1", tenant: "t1", total: 10 }
const having = (made: object): Partial<Request> => ({ ...safe, resources: { order: made } })

describe("the way of a request", () => {
  const cases: readonly (readonly [string, Request, string])[] = [
    ["an ambiguous target is refused first", get("/orders//x", safe), "400 ambiguous-target"],
    ["an encoded slash too", get("/orders/a%2fb", safe), "400 ambiguous-target"],
    ["an unknown path", get("/nothing", safe), "404 no-route"],
    ["a known path, another verb", { ...get("/healthz"), method: "POST" }, "405 method-not-allowed"],
    ["transport comes before who", get("/orders"), "403 require tls >= 1.2 except GET /healthz"],
    [
      "transport as text",
      get("/orders", { context: { tls: "TLSv1.3" }, subject: ann }),
      "200 allow customer, support",
    ],
    ["a target of `except` is left alone", get("/healthz"), "200 allow anyone"],
    ["HEAD as GET, also for `except`", { ...get("/healthz"), method: "HEAD" }, "200 allow anyone"],
    ["nobody without credentials", get("/orders", safe), "401 no-role"],
    ["a subject without the role", get("/orders", { ...safe, subject: eve }), "403 no-role"],
    [
      "a role by inclusion",
      get("/orders", { ...safe, subject: { id: "a", roles: ["admin"] } }),
      "200 allow customer, support",
    ],
    ["who is asked before loading", get("/orders/o1", safe), "401 no-role"],
    [
      "who a relative role could fit hears that nothing is there",
      get("/orders/o1", { ...safe, subject: eve }),
      "404 nothing-loaded",
    ],
    [
      "null is nothing",
      get("/orders/o1", { ...safe, subject: eve, resources: { order: null } }),
      "404 nothing-loaded",
    ],
    ["the owner", get("/orders/o1", { ...having(order), subject: ann }), "200 allow owner"],
    ["no owner", get("/orders/o1", { ...having(order), subject: eve }), "403 not-allowed"],
    [
      "support needs no thing, but the route does",
      get("/orders/o1", { ...safe, subject: sue }),
      "404 nothing-loaded",
    ],
    ["support", get("/orders/o1", { ...having(order), subject: sue }), "200 allow support"],
    [
      "a relative role that reads no subject, for anybody",
      get("/orders/o1/public", having({ ...order, public: true })),
      "200 allow reader",
    ],
    ["nothing there is 401 to who has no subject", get("/orders/o1/public", safe), "401 nothing-loaded"],
    ["a default is read", get("/orders/o1/public", having(order)), "401 not-allowed"],
  ]
  test.each(cases)("%s", (_, request, expected) => {
    expect(verdict(shop, request)).toBe(expected)
  })
})

describe("deny, allow, require", () => {
  const refund = (subject: Subject, made: object): Request => ({
    method: "POST",
    path: "/orders/o1/refund",
    ...having(made),
    subject,
  })
  const cases: readonly (readonly [string, Request, string])[] = [
    [
      "a deny comes before a require",
      refund({ ...sue, tenant: "t1" }, { ...order, total: 2000 }),
      '422 deny support when order.total > 1000 else 422 "too large"',
    ],
    [
      "an unknown deny applies",
      refund({ ...sue, tenant: "t1", mfa: true }, { ...order, total: "many" }),
      '422 deny support when order.total > 1000 else 422 "too large"',
    ],
    ["a require that fails", refund({ ...sue, tenant: "t1" }, order), "401 require mfa"],
    [
      "and one that holds",
      refund({ ...sue, tenant: "t1", mfa: true }, order),
      "200 allow support when order.tenant == subject.tenant",
    ],
    ["an unknown require fails", refund({ ...sue, tenant: "t1", mfa: "yes" }, order), "401 require mfa"],
    ["an unknown allow is not met", refund({ ...sue, mfa: true }, order), "403 not-allowed"],
    [
      "concealed: a deny without else is 404",
      get("/orders/o1/secret", { ...having({ ...order, total: 2000 }), subject: ann }),
      "404 deny customer when order.total > 1000",
    ],
    [
      "concealed: so is no allow",
      get("/orders/o1/secret", { ...having(order), subject: eve }),
      "404 not-allowed",
    ],
    ["concealed: 401 stays", get("/orders/o1/secret", having(order)), "401 no-role"],
    [
      "of two requires the lower status",
      get("/scoped", { ...safe, subject: eve }),
      "401 require mfa within 5min unless support",
    ],
    ["`unless` lifts one", get("/scoped", { ...safe, subject: sue }), '403 require scope "a", "b"'],
    [
      "all scopes are asked for",
      get("/scoped", { ...safe, subject: { ...sue, scopes: ["b", "c", "a"] } }),
      "200 allow authenticated",
    ],
    [
      "a factor of long ago is none",
      get("/scoped", { ...safe, subject: { ...eve, scopes: ["a", "b"], mfa: true, authTime: 999_000 } }),
      "401 require mfa within 5min unless support",
    ],
    [
      "one of just now is",
      get("/scoped", { ...safe, subject: { ...eve, scopes: ["a", "b"], mfa: true, authTime: 999_900 } }),
      "200 allow authenticated",
    ],
  ]
  test.each(cases)("%s", (_, request, expected) => {
    expect(verdict(shop, request)).toBe(expected)
  })

  test("challenges say how to become acceptable", () => {
    expect(decisionOf(shop, get("/scoped", { ...safe, subject: eve })).challenge).toEqual({
      kind: "step-up",
      maxAgeSeconds: 300,
    })
    expect(decisionOf(shop, get("/scoped", { ...safe, subject: sue })).challenge).toEqual({
      kind: "insufficient-scope",
      scopes: ["a", "b"],
    })
    expect(decisionOf(shop, get("/nothing")).challenge).toBeUndefined()
  })

  test("405 lists the verbs of every route of the path, HEAD with GET", () => {
    const text =
      "api /a { GET / { allow anyone }\n PUT / { allow anyone } }\napi /{b} { DELETE / { allow anyone } }"
    expect(decisionOf(text, { method: "POST", path: "/a" }).allowedMethods).toEqual([
      "DELETE",
      "GET",
      "HEAD",
      "PUT",
    ])
    expect(decisionOf(text, { method: "DELETE", path: "/a" }).route).toBe("DELETE /{b}")
  })
})

describe("roles are true, false or unknown", () => {
  const text = `role staff
role night when context.time between 22:00 and 06:00
role boss includes night
role first includes second of thing: Thing when thing.kind == "first"
role second includes third of thing: Thing when thing.owner == subject.id
role third
type Thing { kind: string  owner: string }
subject { id: string }
GET /night {
  allow night
}
GET /day {
  allow authenticated
  deny night
}
GET /second {
  load thing: Thing by query.id
  allow second
}
GET /third {
  load thing: Thing by query.id
  allow third
  allow first when thing.kind == "never"
}`
  const at = (now: string | undefined): Partial<Request> => ({ context: now === undefined ? {} : { now } })
  const cases: readonly (readonly [string, Request, string])[] = [
    [
      "held while its condition holds",
      get("/night", { ...at("2026-01-01T23:00:00Z"), subject: eve }),
      "200 allow night",
    ],
    ["not while it does not", get("/night", { ...at("2026-01-01T12:00:00Z"), subject: eve }), "403 no-role"],
    ["unknown is not held for an allow", get("/night", { ...at(undefined), subject: eve }), "403 no-role"],
    ["and is for a deny", get("/day", { ...at(undefined), subject: eve }), "403 deny night"],
    ["false is not", get("/day", { ...at("2026-01-01T12:00:00Z"), subject: eve }), "200 allow authenticated"],
    [
      "a role with a condition is never assigned",
      get("/night", { ...at(undefined), subject: { id: "x", roles: ["night"] } }),
      "403 no-role",
    ],
    [
      "but may be included",
      get("/night", { ...at(undefined), subject: { id: "x", roles: ["boss"] } }),
      "200 allow night",
    ],
    [
      "included while the other holds",
      get("/second", { subject: eve, resources: { thing: { kind: "first", owner: "?" } } }),
      "200 allow second",
    ],
    [
      "through both",
      get("/third", { subject: eve, resources: { thing: { kind: "first", owner: "?" } } }),
      "200 allow third",
    ],
    [
      "without a subject nobody holds what reads one",
      get("/second", { resources: { thing: { kind: "first", owner: "?" } } }),
      "401 no-role",
    ],
    [
      "and it passes nothing on",
      get("/third", { resources: { thing: { kind: "first", owner: "?" } } }),
      "401 not-allowed",
    ],
  ]
  test.each(cases)("%s", (_, request, expected) => {
    expect(verdict(text, request)).toBe(expected)
  })
})

describe("what tightens from elsewhere", () => {
  const text = `role staff
subject { id: string }
api /a/{x} {
  deny anyone when header.x-block == path.x
}
guardrail /a/{y}/deep {
  deny anyone when path.y == "no"
  audit full
  timeout 1s
}
api /a/{n: int} {
  GET / {
    allow anyone
    timeout 5s
  }
}
api /a/{other} {
  audit none
  GET /deep/{rest**} {
    allow anyone
  }
  GET /shallow {
    allow anyone
  }
}`
  test("an untyped parameter governs a typed one, in another block", () => {
    expect(verdict(text, get("/a/5", { headers: { "X-Block": "5" } }))).toBe(
      "401 deny anyone when header.x-block == path.x",
    )
    expect(verdict(text, get("/a/5", { headers: { "X-Block": "6" } }))).toBe("200 allow anyone")
  })
  test("a guardrail reads its own parameters, and holds under its path only", () => {
    expect(verdict(text, get("/a/no/deep/x", { headers: { "x-block": "?" } }))).toBe(
      '401 deny anyone when path.y == "no"',
    )
    expect(verdict(text, get("/a/no/shallow", { headers: { "x-block": "?" } }))).toBe("200 allow anyone")
  })
  test("obligations: the strictest audit, the lowest timeout, of what holds for the request", () => {
    const headers = { "x-block": "?" }
    expect(decisionOf(text, get("/a/b/deep", { headers })).obligations).toMatchObject({
      audit: "full",
      timeoutMilliseconds: 1000,
    })
    expect(decisionOf(text, get("/a/b/shallow", { headers })).obligations).toMatchObject({
      audit: "none",
      timeoutMilliseconds: undefined,
    })
    expect(decisionOf(text, get("/a/5", { headers })).obligations).toMatchObject({
      audit: "none",
      timeoutMilliseconds: 5000,
    })
  })
})

describe("the most specific template", () => {
  const text = [
    "/x/{rest**}",
    "/x/{any}",
    "/x/{n: int}",
    "/x/v{n: int}",
    "/x/vi{n: int}",
    "/x/v1",
    "/x/{a}/end",
    "/x/v1/{b}",
  ]
    .map((path) => `GET ${path} { allow anyone }`)
    .join("\n")
  const cases: readonly (readonly [string, string])[] = [
    ["/x/v1", "/x/v1"],
    ["/x/v2", "/x/v{n: int}"],
    ["/x/vi2", "/x/vi{n: int}"],
    ["/x/12", "/x/{n: int}"],
    ["/x/012", "/x/{any}"],
    ["/x", "/x/{rest**}"],
    ["/x/v1/end", "/x/v1/{b}"],
    ["/x/v2/end", "/x/{a}/end"],
    ["/x/v2/other", "/x/{rest**}"],
    ["/x/v1/", "/x/{rest**}"],
  ]
  test.each(cases)("%s goes to %s", (path, template) => {
    expect(decisionOf(text, get(path)).route).toBe(`GET ${template}`)
  })
})
