import { expect, it } from "vitest"
import { importOpenApi } from "../../src/openapi/import.ts"

const paths = "paths: { /a: { get: {} } }"

it.each([
  ["3.1 in YAML", `openapi: 3.1.0\n${paths}`],
  ["3.0 in YAML", `openapi: "3.0.3"\n${paths}`],
  ["3.2 in YAML", `openapi: 3.2.0\n${paths}`],
  ["2.0 as text", `swagger: "2.0"\n${paths}`],
  ["2.0 as a number", `swagger: 2.0\n${paths}`],
  ["3.1 in JSON", '{"openapi":"3.1.0","paths":{"/a":{"get":{}}}}'],
  ["JSON behind a byte order mark", '\uFEFF{"openapi":"3.1.0","paths":{"/a":{"get":{}}}}'],
  ["a YAML flow mapping", "{openapi: 3.1.0, paths: {/a: {get: {}}}}"],
  ["anchors and merge keys", "x-common: &common { get: {} }\nopenapi: 3.1.0\npaths: { /a: { <<: *common } }"],
])("reads %s", (_, text) => {
  const { value } = importOpenApi({ path: "api.yaml", text })
  expect(value?.operations).toBe(1)
  expect(value?.routes).toBe(1)
})

const bomb = [
  "a: &a [x, x, x, x, x, x, x, x, x, x]",
  ..."bcdefgh".split("").map((name, at) => {
    const before = "abcdefg"[at] ?? "a"
    return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}]`
  }),
].join("\n")

it.each([
  ["a list", "[]", "this is no OpenAPI document: its root is no object"],
  ["a text", "hello", "this is no OpenAPI document: its root is no object"],
  ["nothing", "", "this is no OpenAPI document: its root is no object"],
  ["no version", "paths: {}", "this is no OpenAPI document: it has neither `openapi` nor `swagger`"],
  ["1.2", 'swagger: "1.2"', "OpenAPI `1.2` is not known: 2.0 and 3.x are"],
  ["4.0", "openapi: 4.0.0", "OpenAPI `4.0.0` is not known: 2.0 and 3.x are"],
  [
    "a version inherited by no object",
    '{"__proto__":{"openapi":"3.1.0"}}',
    "this is no OpenAPI document: it has neither `openapi` nor `swagger`",
  ],
])("refuses %s", (_, text, message) => {
  const { value, diagnostics } = importOpenApi({ path: "api.yaml", text })
  expect(value).toBeUndefined()
  expect(diagnostics).toMatchObject([{ code: "E601", severity: "error", message }])
})

it("says where YAML ends to be YAML", () => {
  const { diagnostics } = importOpenApi({ path: "api.yaml", text: "openapi: 3.1.0\npaths:\n  - a\n b: c\n" })
  expect(diagnostics[0]).toMatchObject({ code: "E601", span: { file: "api.yaml", line: 4 } })
})

it("refuses aliases that grow without bound", () => {
  const { value, diagnostics } = importOpenApi({ path: "api.yaml", text: `openapi: 3.1.0\n${bomb}` })
  expect(value).toBeUndefined()
  expect(diagnostics[0]?.message).toMatch(/^this cannot be read as YAML/)
})
