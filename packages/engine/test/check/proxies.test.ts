import { describe, expect, test } from "vitest"
import { compile } from "../../src/compile.ts"

const checked = (proxies: string) =>
  compile([{ path: "a.edict", text: `package a\ntrust proxy ${proxies}\nGET /a { allow anyone }\n` }])

describe("a proxy is trusted by its address", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["192.0.2.1", "192.0.2.1/32"],
    ['"192.0.2.1"', "192.0.2.1/32"],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
    ["::ffff:a00:1", "10.0.0.1/32"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["::ffff:10.0.0.0/64", "0:0:0:0:0:0:0:0/64"],
    ["2001:db8::/32", "2001:db8:0:0:0:0:0:0/32"],
    ["::1", "0:0:0:0:0:0:0:1/128"],
  ])("%s is %s", (written, cidr) => {
    const { policy, diagnostics } = checked(written)
    expect(diagnostics).toEqual([])
    expect(policy?.plan.trustedProxies.flatMap(({ cidrs }) => cidrs)).toEqual([cidr])
  })

  test.each([
    ["1", "`1` counts proxies, and does not say which they are", /any address/, /name the proxies/],
    [
      "1, 10.0.0.0/8",
      "`1` counts proxies, and does not say which they are",
      /any address/,
      /name the proxies/,
    ],
    ["true", "`true` would trust every caller", /each could say of itself/, /name the proxies/],
    ["false", "`false` is no address", /^$/, /leave the line out/],
    ['"loopback"', "`loopback` is no address and no block of addresses", /^$/, /10\.0\.0\.0\/8/],
    ['"10.0.0.0/40"', "`10.0.0.0/40` is no address and no block of addresses", /^$/, /10\.0\.0\.0\/8/],
    ["1h", "this is no address and no block of addresses", /^$/, /10\.0\.0\.0\/8/],
  ])("%s is refused: %s", (written, message, why, help) => {
    const { policy, diagnostics } = checked(written)
    expect(policy).toBeUndefined()
    expect(diagnostics.map((finding) => [finding.code, finding.message])).toEqual([["E212", message]])
    expect(diagnostics[0]?.why ?? "").toMatch(why)
    expect(diagnostics[0]?.help).toMatch(help)
  })
})
