import { describe, expect, it } from "vitest"
import { readOrigin } from "../../src/target/origin.ts"

describe("an origin", () => {
  it.each([
    ["https://shop.example", "https://shop.example"],
    ["HTTPS://Shop.EXAMPLE", "https://shop.example"],
    ["https://shop.example:443", "https://shop.example"],
    ["http://shop.example:80", "http://shop.example"],
    ["http://shop.example:443", "http://shop.example:443"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["http://[2001:DB8::1]:8080", "http://[2001:db8::1]:8080"],
    ["capacitor://localhost", "capacitor://localhost"],
    ["chrome-extension://abcdef", "chrome-extension://abcdef"],
    ["null", "null"],
  ])("is read: %s", (text, origin) => {
    expect(readOrigin(text)).toBe(origin)
  })

  it.each([
    "",
    "*",
    "Null",
    "shop.example",
    "//shop.example",
    "https:shop.example",
    "https://",
    "https://shop.example/",
    "https://shop.example/a",
    "https://shop.example?a",
    "https://shop.example#a",
    "https://ann@shop.example",
    "https://shop.example:",
    "https://shop.example:65536",
    "https://shop.example:0443",
    "https://*.shop.example",
    "https://shop.example https://evil.example",
    "https://shop.example, https://evil.example",
    " https://shop.example",
    "https://shop.example\n",
    "https://münchen.example",
    "https://[::1",
  ])("is none: %j", (text) => {
    expect(readOrigin(text)).toBeUndefined()
  })
})
