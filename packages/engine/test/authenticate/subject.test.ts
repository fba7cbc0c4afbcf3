import { describe, expect, it } from "vitest"
import { compileSubject } from "../../src/authenticate/subject.ts"
import { compile } from "../../src/compile.ts"

const source = `package a
role customer
role admin as "Shop Admin"
subject { id: string  scopes: set of string = []  names: list of string = []  level: int = 1 }
authenticate jwt web {
  issuer "https://id.example"
  audience "a"
  keys env.KEYS
  subject.id = claims.sub
  subject.scopes = claims.scope
  subject.names = claims.names
  subject.level = claims.level
  subject.roles = claims.roles
}
GET /x { accept auth web  allow customer }`
const { policy } = compile([{ path: "a.edict", text: source }])
const { plan } = policy!
const make = compileSubject(plan.authenticators[0]!, plan)
const subjectOf = (claims: object): unknown => {
  const made = make({ sub: "u1", ...claims })
  return made.kind === "subject" ? made.subject : made
}

describe("a token's claims become a subject", () => {
  it.each([
    [
      "scopes written as one text",
      { scope: "orders:read  orders:write" },
      { scopes: ["orders:read", "orders:write"] },
    ],
    ["scopes written as a list", { scope: ["orders:read"] }, { scopes: ["orders:read"] }],
    ["a text where a list belongs stays what it is", { names: "ann bob" }, { names: "ann bob" }],
    [
      "roles are names, spaces and all",
      { roles: ["Shop Admin", "customer", "boss"] },
      { roles: ["admin", "customer"] },
    ],
    ["roles as one text are none", { roles: "customer admin" }, { roles: [] }],
    ["what is absent stays absent", {}, { id: "u1", roles: [] }],
  ])("%s", (_, claims, expected) => {
    expect(subjectOf(claims)).toMatchObject(expected)
  })

  it("without the member that every caller has, none", () => {
    expect(make({ scope: "a" })).toEqual({ kind: "incomplete", member: "id" })
  })

  it("an `id` that is the empty text is none", () => {
    expect(make({ sub: "" })).toEqual({ kind: "incomplete", member: "id" })
    expect(make({ sub: " " })).toMatchObject({ kind: "subject" })
  })
})
