import { expect, it } from "vitest"
import { shownTarget, shownValue } from "../../src/explain/shown.ts"
import { isSecretName } from "../../src/values/secret.ts"

it.each<[string, boolean]>([
  ["password", true],
  ["newPassword", true],
  ["api_key", true],
  ["apiKey", true],
  ["X-Api-Key", true],
  ["refresh_token", true],
  ["clientSecret", true],
  ["pan", true],
  ["span", false],
  ["tokens_used", false],
  ["company", false],
  ["passenger", false],
  ["pinned", false],
])("of names, %s is secret: %s", (name, secret) => {
  expect(isSecretName(name)).toBe(secret)
})

it.each<[string, unknown, unknown]>([
  [
    "a secret inside",
    { id: 1, card: { pan: "4111" }, login: [{ password: "x" }] },
    { id: 1, card: { pan: "withheld" }, login: [{ password: "withheld" }] },
  ],
  ["a long list", Array.from({ length: 30 }, () => 0), [...Array.from({ length: 20 }, () => 0), "… 10 more"]],
  ["a long text", "a".repeat(600), `${"a".repeat(499)}…`],
  ["what nests deep", { a: { b: { c: { d: { e: 1 } } } } }, { a: { b: { c: { d: "…" } } } }],
  ["a time", new Date(0), "1970-01-01T00:00:00.000Z"],
  ["nothing", undefined, null],
  ["a great number", 10n, "10"],
  ["a bad time", new Date(Number.NaN), "not readable"],
])("shows %s plainly", (_, value, shown) => {
  expect(shownValue(value)).toEqual(shown)
})

it.each<[string, string]>([
  ["/reset?token=abc&next=/home", "/reset?token=withheld&next=/home"],
  ["/reset?access%5Ftoken=abc", "/reset?access%5Ftoken=withheld"],
  ["/reset?%zz=1&password=", "/reset?%zz=1&password=withheld"],
  ["/reset?a=1?token=2", "/reset?a=1?token=2"],
  ["/reset?token", "/reset?token"],
  ["/reset", "/reset"],
])("shows the target %s as %s", (target, shown) => {
  expect(shownTarget(target)).toBe(shown)
})
