import { expect, it } from "vitest"
import { importOpenApi } from "../../src/openapi/import.ts"
import { imported, oneOperation, routesIn, statementsOf } from "./policies.ts"

const schemes = {
  token: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
  oauth: { type: "oauth2", flows: {} },
  key: { type: "apiKey", in: "header", name: "X-Api-Key" },
  cookie: { type: "apiKey", in: "cookie", name: "sid" },
  basic: { type: "http", scheme: "basic" },
}
const declared = { components: { securitySchemes: schemes } }

const scope = (name: string): string => `"${name}" in subject.scopes`

it.each([
  ["nothing said", undefined, ["allow anyone"]],
  ["an empty list", [], ["allow anyone"]],
  ["an empty requirement", [{}], ["allow anyone"]],
  ["credentials if wanted", [{}, { token: ["a"] }], ["accept auth token", "allow anyone"]],
  ["one scheme", [{ token: [] }], ["accept auth token", "allow authenticated"]],
  ["one scope", [{ token: ["a:b"] }], ["accept auth token", "allow authenticated", 'require scope "a:b"']],
  [
    "two scopes",
    [{ token: ["a", "b"] }],
    ["accept auth token", "allow authenticated", 'require scope "a", "b"'],
  ],
  [
    "a scope twice",
    [{ token: ["a", "a"] }],
    ["accept auth token", "allow authenticated", 'require scope "a"'],
  ],
  [
    "either scope",
    [{ token: ["a"] }, { token: ["b"] }],
    ["accept auth token", "allow authenticated", `require ${scope("a")} or ${scope("b")}`],
  ],
  [
    "two scopes or another",
    [{ token: ["a", "b"] }, { token: ["c"] }],
    [
      "accept auth token",
      "allow authenticated",
      `require (${scope("a")} and ${scope("b")}) or ${scope("c")}`,
    ],
  ],
  [
    "an alternative that asks for more",
    [{ token: ["a", "b"] }, { token: ["a"] }],
    ["accept auth token", "allow authenticated", 'require scope "a"'],
  ],
  [
    "an alternative that asks for nothing",
    [{ token: ["a"] }, { token: [] }],
    ["accept auth token", "allow authenticated"],
  ],
  ["either scheme", [{ token: [] }, { key: [] }], ["accept auth key, token", "allow authenticated"]],
  [
    "either scheme with one scope",
    [{ token: ["a"] }, { key: ["a"] }],
    ["accept auth key, token", "allow authenticated", 'require scope "a"'],
  ],
  [
    "scopes of one scheme only",
    [{ token: ["a"] }, { key: [] }],
    [
      "accept auth key, token",
      "allow authenticated",
      `require (subject.authenticator == "token" and ${scope("a")}) or subject.authenticator == "key"`,
    ],
  ],
  [
    "a way in that cannot be checked",
    [{ cookie: [] }, { token: [] }],
    ["accept auth token", "allow authenticated"],
  ],
])("%s", (_, security, expected) => {
  const operation = security === undefined ? {} : { security }
  // Another operation uses a scheme, so that the policy reads credentials itself.
  const paths = { "/other": { get: { security: [{ token: [] }] } }, "/things": { get: operation } }
  const { text } = imported({ ...oneOperation({}, declared), paths })
  const route = routesIn(text).find(
    ({ head }) => text.lastIndexOf("/other", head.start) < text.indexOf("/things"),
  )
  expect(route).toBeDefined()
  const alone = text.slice(text.indexOf("api /things"))
  expect(statementsOf(`package p\n${alone.includes("accept") ? alone : alone}`)).toEqual(
    expected.filter((line) => !line.startsWith("accept")),
  )
  const accept = /accept auth (.*)/.exec(alone)?.[1]
  expect(accept === undefined ? [] : [`accept auth ${accept}`]).toEqual(
    expected.filter((line) => line.startsWith("accept")),
  )
})

it.each([
  ["an API key in a cookie", [{ cookie: [] }], "`cookie` is an API key in a cookie"],
  ["basic credentials", [{ basic: [] }], "`basic` is HTTP `basic` credentials"],
  ["two schemes at once", [{ token: [], key: [] }], "`token` and `key` are asked for at once"],
  ["a scheme that is not declared", [{ nothing: [] }], "the document declares no scheme `nothing`"],
  ["a scheme of an object's own", [{ constructor: [] }], "the document declares no scheme `constructor`"],
  ["a requirement that is none", ["token"], "the document declares no scheme ``"],
])("leaves out an operation that asks for %s, and says so", (_, security, why) => {
  const paths = { "/other": { get: { security: [{ token: [] }] } }, "/things": { get: { security } } }
  const text = JSON.stringify({ ...oneOperation({}, declared), paths })
  const { value, diagnostics } = importOpenApi({ path: "api.json", text })
  expect(value).toMatchObject({ operations: 2, routes: 1 })
  expect(value?.text).toContain(`# left out: GET /things: ${why}`)
  expect(diagnostics).toContainEqual(
    expect.objectContaining({ code: "E603", message: `\`GET /things\` is left out: ${why}` }),
  )
})

it("leaves credentials to the host where it can check none of them", () => {
  const { text } = imported(oneOperation({ security: [{ basic: [] }] }, declared))
  expect(text).not.toContain("authenticate ")
  expect(statementsOf(text)).toEqual(["allow authenticated"])
})

it("tells several schemes of the host apart", () => {
  const paths = {
    "/a": { get: { security: [{ basic: [] }] } },
    "/b": { get: { security: [{ basic: [], cookie: [] }] } },
  }
  const { text } = imported({ ...oneOperation({}, declared), paths })
  expect(text).toContain("credentials: set of string = []")
  expect(text).toContain('require "basic" in subject.credentials\n')
  expect(text).toContain('require "basic" in subject.credentials and "cookie" in subject.credentials\n')
})

it("takes what the document says for all operations where one says nothing", () => {
  const { text } = imported(oneOperation({}, { ...declared, security: [{ token: ["a"] }] }))
  expect(statementsOf(text)).toEqual(["allow authenticated", 'require scope "a"'])
  const lifted = imported(oneOperation({ security: [] }, { ...declared, security: [{ token: ["a"] }] }))
  expect(statementsOf(lifted.text)).toEqual(["allow anyone"])
})

it("reads the schemes of 2.0", () => {
  const document = {
    swagger: "2.0",
    basePath: "/v3/",
    securityDefinitions: {
      petstore_auth: { type: "oauth2" },
      api_key: { type: "apiKey", in: "header", name: "api_key" },
    },
    paths: { "/pets": { get: { security: [{ petstore_auth: ["read:pets"] }, { api_key: [] }] } } },
  }
  const { text } = imported(document)
  expect(text).toContain("authenticate jwt petstore_auth {")
  expect(text).toContain('header "api_key"')
  expect(text).toContain("api /v3/pets {")
})

it("reads an issuer off an OpenID Connect address", () => {
  const openId = (url: string): string => {
    const securitySchemes = { id: { type: "openIdConnect", openIdConnectUrl: url } }
    return imported(oneOperation({ security: [{ id: [] }] }, { components: { securitySchemes } })).text
  }
  expect(openId("https://id.example/.well-known/openid-configuration")).toMatch(
    /issuer +"https:\/\/id\.example"/,
  )
  expect(openId("https://id.example/elsewhere")).toMatch(/issuer +env\.ID_ISSUER/)
})
