import { describe, expect, it } from "vitest"
import { isJson, parseMediaType } from "../../src/http/media.ts"

describe("media types", () => {
  it.each([
    ["application/json", "application/json", {}],
    ["Application/JSON; Charset=UTF-8", "application/json", { charset: "UTF-8" }],
    ["application/json ;charset=utf-8", "application/json", { charset: "utf-8" }],
    ['text/plain; title="a;\\"b"; x=1', "text/plain", { title: 'a;"b', x: "1" }],
    ["application/vnd.api+json", "application/vnd.api+json", {}],
  ])("reads `%s`", (text, essence, parameters) => {
    const media = parseMediaType(text)
    expect(media?.essence).toBe(essence)
    expect(Object.fromEntries(media?.parameters ?? [])).toEqual(parameters)
  })

  it.each([
    "",
    "json",
    "application/",
    "/json",
    " application/json",
    "application/json ",
    "application/json\t; charset=utf-8",
    "application/json;\tcharset=utf-8",
    "application /json",
    "application/json;",
    "application/json;;charset=utf-8",
    "application/json; charset",
    "application/json; charset =utf-8",
    "application/json; charset=utf-8; Charset=utf-16",
    "application/json, text/plain",
    'application/json; charset="utf-8',
    "application/json\u00a0",
    "application/jsön",
  ])("refuses `%s`", (text) => {
    expect(parseMediaType(text)).toBeUndefined()
  })

  it.each([
    ["application/json", true],
    ["application/problem+json; charset=utf-8", true],
    ["application/json; charset=utf-16", false],
    ["text/json", false],
    ["application/jsonp", false],
    ["application/x+jsonx", false],
  ])("`%s` is JSON: %s", (text, expected) => {
    const media = parseMediaType(text)
    expect(media !== undefined && isJson(media)).toBe(expected)
  })
})
