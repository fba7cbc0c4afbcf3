import { BlockList, SocketAddress, isIP, isIPv4 } from "node:net"
import { tlsVersionOf } from "../values/tls.ts"
import { valuesOf, type Fields } from "./headers.ts"

/** What the socket itself says. */
export interface Peer {
  readonly address: string | undefined
  /** As `TLSSocket.getProtocol()` names it: `TLSv1.3`; undefined without TLS. */
  readonly tlsProtocol: string | undefined
}

/** What `context` says of where a request comes from. */
export interface Client {
  /** An IPv4-mapped address is written as its IPv4 address. */
  readonly ip: string | undefined
  /** 1.3; undefined where the client's connection is not encrypted. */
  readonly tls: number | undefined
  /** Without the port, in lower case; undefined where none or several are given. */
  readonly host: string | undefined
}

export interface Trusted {
  readonly cidrs: readonly string[]
  /** Lower case: the header in which these proxies list the addresses that they saw. */
  readonly header: string
}

interface Group {
  readonly header: string
  readonly addresses: Addresses
}

/** Apart: one list would take each IPv4 address for one of `::/0` as well. */
interface Addresses {
  readonly ipv4: BlockList
  readonly ipv6: BlockList
}

/** A forwarded `https` of no known version: the oldest that is not deprecated (RFC 8996). */
const assumedTls = 1.2

/**
 * Says whose request it is, by the socket and by what trusted proxies add. The list of addresses is walked from the
 * right, where the nearest proxy wrote, and ends at the first address that is not trusted, or before the first that cannot be
 * read: what stands further left was written by somebody unknown.
 */
export function compileClient(trusted: readonly Trusted[]): (peer: Peer, headers: Fields) => Client {
  const groups = groupByHeader(trusted)
  const addressOf = remembering(normalizeAddress)
  const nameOf = remembering(hostName)
  return (peer, headers) => {
    const address = peer.address === undefined ? undefined : addressOf(peer.address)
    const group = address === undefined ? undefined : groups.find((each) => contains(each.addresses, address))
    if (address === undefined || group === undefined) {
      const { host } = headers
      const name = typeof host === "string" ? nameOf(host) : hostOf(valuesOf(headers, "host"))
      return { ip: address, tls: tlsVersionOf(peer.tlsProtocol), host: name }
    }
    return {
      ip: walk(address, listOf(headers, group.header), group.addresses),
      tls: forwardedTls(peer, headers),
      host: hostOf(
        headers["x-forwarded-host"] === undefined
          ? valuesOf(headers, "host")
          : listOf(headers, "x-forwarded-host"),
      ),
    }
  }
}

/** The one text of an address: without zone, an IPv4-mapped one as IPv4; undefined where it is none. */
export function normalizeAddress(text: string): string | undefined {
  const family = isIP(text)
  if (family === 0) return undefined
  if (family === 4) return text
  const { address } = new SocketAddress({ address: text.split("%", 1)[0] ?? "", family: "ipv6" })
  const mapped = address.startsWith("::ffff:") ? address.slice("::ffff:".length) : ""
  return isIPv4(mapped) ? mapped : address
}

function groupByHeader(trusted: readonly Trusted[]): readonly Group[] {
  const groups = new Map<string, Addresses>()
  for (const { cidrs, header } of trusted) {
    const addresses = groups.get(header) ?? { ipv4: new BlockList(), ipv6: new BlockList() }
    groups.set(header, addresses)
    for (const cidr of cidrs) addBlock(addresses, cidr)
  }
  return [...groups].map(([header, addresses]) => ({ header, addresses }))
}

/** A block of IPv4-mapped addresses is one of IPv4 addresses. */
function addBlock({ ipv4, ipv6 }: Addresses, cidr: string): void {
  const [text = "", bits] = cidr.split("/")
  if (isIPv4(text)) {
    ipv4.addSubnet(text, bits === undefined ? 32 : Number(bits), "ipv4")
    return
  }
  const prefix = bits === undefined ? 128 : Number(bits)
  const inner = prefix >= 96 ? normalizeAddress(text) : undefined
  if (inner !== undefined && isIPv4(inner)) ipv4.addSubnet(inner, prefix - 96, "ipv4")
  else ipv6.addSubnet(text, prefix, "ipv6")
}

function contains({ ipv4, ipv6 }: Addresses, address: string): boolean {
  return isIPv4(address) ? ipv4.check(address, "ipv4") : ipv6.check(address, "ipv6")
}

function walk(peer: string, list: readonly string[], trusted: Addresses): string {
  let current = peer
  for (let index = list.length - 1; index >= 0 && contains(trusted, current); index -= 1) {
    const next = readEntry(list[index] ?? "")
    if (next === undefined) break
    current = next
  }
  return current
}

/** `192.0.2.1`, `192.0.2.1:8080`, `2001:db8::1`, `[2001:db8::1]:8080`. */
function readEntry(entry: string): string | undefined {
  if (entry.includes("%")) return undefined
  const bracketed = /^\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?$/.exec(entry)?.[1]
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? normalizeAddress(bracketed) : undefined
  const withPort = /^([\d.]+):\d{1,5}$/.exec(entry)?.[1]
  return normalizeAddress(withPort ?? entry)
}

/** Every line of a header that is a list, in order. */
function listOf(headers: Fields, name: string): readonly string[] {
  const values = valuesOf(headers, name)
  return values.length === 0
    ? []
    : values
        .join(",")
        .split(",")
        .map((entry) => entry.trim())
}

/** Encrypted only if every proxy says so: a value that the client put in front can only make it less. */
function forwardedTls(peer: Peer, headers: Fields): number | undefined {
  const protocols = listOf(headers, "x-forwarded-proto")
  if (protocols.length === 0) return tlsVersionOf(peer.tlsProtocol)
  if (!protocols.every((protocol) => protocol.toLowerCase() === "https")) return undefined
  const versions = listOf(headers, "x-forwarded-tls-version")
  if (versions.length === 0) return assumedTls
  return versions.map(tlsVersionOf).reduce((least, version) => {
    return least === undefined || version === undefined ? undefined : Math.min(least, version)
  })
}

const remembered = 1024

/** A connection brings many requests: what its address and its host come to is found once. Bounded. */
function remembering(read: (text: string) => string | undefined): (text: string) => string | undefined {
  const known = new Map<string, string | undefined>()
  return (text) => {
    if (known.has(text)) return known.get(text)
    if (known.size >= remembered) known.clear()
    const value = read(text)
    known.set(text, value)
    return value
  }
}

function hostOf(values: readonly string[]): string | undefined {
  const [value, ...others] = values
  return value === undefined || others.some((other) => other !== value) ? undefined : hostName(value)
}

function hostName(value: string): string | undefined {
  const match = /^(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.\-_]+)(?::\d{1,5})?$/.exec(value)
  return match?.[1]?.toLowerCase()
}
