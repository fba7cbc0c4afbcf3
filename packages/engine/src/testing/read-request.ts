import { isMap, isScalar } from "yaml"
import type { Span } from "../text/span.ts"
import { parseAddress } from "../values/address.ts"
import type { TestRequest } from "./test-file.ts"
import {
  entriesOf,
  placeOf,
  report,
  reportUnknown,
  resolved,
  spanAt,
  textOf,
  valueOf,
  type Entry,
  type Reading,
} from "./yaml-reader.ts"

/** The keys of a request besides its method. */
export const requestKeys = ["ip", "host", "tls", "headers", "query", "body"] as const
const tlsVersions = ["1.0", "1.1", "1.2", "1.3"] as const

/** Of a method, and of a header's name (RFC 9110, section 5.6.2). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** What a header's value can be sent as: nothing that would end its line. */
const fieldValue = /^[\t\u{20}-\u{7e}\u{80}-\u{ff}]*$/u

/** `GET /v1/orders/o1`: a method and a target, as in a request line. */
export function readRequestLine(reading: Reading, at: Span, text: string): TestRequest | undefined {
  const [method = "", target, ...more] = text.trim().split(/ +/)
  if (token.test(method) && target?.startsWith("/") && more.length === 0)
    return { ...plainRequest, method, target }
  report(reading, "E506", at, "a request is a method and a path", {
    help: "such as `GET /v1/orders/o1`",
  })
  return undefined
}

const plainRequest: TestRequest = {
  method: "GET",
  target: "/",
  headers: ["host", "localhost"],
  body: undefined,
  ip: "127.0.0.1",
  tls: "1.3",
}

/** A request line, or a mapping of one verb to its path, with what else the request has. */
export function readRequest(reading: Reading, entry: Entry): TestRequest | undefined {
  const node = resolved(reading, entry.value)
  const at = placeOf(reading, entry)
  if (!isMap(node)) return readRequestLine(reading, at, isScalar(node) ? String(node.value) : "")
  const entries = entriesOf(reading, node, "a request") ?? []
  const lines = entries.filter(({ key }) => !(requestKeys as readonly string[]).includes(key))
  const verbs = lines.filter(({ key }) => /^[A-Z-]+$/.test(key))
  for (const { key, at: place } of lines.filter((line) => !verbs.includes(line)))
    reportUnknown(reading, "E502", place, `a request has no \`${key}\``, key, requestKeys)
  const [line] = verbs
  if (line === undefined || verbs.length > 1) {
    report(reading, "E506", verbs[1]?.at ?? at, "a request has one method with its path", {
      help: "such as `POST: /v1/login`",
    })
    return undefined
  }
  const request = readRequestLine(reading, line.at, `${line.key} ${String(valueOf(reading, line.value))}`)
  return request && withParts(reading, request, entries)
}

function withParts(reading: Reading, request: TestRequest, entries: readonly Entry[]): TestRequest {
  const of = (name: string): Entry | undefined => entries.find(({ key }) => key === name)
  const host = hostOf(reading, of("host"))
  const given = headersOf(reading, of("headers"))
  const body = bodyOf(reading, of("body"), given)
  const query = new URLSearchParams(
    pairsOf(reading, of("query")).map(([name, value]): [string, string] => [name, value]),
  ).toString()
  const isSized = given.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name))
  const headers = [
    ...(given.some(([name]) => name.toLowerCase() === "host") ? [] : [["host", host]]),
    ...given,
    ...(body === undefined ? [] : body.type),
    ...(body === undefined || isSized ? [] : [["content-length", String(body.bytes.length)]]),
  ]
  return {
    ...request,
    target:
      query === "" ? request.target : `${request.target}${request.target.includes("?") ? "&" : "?"}${query}`,
    headers: headers.flat(),
    body: body?.bytes,
    ip: addressOf(reading, of("ip")) ?? request.ip,
    tls: tlsOf(reading, of("tls")),
  }
}

function hostOf(reading: Reading, entry: Entry | undefined): string {
  const text = textOf(reading, entry) ?? "localhost"
  if (entry !== undefined && !fieldValue.test(text))
    report(reading, "E503", placeOf(reading, entry), "`host` cannot stand in a header")
  return text
}

function addressOf(reading: Reading, entry: Entry | undefined): string | undefined {
  const text = textOf(reading, entry)
  if (entry === undefined || text === undefined || parseAddress(text) !== undefined) return text
  report(reading, "E503", placeOf(reading, entry), "`ip` is no address", {
    help: "such as `192.0.2.1` or `2001:db8::1`",
  })
  return undefined
}

/** Headers, each as it can be sent. */
export function headersOf(
  reading: Reading,
  entry: Entry | undefined,
): readonly (readonly [string, string])[] {
  const pairs = pairsOf(reading, entry)
  const bad = pairs.find(([name, value]) => !token.test(name) || !fieldValue.test(value))
  if (entry === undefined || bad === undefined) return pairs
  const [name] = bad
  const what = token.test(name) ? `the value of \`${name}\`` : `\`${name}\``
  report(reading, "E503", placeOf(reading, entry), `${what} cannot stand in a header`)
  return []
}

/** Names with their values; a list is a name that comes several times. */
function pairsOf(reading: Reading, entry: Entry | undefined): readonly (readonly [string, string])[] {
  if (entry === undefined) return []
  return (entriesOf(reading, entry.value, `\`${entry.key}\``) ?? []).flatMap(({ key, value }) => {
    const read = valueOf(reading, value)
    const values: readonly unknown[] = Array.isArray(read) ? read : [read]
    return values.flatMap((one) => {
      if (typeof one === "string" || typeof one === "number" || typeof one === "boolean")
        return [[key, String(one)] as const]
      report(reading, "E503", spanAt(reading, value), `\`${key}\` is no text`)
      return []
    })
  })
}

interface Body {
  readonly bytes: Uint8Array
  readonly type: readonly (readonly string[])[]
}

/** A text is sent as it is, anything else as JSON. */
function bodyOf(
  reading: Reading,
  entry: Entry | undefined,
  headers: readonly (readonly [string, string])[],
): Body | undefined {
  if (entry === undefined) return undefined
  const value = valueOf(reading, entry.value)
  const isTyped = headers.some(([name]) => name.toLowerCase() === "content-type")
  const media = typeof value === "string" ? "text/plain" : "application/json"
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return { bytes: Buffer.from(text), type: isTyped ? [] : [["content-type", media]] }
}

function tlsOf(reading: Reading, entry: Entry | undefined): string | undefined {
  if (entry === undefined) return plainRequest.tls
  const value = valueOf(reading, entry.value)
  if (value === false || value === null || value === "none") return undefined
  // YAML reads `1.0` as the number 1.
  const text = typeof value === "number" ? value.toFixed(1) : value
  const version = tlsVersions.find((one) => one === text)
  if (version !== undefined) return version
  report(reading, "E503", placeOf(reading, entry), "`tls` is no version of TLS", {
    help: `one of ${tlsVersions.join(", ")}, none`,
  })
  return undefined
}
