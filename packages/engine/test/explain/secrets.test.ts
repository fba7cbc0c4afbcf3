import { expect, it } from "vitest"
import { accessMatrix } from "../../src/analyze/matrix/matrix.ts"
import { renderMatrixText } from "../../src/analyze/matrix/text.ts"
import { compile } from "../../src/compile.ts"
import { explain } from "../../src/explain/explain.ts"
import { renderExplanation } from "../../src/explain/layout.ts"

// Values that begin with `hush` are secrets: those of requests, and those that the policy holds against them.
const request = {
  method: "POST",
  path: "/hooks?code=shown-query&access_token=hush-query",
  headers: { authorization: "hush-authorization", "x-partner": "hush-partner", "x-open": "shown-header" },
  body: { password: "hush-body" },
  subject: { id: "u1", roles: ["r"], token: "hush-token", tokens: ["hush-first"], region: "shown-region" },
}
const environment = { HOOK: "hush-setting", OPEN: "shown-setting" }

function told(condition: string): { readonly explained: string; readonly matrix: string } {
  const text = `package shop
role r
subject { id: string  token?: string  tokens: set of string = []  region?: string }
setting hook: string = "x" from env.HOOK
setting hookSecret: string = "x" from env.HOOK
setting open: string = "x" from env.OPEN
setting hooks: list of string = ["hush-listed"]
setting opens: list of string = ["shown-listed"]
POST /hooks { body any  allow authenticated when ${condition} }
`
  const sources = [{ path: "shop.edict", text }]
  const { policy, diagnostics } = compile(sources, { environment })
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  const explanation = explain(policy, request, sources)
  return {
    explained: `${JSON.stringify(explanation.steps)}${JSON.stringify(explanation.nearest)}${renderExplanation(explanation)}`,
    matrix: renderMatrixText(accessMatrix(policy)),
  }
}

it.each([
  "subject.token == hook",
  "hook == body.password",
  "header.authorization != hook and subject.id == hookSecret",
  "not (query.access_token == hook)",
  "header.authorization starts with hook",
  "subject.region == hookSecret",
  "subject.token in hooks",
  "any key in hooks: key == subject.token",
  "any one in subject.tokens: one == hook",
])("withholds secrets, and settings beside them: %s", (condition) => {
  const { explained, matrix } = told(condition)
  expect(explained).toContain("withheld")
  expect(explained).not.toContain("hush-")
  expect(matrix).not.toContain("hush-")
})

it.each<[string, readonly string[]]>([
  ["subject.region == open", ["shown-region", "shown-setting"]],
  ["subject.token == hook or header.x-open == open", ["shown-header", "shown-setting"]],
  ["query.code in opens", ["shown-query", "shown-listed"]],
  ["any one in opens: one == subject.region", ["shown-region", "shown-listed"]],
])("shows what is no secret, and settings beside it: %s", (condition, values) => {
  const { explained, matrix } = told(condition)
  for (const value of values) expect(explained).toContain(value)
  expect(matrix).toMatch(/\(["[]?"?shown-/)
})

const paths = `package shop
GET /reset/{token} { allow anyone }
GET /keys/{id}/{secret}.{form} { allow anyone }
GET /open/{password**} { allow anyone }
GET /plain/{id} { allow anyone }
`

it.each<[string, string, string]>([
  ["GET", "/reset/hush-1", "/reset/withheld"],
  ["GET", "http://shop.test/reset/hush%2D1?page=1", "http://shop.test/reset/withheld?page=1"],
  ["GET", "/keys/k1/hush-1.json", "/keys/k1/withheld"],
  ["GET", "/open/hush-1/hush-2", "/open/withheld"],
  ["POST", "/reset/hush-1", "/reset/withheld"],
  ["GET", "/plain/shown-1", "/plain/shown-1"],
])("withholds what a path brings as a secret: %s %s", (method, path, shown) => {
  const sources = [{ path: "shop.edict", text: paths }]
  const { policy } = compile(sources, { environment })
  if (!policy) throw new Error("the policy is not valid")
  const explanation = explain(policy, { method, path }, sources)
  expect(explanation.request.path).toBe(shown)
  expect(renderExplanation(explanation)).not.toContain("hush-")
  expect(JSON.stringify({ ...explanation, decision: undefined })).not.toContain("hush-")
})
