import { describe, expect, test } from "vitest"
import { check } from "../../src/check/check.ts"
import { parse } from "../../src/syntax/parse.ts"
import { checkFiles } from "./policies.ts"

/** What a condition on a thing of schema `T` reports. */
function found(schema: string, condition: string, path = "schemas.yaml"): string[] {
  const text = `package a\nimport schema T from "./schemas.yaml#/defs"\nrole r\nGET /{id} {\n load t: T by path.id\n allow r when ${condition}\n}\n`
  const { diagnostics } = checkFiles({ "a.edict": text }, { schemas: new Map([[path, schema]]) })
  return diagnostics.map(({ code, message }) => `${code} ${message}`)
}

const record = (members: string): string => `defs: { T: { type: object, properties: { ${members} } } }`

describe("a schema becomes a type", () => {
  test.each([
    ["a: { type: string }", 't.a == "x"', "t.a == 1"],
    ["a: { type: integer, minimum: 1, maximum: 9 }", "t.a == 9", "t.a == 10"],
    ["a: { type: number }", "t.a > 1.5", 't.a == "x"'],
    ["a: { type: boolean }", "t.a", "t.a > 1"],
    ["a: { type: string, enum: [on, off] }", 't.a == "on"', 't.a == "up"'],
    ["a: { type: string, format: uuid }", "t.a == path.id", 't.a == "x"'],
    ["a: { type: string, format: date }", "t.a == 2026-01-01", "t.a == context.now"],
    ["a: { type: string, format: date-time }", "t.a < context.now", "t.a == 2026-01-01"],
    ["a: { type: string, format: uri }", 't.a starts with "https:"', "t.a == 1"],
    ["a: { type: string, format: ipv4 }", "t.a in 10.0.0.0/8", "t.a == 1"],
    ["a: { type: array, items: { type: integer } }", "1 in t.a", '"x" in t.a'],
    ["a: { type: [string, 'null'] }", 'has t.a and t.a == "x"', "t.a == 1"],
    ["a: { type: string, nullable: true }", 't.a == "x"', "t.a == 1"],
    ["a: { type: object, properties: { b: { type: integer } } }", "t.a.b == 1", "t.a.c == 1"],
    ["a: { $ref: '#/defs/T' }", "has t.a.a.a", "has t.a.a.b"],
    ["a: { type: array, items: { $ref: '#/defs/T' } }", "any x in t.a: has x.a", "any x in t.a: has x.b"],
    [
      "a: { allOf: [{ type: object, properties: { b: { type: integer } } }, { properties: { c: { type: string } } }] }",
      't.a.b == 1 and t.a.c == "x"',
      "t.a.d == 1",
    ],
  ])("%s", (members, good, bad) => {
    expect(found(record(members), good)).toEqual([])
    expect(found(record(members), bad)).toHaveLength(1)
  })

  test.each([
    ["anyOf", "a: { anyOf: [{ type: string }, { type: integer }] }"],
    ["no type", "a: { description: anything }"],
    ["two types", "a: { type: [string, integer] }"],
    ["a reference to another file", "a: { $ref: './other.yaml#/x' }"],
    ["a reference to itself", "a: { $ref: '#/defs/T/properties/a' }"],
    ["a reference to nothing", "a: { $ref: '#/defs/U' }"],
  ])("%s is JSON of any kind", (_, members) => {
    expect(found(record(members), 't.a == 1 or t.a == "x" or t.a.b.c == 2')).toEqual([])
    expect(found(record(members), "t.b == 1")).toHaveLength(1)
  })

  test("JSON reads as well", () => {
    expect(
      found('{"defs":{"T":{"type":"object","properties":{"a":{"type":"integer"}}}}}', "t.a == 1"),
    ).toEqual([])
  })

  test("an object of which nothing is said may have any member", () => {
    expect(found("defs: { T: { type: object } }", 't.a.b == "x"')).toEqual([])
  })

  test("a schema that doubles with each line ends", () => {
    const doubling = Array.from(
      { length: 40 },
      (_, index) =>
        `T${index}: { allOf: [{ $ref: '#/defs/T${index + 1}' }, { $ref: '#/defs/T${index + 1}' }] }`,
    )
    const text = `defs: { T: { $ref: '#/defs/T0' }, ${doubling.join(", ")}, T40: { type: object, properties: { a: { type: integer } } } }`
    const start = performance.now()
    expect(found(text, "has t.a")).toEqual([])
    expect(performance.now() - start).toBeLessThan(2000)
  })

  test("text that is nested absurdly does not throw", () => {
    expect(found(`defs: { T: ${"[".repeat(20_000)}`, "has t.a")).toHaveLength(1)
    expect(found("defs: *nowhere", "has t.a")).toHaveLength(1)
  })
})

test("the path is that from the folder of the importing file, and is named where nothing is there", () => {
  const { value } = parse({
    path: "/policies/shop/a.edict",
    text: 'package a\nimport schema T from "../schemas/s.yaml#/defs"\n',
  })
  const schemas = new Map([["/policies/schemas/s.yaml", record("a: { type: string }")]])
  expect(check([value], { schemas }).diagnostics).toEqual([])
  expect(check([value]).diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "E112 schema file `/policies/schemas/s.yaml` was not found",
  ])
})

test("one schema that two folders import is one type", () => {
  const line = (folder: string): string => `package ${folder}\nimport schema T from "../s.yaml#/defs"\n`
  const files = {
    "a/a.edict": `${line("a")}role r of t: T when t.a == 1\n`,
    "b/b.edict": `package b\nimport schema T from "../s.yaml#/defs"\nimport role r from "../a"\nGET /{id} { load t: T by path.id  allow r }\n`,
  }
  expect(
    checkFiles(files, { schemas: new Map([["s.yaml", record("a: { type: integer }")]]) }).diagnostics,
  ).toEqual([])
})
