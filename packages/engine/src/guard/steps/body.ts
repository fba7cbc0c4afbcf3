import { announcesBody, lookAtBody, readBody } from "../../http/body.ts"
import { onlyValueOf, type Fields } from "../../http/headers.ts"
import { parseJson } from "../../http/json.ts"
import { isJson, parseMediaType } from "../../http/media.ts"
import type { Exchange } from "../exchange.ts"
import type { Refusal } from "../refusal.ts"

type Outcome = Refusal | undefined

/** Reads the body up to its maximum. A route without a `body` clause takes none. */
export function readRequestBody(exchange: Exchange): Outcome | Promise<Outcome> {
  return announcesBody(exchange.headers, exchange.incoming.message) ? readAnnounced(exchange) : undefined
}

async function readAnnounced(exchange: Exchange): Promise<Outcome> {
  const { headers, incoming, parts, environment } = exchange
  if (parts === undefined || environment === undefined) return undefined
  const { mode } = parts.route.body
  if (mode === "none") return refused(415, "the route takes no body")
  if (mode === "any" && !isJsonBody(headers)) return refused(415, "the body is not JSON by its type")
  const max = parts.steps.bodyMax(environment)
  const take = exchange.core.options.mode === "observe" ? lookAtBody : readBody
  const read = await take(incoming.message, headers, max.bytes)
  if (read.kind === "aborted") return { status: 400, reason: "aborted", why: "the client went away" }
  if (read.kind === "refused") {
    const rules = read.status === 413 && max.rule !== undefined ? [max.rule] : []
    return { ...refused(read.status, read.why), rules }
  }
  exchange.body = read.bytes
  if (mode === "raw" || read.bytes.length === 0) return undefined
  const json = parseJson(read.bytes)
  if (json.kind === "malformed") return { status: 400, reason: "body", why: json.why }
  exchange.environment = { ...environment, body: json.value }
  return undefined
}

function isJsonBody(headers: Fields): boolean {
  const media = parseMediaType(onlyValueOf(headers, "content-type") ?? "")
  return media !== undefined && isJson(media)
}

function refused(status: number, why: string): Refusal {
  return { status, reason: "body", why }
}
