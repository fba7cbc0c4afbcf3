import { IncomingMessage } from "node:http"
import { parseQuery } from "../../http/query.ts"
import { singleHeaders, valuesOf } from "../../http/headers.ts"
import { canonicalize } from "../../target/canonical.ts"
import type { Exchange } from "../exchange.ts"
import type { Refusal } from "../refusal.ts"

/** Finds the one path and query that the request can mean; 400 where there are two. */
export function readTarget(exchange: Exchange): Refusal | undefined {
  const { target, message } = exchange.incoming
  if (!isHttp(message)) return { status: 400, reason: "malformed", why: "no version of HTTP is meant" }
  if (message.httpVersion === "1.1" && exchange.headers["host"] === undefined)
    return { status: 400, reason: "malformed", why: "`host` is missing" }
  const canonical = canonicalize(target)
  if (canonical.kind === "ambiguous") return ambiguous(canonical.why)
  exchange.path = canonical.path
  const mark = target.indexOf("?")
  if (mark !== -1) {
    const query = parseQuery(target.slice(mark + 1))
    if (query.kind === "malformed") return ambiguous(query.why)
    exchange.query = query.fields
  }
  const repeated = singleHeaders.find((name) => Array.isArray(exchange.headers[name]))
  if (repeated !== undefined) return ambiguous(`\`${repeated}\` is given twice`)
  return !target.startsWith("/") && namesTwoHosts(target, valuesOf(exchange.headers, "host"))
    ? ambiguous("the target and `host` name different hosts")
    : undefined
}

/** A request line may name any version: what is read as HTTP/1 can be no other. */
function isHttp(message: IncomingMessage): boolean {
  const { httpVersion } = message
  return httpVersion === "1.1" || httpVersion === "1.0" || !(message instanceof IncomingMessage)
}

/** An absolute target names its host itself: `context.host` and a framework must not read another one. */
function namesTwoHosts(target: string, [host]: readonly string[]): boolean {
  const [, scheme, authority] = /^(https?):\/\/([^/?#]*)/i.exec(target) ?? []
  if (scheme === undefined || authority === undefined || host === undefined) return false
  const usual = scheme.toLowerCase() === "https" ? /:443$/ : /:80$/
  const plain = (text: string): string => text.toLowerCase().replace(usual, "")
  return plain(authority) !== plain(host)
}

function ambiguous(why: string): Refusal {
  return { status: 400, reason: "ambiguous-target", why }
}
