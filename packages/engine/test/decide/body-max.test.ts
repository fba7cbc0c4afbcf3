import { expect, test } from "vitest"
import { compile, type CompiledPolicy } from "../../src/compile.ts"
import { compilePlan } from "../../src/decide/compile.ts"
import { explain } from "../../src/explain/explain.ts"
import { renderExplanation } from "../../src/explain/layout.ts"
import { makePlan } from "../../src/plan/make-plan.ts"

const text = `package files
api /files {
  POST /{id} { allow anyone  body any max 2kb }
  POST /free/{id} { allow anyone  body any }
}
api /files/free { body max 8kb }
POST /plain { allow anyone  body any }
guardrail /files/small { audit full }
guardrail /files/free/small { audit full }
`
const sources = [{ path: "files.edict", text }]

/** No line puts a maximum into a guardrail; the model can hold one. */
function policyWithGuardedBodies(): CompiledPolicy {
  const { policy, diagnostics } = compile(sources)
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  const scopes = policy.model.scopes.map((scope) => {
    const [audit] = scope.audits
    if (scope.kind !== "guardrail" || audit === undefined) return scope
    return { ...scope, bodyMaxima: [{ id: audit.id, span: audit.span, bytes: 1024 }] }
  })
  const model = { ...policy.model, scopes }
  return { model, declared: policy.declared, ...compilePlan(makePlan(model, "hash")) }
}
const policy = policyWithGuardedBodies()

test.each([
  ["the route's own", "/files/a", 2048, "3:43"],
  ["a guardrail's where the request lies under it", "/files/small", 1024, "8"],
  ["the block's", "/files/free/a", 8192, "6"],
  ["a stricter guardrail's than the block's", "/files/free/small", 1024, "9"],
])("a body's maximum is %s, by that rule", (_, path, bytes, place) => {
  const request = { method: "POST", path }
  const match = policy.match(request)
  if (match.kind === "refused") throw new Error(`no route has ${path}`)
  const max = policy.steps(match.place).bodyMax(policy.environmentOf(match, request))
  expect(max).toMatchObject({ bytes, rule: { id: `files.edict:${place}` } })
  // The rule's own place, not its route's.
  const { start = 0, end = 0 } = max.rule?.span ?? {}
  expect(text.slice(start, end)).toMatch(/^(\dkb|audit full)$/)
  const told = renderExplanation(explain(policy, request, sources))
  expect(told).toContain(` 6 body              a body is read up to ${bytes} bytes\n`)
})

test("where no `body max` is in force it is 100 kb", () => {
  const request = { method: "POST", path: "/plain" }
  const match = policy.match(request)
  if (match.kind === "refused") throw new Error("no route")
  const max = policy.steps(match.place).bodyMax(policy.environmentOf(match, request))
  expect(max).toEqual({ bytes: 102_400, rule: undefined })
})
