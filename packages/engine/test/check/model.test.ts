import { describe, expect, test } from "vitest"
import type { Policy, Route } from "../../src/model/policy.ts"
import type { Expression } from "../../src/values/expression.ts"
import { checkFiles, checkText, policyOf } from "./policies.ts"

const head = `package shop
type Order { ownerId: string total: int status?: string next?: Order }
role customer
role support
role owner of order: Order when order.ownerId == subject.id
subject { id: string tenant?: string mfa: bool = false level: int = 3 scopes: set of string = [] }
`

function routeOf(policy: Policy, id: string): Route {
  const route = policy.routes.find((one) => one.id === id)
  if (route === undefined) throw new Error(`no route ${id}`)
  return route
}

/** The condition of the only allow of the only route. */
function conditionOf(condition: string, before = ""): Expression | undefined {
  const text = `${head}${before}\nGET /orders/{id}/{n: int} {\n load order: Order by path.id\n allow customer when ${condition}\n}\n`
  return policyOf(text).routes[0]?.allows[0]?.grant.when
}

/** Without places, so that what is said stands out. */
function bare(expression: unknown): unknown {
  return JSON.parse(JSON.stringify(expression, (key, value: unknown) => (key === "span" ? undefined : value)))
}

describe("ids of rules", () => {
  const policy = policyOf(`${head}
GET /a { allow customer  deny support }
GET /b {
  allow customer
  deny support
  use one, two
}
quota one = 3/min per subject.id
quota two = 3/h per subject.id
`)

  test("are the file and the line", () => {
    expect(routeOf(policy, "GET /b").allows.map(({ id }) => id)).toEqual(["policy.edict:10"])
    expect(routeOf(policy, "GET /b").own.denies.map(({ id }) => id)).toEqual(["policy.edict:11"])
  })

  test("have the column where another rule stands on the line", () => {
    const { allows, own } = routeOf(policy, "GET /a")
    expect([...allows, ...own.denies].map(({ id }) => id)).toEqual(["policy.edict:8:10", "policy.edict:8:26"])
    expect(routeOf(policy, "GET /b").own.limits.map(({ id }) => id)).toEqual([
      "policy.edict:12:7",
      "policy.edict:12:12",
    ])
  })
})

describe("where rules go", () => {
  const policy = policyOf(`${head}
require tls >= 1.2
api /v1 {
  allow support
  deny customer when header.x-a == "1"
  body any max 1kb
  response { show id  hide cost  conceal existence }
  api /orders {
    GET / {
      allow customer
      body raw
      response {
        each data[*] as order: Order { show total to support  only to owner  hide next unless support }
        reveal errors
      }
    }
    GET, PUT /{id} as single { allow customer  timeout 5s }
  }
}
guardrail /v1/** { audit full }
`)

  test("a tightening goes to the scope of its block, and to the route's own", () => {
    expect(policy.scopes.map(({ kind, path }) => `${kind} ${path.text}`)).toEqual([
      "policy /",
      "api /v1",
      "guardrail /v1/**",
    ])
    const [file, api, rail] = policy.scopes
    expect(file?.requires.map(({ what }) => what)).toEqual([{ kind: "tls", version: 1.2 }])
    expect(api?.denies).toHaveLength(1)
    expect(api?.bodyMaxima.map(({ bytes }) => bytes)).toEqual([1024])
    expect(api?.response.map(({ kind }) => kind)).toEqual(["hide"])
    expect(rail?.audits.map(({ level }) => level)).toEqual(["full"])
    expect(
      routeOf(policy, "PUT /v1/orders/{id}").own.timeouts.map(({ milliseconds }) => milliseconds),
    ).toEqual([5000])
  })

  test("what widens, and what is lexical, goes to the routes of its block", () => {
    const list = routeOf(policy, "GET /v1/orders")
    expect(list.allows.map(({ grant }) => grant.roles)).toEqual([["support"], ["customer"]])
    expect(list.shows.map(({ kind }) => kind)).toEqual(["show", "each"])
    expect([list.body, list.revealErrors, list.conceal.existence]).toEqual(["raw", true, true])
    const single = routeOf(policy, "GET /v1/orders/{id}")
    expect([single.body, single.revealErrors, single.conceal.existence, single.name]).toEqual([
      "any",
      false,
      true,
      "single",
    ])
  })

  test("an `each` is split into what it shows and what it takes away, under one id", () => {
    const list = routeOf(policy, "GET /v1/orders")
    const shown = list.shows.find((rule) => rule.kind === "each")
    const [taken] = list.own.response
    expect(shown?.kind === "each" && shown.rules.map(({ kind }) => kind)).toEqual(["show"])
    expect(taken?.kind === "each" && taken.rules.map(({ kind }) => kind)).toEqual(["only-to", "hide"])
    expect(taken?.kind === "each" && [taken.name, taken.type]).toEqual(["order", "Order"])
    expect(taken?.id).toBe(shown?.id)
  })

  test("verbs of one block share their rules", () => {
    expect(routeOf(policy, "GET /v1/orders/{id}").own).toBe(routeOf(policy, "PUT /v1/orders/{id}").own)
  })
})

describe("what is accepted and loaded", () => {
  const policy = policyOf(`${head}
authenticate jwt shop { issuer "i"  audience "a"  keys env.K  subject.id = claims.sub  subject.mfa = "mfa" in claims.amr }
authenticate apikey keys { header "X-Api-Key"  prefix "Key "  keys file "./keys.yaml"  subject.id = key.id }
accept auth shop
api /v1/{shop} {
  load store: Order by path.shop
  GET /{id} {
    accept auth keys, shop
    load order: Order by path.shop, path.id, store.ownerId
    allow owner
  }
  PUT /{id} { allow customer }
}
`)

  test("the innermost `accept auth` counts, that of the file for all others", () => {
    expect(policy.routes.map(({ accept }) => accept)).toEqual([["keys", "shop"], ["shop"]])
  })

  test("loads run in order, outer first, with the places of the parameters", () => {
    const [first] = policy.routes
    expect(first?.loads.map(({ name, type }) => `${name}: ${type}`)).toEqual(["store: Order", "order: Order"])
    const by = first?.loads[1]?.by.map(
      (read) => read.kind === "read" && [read.root, read.ordinal, read.name, ...read.members],
    )
    expect(by).toEqual([
      ["path", 0, "shop"],
      ["path", 1, "id"],
      ["resource", -1, "store", "ownerId"],
    ])
  })

  test("authenticators are complete", () => {
    const [jwt, key] = policy.authenticators
    expect(jwt).toMatchObject({
      kind: "jwt",
      issuer: { kind: "text", text: "i" },
      keys: { kind: "environment", variable: "K" },
    })
    expect(jwt?.kind === "jwt" && jwt.algorithms).not.toContain("HS256")
    expect(bare(jwt?.assignments[1]?.value)).toMatchObject({
      kind: "in-list",
      list: { root: "credential", members: ["amr"] },
    })
    expect(key).toMatchObject({
      kind: "apikey",
      header: "x-api-key",
      prefix: "Key ",
      keys: { kind: "file", path: "./keys.yaml", from: "" },
    })
  })
})

describe("conditions", () => {
  test("a read carries its type, its default and its place", () => {
    expect(bare(conditionOf("subject.level > path.n"))).toEqual({
      kind: "compare",
      operator: ">",
      left: {
        kind: "read",
        root: "subject",
        name: "",
        ordinal: -1,
        members: ["level"],
        type: { kind: "int" },
        default: 3,
      },
      right: { kind: "read", root: "path", name: "n", ordinal: 1, members: [], type: { kind: "int" } },
      type: { kind: "int" },
    })
  })

  test("types inside are shallow", () => {
    const text = JSON.stringify(conditionOf("has order.next and order.next.next.total > 3"))
    expect(text).toContain('"type":{"kind":"record","name":"Order"}')
    expect(text).not.toContain('"members":{')
  })

  test("a definition stands where it is called, with what it was given", () => {
    const condition = bare(
      conditionOf("large(order.next, 5)", "define large(o: Order, most: int) = o.total > most"),
    )
    expect(condition).toMatchObject({
      kind: "compare",
      left: { root: "resource", name: "order", members: ["next", "total"] },
      right: { kind: "literal", value: 5 },
    })
  })

  test("variables of one name are told apart", () => {
    const condition = conditionOf("any x in body.a: (x == 1 and any x in body.b: x == 2)")
    const names = JSON.stringify(condition).match(/"variable":"[^"]+"/g) ?? []
    expect(new Set(names).size).toBe(2)
  })

  test("literals take the form of the other side", () => {
    const condition = (before: string, text: string): unknown => {
      const { grant } = policyOf(
        `package a\ntype T { ${before} }\nrole r\nGET /{id} {\n load t: T by path.id\n allow r when ${text}\n}\n`,
      ).routes[0]!.allows[0]!
      return bare(grant.when)
    }
    expect(condition("at: instant", 't.at > "1970-01-01T00:00:01Z"')).toMatchObject({
      right: { value: 1000, type: { kind: "instant" } },
    })
    expect(condition("id: uuid", 't.id == "6F9619FF-8B86-D011-B42D-00C04FC964FF"')).toMatchObject({
      right: { value: "6f9619ff-8b86-d011-b42d-00c04fc964ff" },
    })
    expect(condition("ip: ip", "t.ip == 192.0.2.1")).toMatchObject({
      right: { value: "192.0.2.1", type: { kind: "ip" } },
    })
    expect(condition("ip: ip", "t.ip in [10.0.0.0/8, ::1]")).toMatchObject({
      kind: "in-cidrs",
      cidrs: ["10.0.0.0/8", "::1/128"],
    })
    expect(condition("at: time", "t.at in [08:00, 09:30]")).toMatchObject({
      list: { value: ["08:00", "09:30"] },
      type: { kind: "time" },
    })
    expect(condition("at: time", "t.at == 08:00")).toMatchObject({ right: { value: 480 } })
  })

  test("JSON of any kind is read as what it is compared with", () => {
    expect(bare(conditionOf("body.amount in 1 .. 10"))).toMatchObject({
      kind: "in-range",
      item: { type: { kind: "int" } },
    })
    expect(bare(conditionOf("body.flag"))).toMatchObject({ kind: "read", type: { kind: "bool" } })
  })

  test("days wrap the end of the week", () => {
    expect(bare(conditionOf('context.time between 22:00 and 06:00 in "Europe/Berlin" on sat..mon'))).toEqual({
      kind: "between",
      from: 1320,
      to: 360,
      zone: "Europe/Berlin",
      days: [6, 7, 1],
    })
  })

  test("header names compare without case", () => {
    expect(bare(conditionOf('header.X-Tenant == "a"'))).toMatchObject({
      left: { root: "header", members: ["x-tenant"] },
    })
  })

  test("`require mfa` and `require scope` become conditions", () => {
    const { routes } = policyOf(
      `${head}GET /a {\n allow customer\n require mfa\n require scope "a", "b"\n}\n`,
    )
    const [mfa, scope] = routes[0]!.own.requires.map(({ what }) => bare(what))
    expect(mfa).toMatchObject({
      kind: "mfa",
      condition: { root: "subject", members: ["mfa"], default: false },
    })
    expect(scope).toMatchObject({
      kind: "scope",
      scopes: ["a", "b"],
      condition: { kind: "and", operands: [{ kind: "in-list" }, { kind: "in-list" }] },
    })
  })
})

describe("quotas and limits", () => {
  const policy = policyOf(`${head}
quota shared = 10/min per path.id
quota idle = 10/min per path.other
api /a/{id} { use shared  GET / { allow customer  limit 3/min per subject.id when order.total > 3  load order: Order by path.id } }
api /b/{id} { use shared  GET / { allow customer } }
`)

  test("a quota has one counter, an inline limit its own", () => {
    const places = policy.scopes.flatMap(({ limits }) =>
      limits.map(({ limit }) => policy.limits[limit]?.name),
    )
    expect(places).toEqual(["shared", "shared"])
    expect(new Set(policy.scopes.flatMap(({ limits }) => limits.map(({ limit }) => limit))).size).toBe(1)
    const [own] = routeOf(policy, "GET /a/{id}").own.limits
    expect(policy.limits[own?.limit ?? -1]?.name).toBeUndefined()
  })

  test("its key knows its place in the path", () => {
    const shared = policy.limits.find(({ name }) => name === "shared")
    expect(bare(shared?.per)).toMatchObject([{ root: "path", name: "id", ordinal: 0 }])
  })
})

describe("settings", () => {
  const text = `package a
setting most: int = 10 from env.MOST
setting open: bool = false from env.OPEN
setting at: time = 08:00
`
  const values = (environment: Record<string, string>): unknown =>
    policyOf(text, { environment }).settings.map(({ value }) => value)

  test("take what the environment says, in JSON's form, and what is written where it is silent", () => {
    expect(values({})).toEqual([10, false, "08:00"])
    expect(values({ MOST: "12", OPEN: "true" })).toEqual([12, true, "08:00"])
  })

  test.each(["0x10", " 7", "7 ", "07", "+7", "7.0", "1e1", "", "-0", "Infinity", "9007199254740993"])(
    "take no %j for an int",
    (most) => {
      const { diagnostics, value } = checkText(text, { environment: { MOST: most } })
      expect(diagnostics.map(({ code }) => code)).toEqual(["E216"])
      expect(value).toBeUndefined()
    },
  )

  test.each(["0", "-12", "9007199254740991"])("take %j for an int", (most) => {
    expect(values({ MOST: most })).toEqual([Number(most), false, "08:00"])
  })

  test("never read the prototype of the environment", () => {
    const inherited = Object.create({ MOST: "99" }) as Record<string, string>
    expect(values(inherited)).toEqual([10, false, "08:00"])
  })
})

describe("roles", () => {
  const { roles } = policyOf(`package a
role customer
role internal when context.ip in 10.0.0.0/8
role mine when subject.id == "x"
role both when subject is internal
role deep when subject is mine
role known when subject is customer
role all when subject is anyone
`)

  test("read the subject by themselves, or by way of another", () => {
    const reading = roles.filter(({ readsSubject }) => readsSubject).map(({ name }) => name)
    expect(reading).toEqual(["mine", "deep", "known"])
  })
})

test("the order of files does not matter", () => {
  const one = "package a\nrole customer\nquota q = 1/min per subject.id\n"
  const two = "package a\nGET /x { allow customer  use q }\n"
  const policy = (files: Record<string, string>): unknown => bare(checkFiles(files).value)
  expect(policy({ "a.edict": one, "b.edict": two })).toEqual(policy({ "b.edict": two, "a.edict": one }))
})

test("a policy is plain data: nothing in it leads back to itself", () => {
  const policy = policyOf(
    `package a
type Node { next?: Node  all: list of Node }
subject { id: string  node?: Node }
role r of node: Node when node.next.next == subject.node.next or has node.all
`.replace("node.next.next == subject.node.next or ", ""),
  )
  expect(() => JSON.stringify(policy)).not.toThrow()
})
