import { describe, expect, it } from "vitest"
import { accepts, targetTakes } from "../../src/target/verbs.ts"
import { template } from "./templates.ts"

describe("verbs", () => {
  it.each([
    ["GET", "GET", true],
    ["GET", "HEAD", true],
    ["HEAD", "GET", false],
    ["HEAD", "HEAD", true],
    ["POST", "HEAD", false],
    ["GET", "get", false],
    ["POST", "PUT", false],
    ["PURGE", "PURGE", true],
    ["ANY", "GET", true],
    ["ANY", "HEAD", true],
    ["ANY", "PROPFIND", true],
    ["ANY", "TRACE", true],
    ["ANY", "OPTIONS", false],
    ["ANY", "CONNECT", false],
    ["GET", "OPTIONS", false],
  ])("%s takes %s: %s", (verb, method, expected) => {
    expect(accepts(verb, method)).toBe(expected)
  })

  it.each([
    [["GET"], "/a/{x}", "HEAD", "/a/b", true],
    [["PUT", "GET"], "/a/{x}", "GET", "/a/b", true],
    [["PUT"], "/a/{x}", "GET", "/a/b", false],
    [["GET"], "/a/{x}", "GET", "/a", false],
    [["ANY"], "/a/**", "OPTIONS", "/a", true],
  ])("%s %s names %s %s: %s", (verbs, text, method, path, expected) => {
    expect(targetTakes({ verbs, template: template(text) }, method, path)).toBe(expected)
  })
})
