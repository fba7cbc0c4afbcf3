import { describe, expect, it } from "vitest"
import { runTests } from "../../src/testing/run-tests.ts"
import { updateBodies, type UpdatedTests } from "../../src/testing/update.ts"
import { shop, told } from "./shop.ts"

const head = `# who calls
actors:
  ann:   { id: u1, roles: [customer] }   # spaces as they please
data:
    order: { o1: { id: o1, ownerId: u1, total: 5 } }
tests:
`

async function update(text: string): Promise<UpdatedTests | undefined> {
  const result = await runTests({ policy: shop, source: { path: "shop.test.yaml", text } })
  expect(result.diagnostics).toEqual([])
  return updateBodies(result, shop)
}

const ask = (name: string, reply: string, expected: string): string =>
  `  - name: ${name}   # why
    as: ann
    request: GET /orders/o1
    reply: ${reply}
    expect:   ${expected}
`

/** The body as it was, as the handler replies, and as it is written. */
const bodies: readonly (readonly [string, string, string, string])[] = [
  [
    "in braces",
    "{ id: o2, total: 7 }",
    "{ status: 200, body: { id: o1 } } # so",
    "{ status: 200, body: { id: o2, total: 7 } } # so",
  ],
  [
    "in braces, first of several",
    "{ id: o2 }",
    "{ body: { id: o1 }, status: 200 }",
    "{ body: { id: o2 }, status: 200 }",
  ],
  [
    "a line a member",
    "{ id: o2, total: [1, { a: b }] }",
    "\n      body:\n        id: o1 # gone\n      status: 200 # kept\n",
    "\n      body:\n        id: o2\n        total:\n          - 1\n          - a: b\n      status: 200 # kept\n",
  ],
  [
    "braces of several lines",
    "{ id: o2 }",
    "\n      body:\n        {\n          id: o1,\n        }\n      # kept",
    "\n      body:\n        { id: o2 }\n      # kept",
  ],
  [
    "a list",
    "[{ id: o1 }, { id: o2 }]",
    "\n      body:\n      - id: o1\n",
    "\n      body:\n      - id: o1\n      - id: o2\n",
  ],
  [
    "an empty list where a list was",
    "[]",
    "\n      body:\n        - id: o1\n",
    "\n      body:\n        []\n",
  ],
  [
    "a scalar where an object was",
    "{ id: o1, total: 1 }",
    "{ body: 7, status: 200 }",
    "{ body: { id: o1, total: 1 }, status: 200 }",
  ],
  ["nothing", "{ id: o1 }", "{ body:, status: 200 }", "{ body: { id: o1 }, status: 200 }"],
  [
    "texts that YAML would read otherwise",
    '{ id: "yes, no: \\"1\\"" , total: "2026-01-01" }',
    "{ body: {} }",
    "",
  ],
]

describe("a body that came otherwise is written", () => {
  it.each(bodies)("%s", async (name, reply, was, is) => {
    const after = ask("another", "{ id: o3 }", "{ body: { id: o3 } }\n# the end")
    const text = head + ask(name, reply, was) + after
    const updated = await update(text)
    expect(updated?.updates).toEqual([{ name, line: 7 }])
    expect(updated?.text).toBe(is === "" ? updated?.text : head + ask(name, reply, is) + after)
    expect(await told(updated?.text ?? "")).toEqual([`${name}: as expected`, "another: as expected"])
  })

  it("of several tests at once, and again to nothing", async () => {
    const twice = (one: string, other: string): string =>
      head + ask("one", "{ id: o2, total: 1 }", one) + ask("other", "{ id: o3 }", other)
    const updated = await update(twice("{ body: {} }", "{ body: [] }"))
    expect(updated?.text).toBe(twice("{ body: { id: o2, total: 1 } }", "{ body: { id: o3 } }"))
    expect(await update(updated?.text ?? "")).toEqual({ text: updated?.text, updates: [], shared: [] })
  })

  it("in a file with ends of lines of another system", async () => {
    const text = (head + ask("one", "{ id: o2, total: 7 }", "\n      body:\n        id: o1\n")).replaceAll(
      "\n",
      "\r\n",
    )
    const fresh = text.replace("        id: o1", "        id: o2\r\n        total: 7")
    expect((await update(text))?.text).toBe(fresh)
  })
})

describe("a text stays as it is", () => {
  it.each([
    ["where the status is another too", "{ status: 204, body: {} }"],
    ["where a header is another too", "{ body: {}, headers: { x-trace: a } }"],
    ["where all is as expected", "{ body: { id: o2 } }"],
  ])("%s", async (_, expected) => {
    const text = head + ask("one", "{ id: o2 }", expected)
    expect(await update(text)).toEqual({ text, updates: [], shared: [] })
  })

  it.each([
    ["where the body is named", "{ body: &body {} }"],
    ["where the body names what is in it", "{ body: [&body {}] }"],
    ["where it is an alias", "{ body: *seen }"],
    ["where all that is expected is one", "*seen2"],
    ["where it is taken in", "{ <<: *seen2 }"],
  ])("%s", async (_, expected) => {
    const first = ask("first", "{ id: &seen o1 }", "&seen2 { body: { id: o1 } }")
      .replace("id: &seen", "id:")
      .replace("{ id: o1 }", "&seen { id: o1 }")
    const text = head + first + ask("one", "{ id: o2 }", expected)
    expect(await update(text)).toEqual({ text, updates: [], shared: [{ name: "one", line: 12 }] })
  })
})
