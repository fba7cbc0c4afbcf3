import { isScalar, type Node } from "yaml"
import type { Span } from "../text/span.ts"
import { tlsVersionOf } from "../values/tls.ts"
import type { TestRequest } from "./test-file.ts"
import {
  entriesOf,
  report,
  reportUnknown,
  resolved,
  spanAt,
  valueOf,
  type Entry,
  type Reading,
} from "./yaml-reader.ts"

const keys = ["ip", "host", "tls", "headers", "query", "body"] as const
const verb = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** `GET /v1/orders/o1`: a method and a target, as in a request line. */
export function readRequestLine(reading: Reading, at: Span, text: string): TestRequest | undefined {
  const [method = "", target, ...more] = text.trim().split(/ +/)
  if (verb.test(method) && target?.startsWith("/") && more.length === 0)
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
export function readRequest(reading: Reading, given: Node | null): TestRequest | undefined {
  const node = resolved(reading, given)
  if (isScalar(node) && typeof node.value === "string")
    return readRequestLine(reading, spanAt(reading, given), node.value)
  const entries = entriesOf(reading, given, "a request")
  if (entries === undefined) return undefined
  const lines = entries.filter(({ key }) => !(keys as readonly string[]).includes(key))
  for (const { key, at } of lines.filter(({ key }) => !/^[A-Z-]+$/.test(key)))
    reportUnknown(reading, "E502", at, `a request has no \`${key}\``, key, keys)
  const verbs = lines.filter(({ key }) => /^[A-Z-]+$/.test(key))
  const [line] = verbs
  if (line === undefined || verbs.length > 1) {
    report(
      reading,
      "E506",
      verbs[1]?.at ?? spanAt(reading, given),
      "a request has one method with its path",
      {
        help: "such as `POST: /v1/login`",
      },
    )
    return undefined
  }
  const request = readRequestLine(reading, line.at, `${line.key} ${String(valueOf(reading, line.value))}`)
  return request && withParts(reading, request, entries)
}

function withParts(reading: Reading, request: TestRequest, entries: readonly Entry[]): TestRequest {
  const of = (name: string): Entry | undefined => entries.find(({ key }) => key === name)
  const host = textOf(reading, of("host")) ?? "localhost"
  const given = pairsOf(reading, of("headers"))
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
    ip: textOf(reading, of("ip")) ?? request.ip,
    tls: tlsOf(reading, of("tls")),
  }
}

function textOf(reading: Reading, entry: Entry | undefined): string | undefined {
  if (entry === undefined) return undefined
  const value = valueOf(reading, entry.value)
  if (typeof value === "string") return value
  report(reading, "E503", spanAt(reading, entry.value), `\`${entry.key}\` is no text`)
  return undefined
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
  const text = typeof value === "number" ? value.toFixed(1) : String(value)
  if (tlsVersionOf(text) !== undefined) return text
  report(reading, "E503", spanAt(reading, entry.value), "`tls` is no version of TLS", {
    help: "one of 1.0, 1.1, 1.2, 1.3, none",
  })
  return undefined
}
