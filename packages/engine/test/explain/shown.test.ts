import { expect, it } from "vitest"
import { isSecretName, shownValue } from "../../src/explain/shown.ts"

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
