import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { inCidr, parseAddress, parseCidr } from "../../src/values/address.ts"

const isIn = (address: string, block: string): boolean => {
  const parsed = parseAddress(address)
  const cidr = parseCidr(block)
  if (parsed === undefined || cidr === undefined) throw new Error(`${address} in ${block}`)
  return inCidr(parsed, cidr)
}

describe("addresses", () => {
  it.each([
    ["0.0.0.0", 4, 0n],
    ["10.1.2.3", 4, 0x0a010203n],
    ["255.255.255.255", 4, 0xffffffffn],
    ["::", 6, 0n],
    ["::1", 6, 1n],
    ["1::", 6, 1n << 112n],
    ["2001:db8::a:0:1", 6, (0x20010db8n << 96n) | 0xa00000001n],
    ["1:2:3:4:5:6:7:8", 6, 0x00010002000300040005000600070008n],
    ["1:2:3:4:5:6:7::", 6, 0x00010002000300040005000600070000n],
    ["::2:3:4:5:6:7:8", 6, 0x00000002000300040005000600070008n],
    ["2001:DB8::ABCD", 6, (0x20010db8n << 96n) | 0xabcdn],
    ["64:ff9b::10.1.2.3", 6, (0x0064ff9bn << 96n) | 0x0a010203n],
    ["1:2:3:4:5:6:1.2.3.4", 6, 0x00010002000300040005000601020304n],
    // Mapped, by bits and not by notation.
    ["::ffff:10.1.2.3", 4, 0x0a010203n],
    ["::FFFF:0a01:0203", 4, 0x0a010203n],
    ["0:0:0:0:0:ffff:a01:203", 4, 0x0a010203n],
    // Compatible and translated addresses are not mapped.
    ["::10.1.2.3", 6, 0x0a010203n],
    ["::ffff:0:10.1.2.3", 6, 0xffff_0000_0a01_0203n],
  ])("%s", (text, version, bits) => {
    expect(parseAddress(text)).toEqual({ version, bits })
  })

  it.each([
    ["", "1.2.3.4"],
    ["1.2.3", "1.2.3.4"],
    ["1.2.3.4.5", "1.2.3.4"],
    ["1.2.3.256", "1.2.3.255"],
    ["01.2.3.4", "1.2.3.4"],
    ["0x1.2.3.4", "1.2.3.4"],
    ["1.2.3.4 ", "1.2.3.4"],
    [" 1.2.3.4", "1.2.3.4"],
    ["1..3.4", "1.0.3.4"],
    ["1.2.3.", "1.2.3.0"],
    ["+1.2.3.4", "1.2.3.4"],
    ["16909060", "1.2.3.4"],
    ["１.2.3.4", "1.2.3.4"],
    [":", "::"],
    [":::", "::"],
    ["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8"],
    ["1::2::3", "1::2:3"],
    ["1:2:3:4::5:6:7:8", "1:2:3:4::6:7:8"],
    [":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7:8:", "1:2:3:4:5:6:7:8"],
    ["12345::", "1234::"],
    ["g::", "f::"],
    ["fe80::1%eth0", "fe80::1"],
    ["[::1]", "::1"],
    ["::1.2.3", "::1.2.3.4"],
    ["1.2.3.4::", "::1.2.3.4"],
    ["::ffff:10.0.0.01", "::ffff:10.0.0.1"],
    ["::1/128", "::1"],
  ])("`%s` is none, `%s` is one", (bad, good) => {
    expect(parseAddress(bad)).toBeUndefined()
    expect(parseAddress(good)).toBeDefined()
  })

  it("reads whatever is printed group by group", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }), (groups) => {
        const bits = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n)
        const address = parseAddress(groups.map((group) => group.toString(16)).join(":"))
        expect(address?.bits).toBe(address?.version === 4 ? bits & 0xffffffffn : bits)
        expect(address?.version).toBe(bits >> 32n === 0xffffn ? 4 : 6)
      }),
    )
  })

  it("agrees with what URL makes of a host in brackets", () => {
    const piece = fc.constantFrom(":", "::", "0", "1", "ffff", "12345", "1.2.3.4", ".", "a", "g", "01")
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 9 }), (pieces) => {
        const text = pieces.join("")
        if (!text.includes(":")) return
        expect(parseAddress(text) !== undefined).toBe(URL.canParse(`http://[${text}]/`))
      }),
      { numRuns: 3000 },
    )
  })

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(() => [parseAddress(text), parseCidr(text)]).not.toThrow()
      }),
    )
  })
})

describe("blocks", () => {
  it.each([
    ["10.0.0.0", "10.0.0.0/8", true],
    ["10.255.255.255", "10.0.0.0/8", true],
    ["11.0.0.0", "10.0.0.0/8", false],
    ["9.255.255.255", "10.0.0.0/8", false],
    ["192.0.2.1", "192.0.2.1/32", true],
    ["192.0.2.2", "192.0.2.1/32", false],
    ["192.0.2.1", "0.0.0.0/0", true],
    ["192.0.2.128", "192.0.2.128/25", true],
    ["192.0.2.127", "192.0.2.128/25", false],
    // Bits after the prefix say nothing.
    ["10.9.9.9", "10.1.2.3/8", true],
    ["2001:db8::1", "2001:db8::/32", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["2001:db8::1", "::/0", true],
    ["2001:db8::1", "2001:db8::1/128", true],
    ["2001:db8::2", "2001:db8::1/128", false],
    // The other family is in no block.
    ["10.0.0.1", "::/0", false],
    ["2001:db8::1", "0.0.0.0/0", false],
    // Mapped addresses and blocks are of IPv4.
    ["::ffff:10.0.0.1", "10.0.0.0/8", true],
    ["::ffff:0a00:1", "10.0.0.0/8", true],
    ["10.0.0.1", "::ffff:10.0.0.0/104", true],
    ["11.0.0.1", "::ffff:10.0.0.0/104", false],
    ["10.0.0.1", "::ffff:0:0/96", true],
    ["::ffff:10.0.0.1", "::/0", false],
    ["10.0.0.1", "::ffff:0:0/90", false],
  ])("%s in %s: %s", (address, block, expected) => {
    expect(isIn(address, block)).toBe(expected)
  })

  it.each([
    ["10.0.0.0", "10.0.0.0/8"],
    ["10.0.0.0/33", "10.0.0.0/32"],
    ["10.0.0.0/08", "10.0.0.0/8"],
    ["10.0.0.0/", "10.0.0.0/0"],
    ["10.0.0.0/-1", "10.0.0.0/1"],
    ["10.0.0.0/8/8", "10.0.0.0/8"],
    ["10.0.0/8", "10.0.0.0/8"],
    ["/8", "::/8"],
    ["::/129", "::/128"],
    ["fe80::%1/64", "fe80::/64"],
    ["::ffff:10.0.0.0/8 ", "::ffff:10.0.0.0/104"],
  ])("`%s` is none, `%s` is one", (bad, good) => {
    expect(parseCidr(bad)).toBeUndefined()
    expect(parseCidr(good)).toBeDefined()
  })

  it("holds an address exactly when its first bits are the same", () => {
    const bits = fc.bigInt({ min: 0n, max: 0xffffffffn })
    const dotted = (value: bigint): string =>
      [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".")
    fc.assert(
      fc.property(bits, bits, fc.integer({ min: 0, max: 32 }), (one, other, prefix) => {
        const head = (value: bigint): string => value.toString(2).padStart(32, "0").slice(0, prefix)
        expect(isIn(dotted(one), `${dotted(other)}/${prefix}`)).toBe(head(one) === head(other))
      }),
    )
  })
})
