import { expect, test } from "vitest"
import { compile } from "../../src/compile.ts"
import { explain } from "../../src/explain/explain.ts"
import { renderExplanation } from "../../src/explain/layout.ts"

const text = `package files
api /files {
  POST /{id} { allow anyone  body any max 2kb }
  POST /free/{id} { allow anyone  body any }
}
guardrail /files/small { body max 1kb }
guardrail /files/large { body max 1mb }
guardrail /files/free/large { body max 1mb }
guardrail /files/{part} { body max 512kb }
`
const sources = [{ path: "files.edict", text }]
const { policy, diagnostics } = compile(sources)

function maxOf(path: string) {
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  const request = { method: "POST", path }
  const match = policy.match(request)
  if (match.kind === "refused") throw new Error(`no route has ${path}`)
  return policy.steps(match.place).bodyMax(policy.environmentOf(match, request))
}

test.each([
  ["the route's own", "/files/a", 2048, 3],
  ["a guardrail's that is stricter", "/files/small", 1024, 6],
  ["not a guardrail's that is wider", "/files/large", 2048, 3],
  ["a guardrail's alone", "/files/free/a", 512 * 1024, 9],
  ["the strictest of two guardrails'", "/files/free/large", 512 * 1024, 9],
])("a body's maximum is %s", (_, path, bytes, line) => {
  const max = maxOf(path)
  expect(max).toEqual({ bytes, rule: { id: `files.edict:${line}`, span: expect.objectContaining({ line }) } })
  const { start, end } = max.rule!.span
  expect(text.slice(start, end)).toMatch(/max \d+[km]b$/)
  const told = renderExplanation(explain(policy!, { method: "POST", path }, sources))
  expect(told).toContain(` 6 body              a body is read up to ${bytes} bytes\n`)
})

test("where no `body max` is in force it is 100 kb", () => {
  const { policy: plain } = compile([
    {
      path: "a.edict",
      text: "package a\nPOST /{id} { allow anyone  body any }\nguardrail /b { body max 1kb }",
    },
  ])
  const maximum = (path: string) => {
    const match = plain!.match({ method: "POST", path })
    if (match.kind === "refused") throw new Error("no route")
    return plain!.steps(match.place).bodyMax(plain!.environmentOf(match, { method: "POST", path }))
  }
  expect(maximum("/a")).toEqual({ bytes: 102_400, rule: undefined })
  expect(maximum("/b")).toMatchObject({ bytes: 1024, rule: { id: "a.edict:3" } })
})
