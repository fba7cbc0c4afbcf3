import { expect, it } from "vitest"
import { compile } from "../../src/compile.ts"
import { importOpenApi } from "../../src/openapi/import.ts"
import { corpus, hasCorpora, pathFor } from "./corpora.ts"

const subject = { id: "u" }

const documents = [
  ["openapi/museum.yaml", 8, 0],
  ["openapi/realworld.yaml", 19, 7],
] as const

it.each(hasCorpora ? documents : [])(
  "%s imports whole, and asks for credentials where it says so",
  (path, operations, open) => {
    const text = corpus(path)
    const { value } = importOpenApi({ path, text })
    expect(value).toMatchObject({ operations, routes: operations })
    const { policy, diagnostics } = compile([{ path: "made.edict", text: value?.text ?? "" }])
    expect(diagnostics).toEqual([])
    const routes = policy?.plan.routes ?? []
    expect(routes).toHaveLength(operations)
    const statuses = routes.map(({ verb, template }) => {
      const request = { method: verb, path: pathFor(template.text) }
      expect(policy?.decide({ ...request, subject }).status).toBe(200)
      return policy?.decide(request).status
    })
    process.stdout.write(`${path}: ${operations} operations, ${open} open to anyone\n`)
    expect(statuses.filter((status) => status === 200)).toHaveLength(open)
    expect(statuses.filter((status) => status === 401)).toHaveLength(operations - open)
  },
)
it("fills every parameter of a template with a value of its own", () => {
  expect(pathFor("/a/{x}/{y}...{z}/<b>")).toBe("/a/p1/p2...p3/%3Cb%3E")
})
