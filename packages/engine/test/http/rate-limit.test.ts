import { describe, expect, it } from "vitest"
import {
  rateLimitField,
  rateLimitPolicyField,
  retryAfterField,
  structuredString,
} from "../../src/http/rate-limit.ts"

const perSubject = {
  name: "perSubject",
  quota: 100,
  windowMilliseconds: 60_000,
  remaining: 99,
  resetMilliseconds: 4001,
}
const daily = { name: 'a "day"', quota: 5, windowMilliseconds: 500, remaining: 0, resetMilliseconds: 0 }

describe("RateLimit fields", () => {
  it("tell terms and standing of each limit", () => {
    expect(rateLimitPolicyField([perSubject, daily])).toBe('"perSubject";q=100;w=60, "a \\"day\\"";q=5;w=1')
    expect(rateLimitField([perSubject, daily])).toBe('"perSubject";r=99;t=5, "a \\"day\\"";r=0;t=0')
  })

  it.each([
    [0, "1"],
    [1, "1"],
    [1000, "1"],
    [1001, "2"],
    [31_536_000_000, "31536000"],
  ])("wait %i ms as `%s`", (milliseconds, text) => {
    expect(retryAfterField(milliseconds)).toBe(text)
  })

  it("hold nothing that ends a string or a line", () => {
    expect(structuredString('a"\\\r\né\u2028b')).toBe('"a\\"\\\\----b"')
  })
})
