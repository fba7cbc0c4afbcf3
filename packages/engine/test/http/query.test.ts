import { describe, expect, it } from "vitest"
import { headersOf, onlyValueOf, valuesOf } from "../../src/http/headers.ts"
import { parseQuery } from "../../src/http/query.ts"

const fieldsOf = (text: string): unknown => {
  const result = parseQuery(text)
  return result.kind === "query" ? { ...result.fields } : result.why
}

describe("queries", () => {
  it.each([
    ["", {}],
    ["a=1&b=2", { a: "1", b: "2" }],
    ["a=1&a=2&a=3", { a: ["1", "2", "3"] }],
    ["a", { a: "" }],
    ["=1", { "": "1" }],
    ["&a=1&&b=2&", { a: "1", b: "2" }],
    ["a=1+2%2B3", { a: "1 2+3" }],
    ["a=%C3%A9&%61=b", { a: ["é", "b"] }],
    ["a=b=c", { a: "b=c" }],
    ["a[b]=1", { "a[b]": "1" }],
    ["a=%00", { a: "\0" }],
  ])("`%s`", (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields)
  })

  it.each([
    ["a=%", "the query holds a bad escape"],
    ["a=%zz", "the query holds a bad escape"],
    ["%C0%AF=1", "the query holds a bad escape"],
    ["a=1&b=%ff", "the query holds a bad escape"],
    ["a=1 2", "the query holds an unescaped character"],
    ["a=\u0000", "the query holds an unescaped character"],
    ["a=é", "the query holds an unescaped character"],
    ["a=1#b", "the query holds an unescaped character"],
    ["a&".repeat(1001), "the query has more than 1000 parts"],
  ])("refuses `%s`", (text, why) => {
    expect(fieldsOf(text)).toBe(why)
  })

  it("has no members that nobody sent", () => {
    const result = parseQuery("__proto__=x&constructor=y")
    const fields: Readonly<Record<string, unknown>> = result.kind === "query" ? result.fields : {}
    expect(Object.keys(fields)).toEqual(["__proto__", "constructor"])
    expect(fields["toString"]).toBeUndefined()
  })
})

describe("headers", () => {
  const fields = headersOf([
    "Host",
    "a",
    "AUTHORIZATION",
    "x",
    "authorization",
    "y",
    "X-Many",
    "1",
    "x-many",
    "2",
    "x-many",
    "3",
  ])

  it("keep names that are given twice apart, also where Node drops or joins them", () => {
    expect({ ...fields }).toEqual({ host: "a", authorization: ["x", "y"], "x-many": ["1", "2", "3"] })
  })

  it("have one value only where one was given", () => {
    expect([
      onlyValueOf(fields, "host"),
      onlyValueOf(fields, "authorization"),
      onlyValueOf(fields, "toString"),
    ]).toEqual(["a", undefined, undefined])
    expect([valuesOf(fields, "host"), valuesOf(fields, "x-many"), valuesOf(fields, "none")]).toEqual([
      ["a"],
      ["1", "2", "3"],
      [],
    ])
  })
})
