import { hexDigit } from "./digits.ts"
import type { Address } from "./type.ts"

/** A block of addresses of one family: those whose first bits are `network`. */
export interface Cidr {
  readonly version: 4 | 6
  readonly prefix: number
  /** The first `prefix` bits. */
  readonly network: bigint
}

/**
 * An IPv4 or IPv6 address, read strictly: four decimal numbers without leading zeros, or the forms of
 * RFC 4291. No zone, no brackets, no port, no space. An IPv4-mapped IPv6 address, however written, is its IPv4 address.
 */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(":")) {
    const bits = parseIPv4(text)
    return bits === undefined ? undefined : { version: 4, bits: BigInt(bits) }
  }
  const bits = parseIPv6(text)
  if (bits === undefined) return undefined
  return isMapped(bits) ? { version: 4, bits: bits & 0xffff_ffffn } : { version: 6, bits }
}

/**
 * A block such as `10.0.0.0/8`; bits after the prefix are not looked at. A block of IPv4-mapped
 * addresses (`::ffff:10.0.0.0/104`) is the IPv4 block (`10.0.0.0/8`).
 */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf("/")
  if (slash < 0) return undefined
  const prefix = decimal(text, slash + 1, text.length, 128)
  const head = text.slice(0, slash)
  if (prefix === undefined) return undefined
  if (!head.includes(":")) {
    const bits = parseIPv4(head)
    return bits === undefined || prefix > 32 ? undefined : block(4, BigInt(bits), prefix)
  }
  const bits = parseIPv6(head)
  if (bits === undefined) return undefined
  return isMapped(bits) && prefix >= 96 ? block(4, bits & 0xffff_ffffn, prefix - 96) : block(6, bits, prefix)
}

/** One spelling of a block: `10.0.0.0/8`, `2001:db8:0:0:0:0:0:0/32`. */
export function blockText({ version, prefix, network }: Cidr): string {
  const bits = network << BigInt(widthOf(version) - prefix)
  const groups = version === 4 ? groupsOf(bits, 4, 8) : groupsOf(bits, 8, 16)
  const text = version === 4 ? groups.join(".") : groups.map((group) => group.toString(16)).join(":")
  return `${text}/${prefix}`
}

function groupsOf(bits: bigint, count: number, size: number): readonly number[] {
  return Array.from({ length: count }, (_, place) =>
    Number(BigInt.asUintN(size, bits >> BigInt((count - 1 - place) * size))),
  )
}

/** By bits; an address of the other family is in no block. */
export function inCidr(address: Address, cidr: Cidr): boolean {
  if (address.version !== cidr.version) return false
  return address.bits >> BigInt(widthOf(cidr.version) - cidr.prefix) === cidr.network
}

const widthOf = (version: 4 | 6): number => (version === 4 ? 32 : 128)

const block = (version: 4 | 6, bits: bigint, prefix: number): Cidr => ({
  version,
  prefix,
  network: bits >> BigInt(widthOf(version) - prefix),
})

const isMapped = (bits: bigint): boolean => bits >> 32n === 0xffffn

function parseIPv4(text: string): number | undefined {
  if (text.length > 15) return undefined
  let bits = 0
  let start = 0
  for (let part = 0; part < 4; part += 1) {
    const end = part === 3 ? text.length : text.indexOf(".", start)
    const value = end < 0 ? undefined : decimal(text, start, end, 255)
    if (value === undefined) return undefined
    bits = bits * 256 + value
    start = end + 1
  }
  return bits
}

/** At most one `::`, which stands for at least one group of zeros; the last two groups may be an IPv4 address. */
function parseIPv6(text: string): bigint | undefined {
  if (text.length > 45) return undefined
  const gap = text.indexOf("::")
  if (gap < 0) {
    const groups = parseGroups(text, true)
    return groups?.length === 8 ? join(groups) : undefined
  }
  const before = parseGroups(text.slice(0, gap), false)
  const after = parseGroups(text.slice(gap + 2), true)
  if (before === undefined || after === undefined) return undefined
  const missing = 8 - before.length - after.length
  return missing < 1 ? undefined : join([...before, ...Array<number>(missing).fill(0), ...after])
}

/** Groups between single colons; none in an empty text. */
function parseGroups(text: string, mayEndInIPv4: boolean): readonly number[] | undefined {
  if (text === "") return []
  const groups: number[] = []
  const written = text.split(":")
  for (const [place, group] of written.entries()) {
    if (mayEndInIPv4 && place === written.length - 1 && group.includes(".")) {
      const bits = parseIPv4(group)
      if (bits === undefined) return undefined
      groups.push(Math.floor(bits / 0x10000), bits % 0x10000)
      continue
    }
    const value = hexadecimal(group)
    if (value === undefined) return undefined
    groups.push(value)
  }
  return groups
}

const join = (groups: readonly number[]): bigint =>
  groups.reduce((bits, group) => (bits << 16n) | BigInt(group), 0n)

/** One to four digits. */
function hexadecimal(text: string): number | undefined {
  if (text.length < 1 || text.length > 4) return undefined
  let value = 0
  for (let index = 0; index < text.length; index += 1) {
    const digit = hexDigit(text.charCodeAt(index))
    if (digit < 0) return undefined
    value = value * 16 + digit
  }
  return value
}

/** A decimal number without leading zeros, at most `most`. */
function decimal(text: string, start: number, end: number, most: number): number | undefined {
  if (end <= start || end - start > 3) return undefined
  if (end - start > 1 && text.charCodeAt(start) === 48) return undefined
  let value = 0
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return value > most ? undefined : value
}

/** The text of the network that one subscriber has: an IPv4 address, of an IPv6 address its /64. */
export function networkOf({ version, bits }: Address): string {
  return `${version}:${(version === 4 ? bits : bits >> 64n).toString(16)}`
}
