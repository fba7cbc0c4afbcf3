import { describe, expect, it } from "vitest"
import { compileClient, normalizeAddress } from "../../src/http/forwarded.ts"
import { headersOf } from "../../src/http/headers.ts"

const trusted = [
  { cidrs: ["10.0.0.0/8", "2001:db8:1::/48"], header: "x-forwarded-for" },
  { cidrs: ["192.168.7.1/32"], header: "x-real-ip" },
]
const clientOf = compileClient(trusted)
const ipOf = (peer: string | undefined, ...raw: readonly string[]): string | undefined =>
  clientOf({ address: peer, tlsProtocol: undefined }, headersOf(raw)).ip
const xff = "X-Forwarded-For"

describe("the client's address", () => {
  it.each([
    {
      case: "the socket's, whatever a stranger says",
      peer: "203.0.113.9",
      raw: [xff, "10.1.1.1"],
      ip: "203.0.113.9",
    },
    { case: "what the proxy saw", peer: "10.0.0.1", raw: [xff, "198.51.100.7"], ip: "198.51.100.7" },
    {
      case: "not what a client put in front",
      peer: "10.0.0.1",
      raw: [xff, "6.6.6.6, 9.9.9.9"],
      ip: "9.9.9.9",
    },
    {
      case: "behind a chain of proxies",
      peer: "10.0.0.1",
      raw: [xff, "6.6.6.6, 9.9.9.9, 10.2.2.2"],
      ip: "9.9.9.9",
    },
    { case: "of a client inside", peer: "10.0.0.1", raw: [xff, "10.3.3.3, 10.2.2.2"], ip: "10.3.3.3" },
    { case: "over several lines", peer: "10.0.0.1", raw: [xff, "9.9.9.9", xff, "10.2.2.2"], ip: "9.9.9.9" },
    {
      case: "the last that can be read",
      peer: "10.0.0.1",
      raw: [xff, "9.9.9.9, unknown, 10.2.2.2"],
      ip: "10.2.2.2",
    },
    {
      case: "the proxy's where nothing can be read",
      peer: "10.0.0.1",
      raw: [xff, "unknown"],
      ip: "10.0.0.1",
    },
    { case: "the proxy's where an entry is empty", peer: "10.0.0.1", raw: [xff, "9.9.9.9,"], ip: "10.0.0.1" },
    { case: "the proxy's without a header", peer: "10.0.0.1", raw: [], ip: "10.0.0.1" },
    { case: "with a port", peer: "10.0.0.1", raw: [xff, "9.9.9.9:4711"], ip: "9.9.9.9" },
    { case: "IPv6 in brackets", peer: "10.0.0.1", raw: [xff, "[2001:DB8:2::0:1]:443"], ip: "2001:db8:2::1" },
    { case: "no bare IPv4 in brackets", peer: "10.0.0.1", raw: [xff, "[9.9.9.9]:443"], ip: "10.0.0.1" },
    { case: "no octal", peer: "10.0.0.1", raw: [xff, "010.0.0.1"], ip: "10.0.0.1" },
    { case: "no zone in a header", peer: "10.0.0.1", raw: [xff, "fe80::1%eth0"], ip: "10.0.0.1" },
    { case: "through a mapped peer", peer: "::ffff:10.0.0.1", raw: [xff, "9.9.9.9"], ip: "9.9.9.9" },
    {
      case: "through a peer mapped in hexadecimal",
      peer: "::ffff:a00:1",
      raw: [xff, "::ffff:909:909"],
      ip: "9.9.9.9",
    },
    { case: "through an IPv6 peer", peer: "2001:db8:1::5", raw: [xff, "9.9.9.9"], ip: "9.9.9.9" },
    { case: "not through its neighbour", peer: "2001:db8:2::5", raw: [xff, "9.9.9.9"], ip: "2001:db8:2::5" },
    {
      case: "of the header that the proxy writes",
      peer: "192.168.7.1",
      raw: [xff, "6.6.6.6", "X-Real-IP", "9.9.9.9"],
      ip: "9.9.9.9",
    },
    {
      case: "not of the header of another proxy",
      peer: "10.0.0.1",
      raw: ["X-Real-IP", "9.9.9.9"],
      ip: "10.0.0.1",
    },
    { case: "not to be known", peer: undefined, raw: [xff, "9.9.9.9"], ip: undefined },
  ])("is $case", ({ peer, raw, ip }) => {
    expect(ipOf(peer, ...raw)).toBe(ip)
  })

  it.each([
    { block: "10.0.0.0/8", peer: "::ffff:a00:1", isTrusted: true },
    { block: "10.0.0.0/8", peer: "::ffff:10.0.0.1", isTrusted: true },
    { block: "10.0.0.0/8", peer: "0:0:0:0:0:FFFF:0A00:0001", isTrusted: true },
    { block: "10.0.0.0/8", peer: "::ffff:b00:1", isTrusted: false },
    { block: "10.0.0.0/8", peer: "::a00:1", isTrusted: false },
    { block: "10.0.0.0/8", peer: "64:ff9b::a00:1", isTrusted: false },
    { block: "::ffff:10.0.0.0/104", peer: "10.255.0.1", isTrusted: true },
    { block: "::ffff:10.0.0.0/104", peer: "::ffff:aff:1", isTrusted: true },
    { block: "::ffff:a00:0/104", peer: "10.255.0.1", isTrusted: true },
    { block: "::ffff:10.0.0.0/104", peer: "11.0.0.1", isTrusted: false },
    { block: "::ffff:10.0.0.1/128", peer: "10.0.0.1", isTrusted: true },
    { block: "::ffff:a00:1", peer: "10.0.0.1", isTrusted: true },
    { block: "::ffff:a00:1", peer: "10.0.0.2", isTrusted: false },
    { block: "::ffff:0:0/96", peer: "203.0.113.9", isTrusted: true },
    { block: "::/0", peer: "2001:db8::1", isTrusted: true },
    { block: "::/0", peer: "203.0.113.9", isTrusted: false },
    { block: "::/0", peer: "::ffff:203.0.113.9", isTrusted: false },
    { block: "::ffff:0:0/95", peer: "203.0.113.9", isTrusted: false },
    { block: "0.0.0.0/0", peer: "2001:db8::1", isTrusted: false },
    { block: "0.0.0.0/0", peer: "::ffff:203.0.113.9", isTrusted: true },
  ])("is told by its bits: $peer is in $block: $isTrusted", ({ block, peer, isTrusted }) => {
    const client = compileClient([{ cidrs: [block], header: "x-forwarded-for" }])
    const { ip } = client({ address: peer, tlsProtocol: undefined }, headersOf([xff, "9.9.9.9"]))
    expect(ip).toBe(isTrusted ? "9.9.9.9" : normalizeAddress(peer))
  })

  it("is written in one way", () => {
    expect(normalizeAddress("::FFFF:1.2.3.4")).toBe("1.2.3.4")
    expect(normalizeAddress("0:0:0:0:0:0:0:1")).toBe("::1")
    expect(normalizeAddress("fe80::1%eth0")).toBe("fe80::1")
    expect(normalizeAddress("1.2.3")).toBeUndefined()
  })
})

describe("transport and host", () => {
  const ask = (peer: string, tlsProtocol: string | undefined, ...raw: readonly string[]): unknown => {
    const { tls, host } = clientOf({ address: peer, tlsProtocol }, headersOf(raw))
    return { tls, host }
  }
  it.each([
    {
      case: "the socket's",
      peer: "203.0.113.9",
      protocol: "TLSv1.3",
      raw: ["Host", "Shop.Example:8443"],
      tls: 1.3,
      host: "shop.example",
    },
    {
      case: "not what a stranger claims",
      peer: "203.0.113.9",
      protocol: undefined,
      raw: ["X-Forwarded-Proto", "https", "X-Forwarded-Host", "evil"],
      tls: undefined,
      host: undefined,
    },
    {
      case: "what the proxy says",
      peer: "10.0.0.1",
      protocol: undefined,
      raw: ["X-Forwarded-Proto", "https", "X-Forwarded-Host", "shop.example", "Host", "inner"],
      tls: 1.2,
      host: "shop.example",
    },
    {
      case: "with the version it tells",
      peer: "10.0.0.1",
      protocol: undefined,
      raw: ["X-Forwarded-Proto", "https", "X-Forwarded-TLS-Version", "TLSv1.3"],
      tls: 1.3,
      host: undefined,
    },
    {
      case: "with an old version",
      peer: "10.0.0.1",
      protocol: "TLSv1.3",
      raw: ["X-Forwarded-Proto", "https", "X-Forwarded-TLS-Version", "TLSv1.1"],
      tls: 1.1,
      host: undefined,
    },
    {
      case: "none behind a proxy that was asked in the clear",
      peer: "10.0.0.1",
      protocol: "TLSv1.3",
      raw: ["X-Forwarded-Proto", "http"],
      tls: undefined,
      host: undefined,
    },
    {
      case: "none where a client put https in front",
      peer: "10.0.0.1",
      protocol: undefined,
      raw: ["X-Forwarded-Proto", "https, http"],
      tls: undefined,
      host: undefined,
    },
    {
      case: "the socket's behind a silent proxy",
      peer: "10.0.0.1",
      protocol: "TLSv1.2",
      raw: ["Host", "inner"],
      tls: 1.2,
      host: "inner",
    },
    {
      case: "no host where two disagree",
      peer: "10.0.0.1",
      protocol: undefined,
      raw: ["X-Forwarded-Host", "a, b"],
      tls: undefined,
      host: undefined,
    },
    {
      case: "no host where it is given twice",
      peer: "203.0.113.9",
      protocol: undefined,
      raw: ["Host", "a", "Host", "b"],
      tls: undefined,
      host: undefined,
    },
    {
      case: "no host of strange letters",
      peer: "203.0.113.9",
      protocol: undefined,
      raw: ["Host", "a/b"],
      tls: undefined,
      host: undefined,
    },
    {
      case: "an IPv6 host",
      peer: "203.0.113.9",
      protocol: undefined,
      raw: ["Host", "[2001:DB8::1]:80"],
      tls: undefined,
      host: "[2001:db8::1]",
    },
    {
      case: "no TLS by SSL",
      peer: "203.0.113.9",
      protocol: "SSLv3",
      raw: [],
      tls: undefined,
      host: undefined,
    },
  ])("are $case", ({ peer, protocol, raw, tls, host }) => {
    expect(ask(peer, protocol, ...raw)).toEqual({ tls, host })
  })
})
