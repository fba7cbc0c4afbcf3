import { describe, expect, it } from "vitest"
import { compile, type CompiledPolicy } from "../../src/compile.ts"
import { decideByReference } from "../../src/reference/decide.ts"

/** `count` roles, each including the one before, and a route for each. */
function line(count: number, codegen: boolean): CompiledPolicy {
  const names = Array.from({ length: count }, (_, place) => `r${place}`)
  const roles = names.map((name, place) => `role ${name}${place === 0 ? "" : ` includes r${place - 1}`}`)
  // A condition on every second route takes it out of the plain way of deciding.
  const routes = names.map(
    (name, place) => `GET /${name} { allow ${name}${place % 2 === 0 ? "" : ' when subject.id == "u"'} }`,
  )
  const text = ["package wide", ...roles, "subject { id: string }", ...routes].join("\n")
  const { policy, diagnostics } = compile([{ path: "wide.edict", text }], { codegen })
  expect(diagnostics).toEqual([])
  return policy!
}

describe.each([true, false])("role sets of any width, generated code: %s", (codegen) => {
  it.each([1, 31, 32, 33, 63, 64, 65, 100])("%i roles", (count) => {
    const policy = line(count, codegen)
    const places = [...new Set([0, 1, 30, 31, 32, 33, 63, 64, count - 1])].filter((place) => place < count)
    for (const held of places) {
      for (const asked of places) {
        const request = { method: "GET", path: `/r${asked}`, subject: { id: "u", roles: [`r${held}`] } }
        expect(policy.decide(request).status).toBe(held >= asked ? 200 : 403)
        expect(decideByReference(policy.model, request).status).toBe(held >= asked ? 200 : 403)
      }
    }
  })

  it("unites several assigned roles", () => {
    const policy = line(40, codegen)
    const request = {
      method: "GET",
      path: "/r35",
      subject: { id: "u", roles: ["r1", "nobody", "r36", "r2"] },
    }
    expect(policy.decide(request).status).toBe(200)
    expect(policy.decide({ ...request, subject: { id: "u", roles: ["r1", "nobody", "r34"] } }).status).toBe(
      403,
    )
  })
})
