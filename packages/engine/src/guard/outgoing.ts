import { parseMediaType } from "../http/media.ts"
import { matchPrefix } from "../target/match.ts"
import { answerOf, auditFailed, entityHeaders, type Answer } from "./answer.ts"
import { corsFields, overruledFields, varyingByOrigin } from "./cors.ts"
import { discard, Ungathered } from "./collect.ts"
import { entityTag, isKnown } from "./conditions.ts"
import type { Exchange } from "./exchange.ts"
import { record } from "./record.ts"
import type { GuardReason, Refusal } from "./refusal.ts"
import { rateLimitHeaders } from "./steps/limits.ts"

/** What a handler answers, before it leaves. */
export interface Outgoing {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, unknown>>
  /** A text or bytes can be filtered; what comes in pieces is gathered before. */
  readonly payload: unknown
  /** Fields that the payload itself brings, as a web `Response` does. */
  readonly own?: Sent["set"]
  /** Fields are to follow the body. */
  readonly hasTrailers?: boolean
}

/** What leaves instead. */
export interface Sent {
  readonly status: number
  readonly payload: unknown
  readonly set: Readonly<Record<string, string | string[]>>
  readonly remove: readonly string[]
  /** Nobody has filtered the fields that follow a body: where something had to be filtered, they do not leave. */
  readonly keepsTrailers: boolean
}

/** The response rules, then the audit line, then the answer. */
export function finish(exchange: Exchange, outgoing: Outgoing, written?: Written): Sent {
  const { status } = outgoing
  const route = exchange.parts?.route
  const withheldTrailers = outgoing.hasTrailers === true ? "the trailers are withheld" : undefined
  if (status >= 400 && route?.revealErrors !== true) {
    discard(outgoing.payload)
    const rules = exchange.decision?.determining ?? []
    const detail = withheldTrailers
    const isRecorded = record(exchange, { decision: "allow", status, reason: "allowed", rules, detail })
    if (!isRecorded) return replaced(answerOf(exchange, auditFailed))
    const headers = rateLimitHeaders(exchange.outcomes)
    const remove = [...entityHeaders, ...overruledFields(exchange)]
    return { ...replaced(answerOf(exchange, { status, reason: "allowed", headers })), remove }
  }
  const filtered = isOf(written, outgoing) ? written.filtered : applyRules(exchange, outgoing)
  if (filtered.kind === "withheld") {
    discard(outgoing.payload)
    return withhold(exchange, filtered.why)
  }
  const rules = exchange.decision?.determining ?? []
  const detail = filtered.isChanged ? withheldTrailers : undefined
  const sent = filtered.isChanged
    ? tagged(exchange, outgoing, filtered.payload)
    : { status, payload: filtered.payload, etag: undefined }
  if (!record(exchange, { decision: "allow", status: sent.status, reason: "allowed", rules, detail })) {
    discard(outgoing.payload)
    return replaced(answerOf(exchange, auditFailed))
  }
  return {
    status: sent.status,
    payload: sent.payload,
    set: fieldsOf(exchange, outgoing, filtered.isChanged, sent.etag),
    remove: removedFrom(exchange, filtered.isChanged),
    keepsTrailers: !filtered.isChanged,
  }
}

/** Why an answer would be withheld, for a guard that only looks on; undefined where it would leave. */
export function whyWithheld(exchange: Exchange, outgoing: Outgoing): string | undefined {
  if (outgoing.status >= 400 && exchange.parts?.route.revealErrors !== true) return undefined
  const filtered = applyRules(exchange, outgoing)
  return filtered.kind === "withheld" ? filtered.why : undefined
}

function fieldsOf(
  exchange: Exchange,
  outgoing: Outgoing,
  isChanged: boolean,
  etag: string | undefined,
): Sent["set"] {
  const fields: Record<string, string | string[]> =
    outgoing.own === undefined ? {} : ownFields(outgoing.own, removedFrom(exchange, isChanged))
  if (etag !== undefined) fields["etag"] = etag
  const rates = rateLimitHeaders(exchange.outcomes)
  return Object.assign(fields, rates, cachingHeaders(exchange, outgoing), corsFields(exchange))
}

const nothing: readonly string[] = []

function removedFrom(exchange: Exchange, isChanged: boolean): readonly string[] {
  const overruled = overruledFields(exchange)
  if (overruled.length === 0) return isChanged ? entityHeaders : nothing
  return isChanged ? [...overruled, ...entityHeaders] : overruled
}

/** Who tagged the unfiltered body gets a tag of what leaves, and no body where the caller has that. */
function tagged(
  { headers, method }: Exchange,
  { status, headers: given }: Outgoing,
  payload: unknown,
): Pick<Sent, "status" | "payload"> & { readonly etag: string | undefined } {
  const isTagged = given["etag"] !== undefined && status === 200 && (method === "GET" || method === "HEAD")
  if (!isTagged || (typeof payload !== "string" && !(payload instanceof Uint8Array)) || payload.length === 0)
    return { status, payload, etag: undefined }
  const etag = entityTag(payload)
  return isKnown(headers, etag) ? { status: 304, payload: "", etag } : { status, payload, etag }
}

function ownFields(own: Sent["set"], lost: readonly string[]): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(own).filter(([name]) => !lost.includes(name)))
}

/** A web `Response` brings status and headers of its own, which a framework would take over later, past the guard. */
export function unwrapped(outgoing: Outgoing): Outgoing {
  const { payload } = outgoing
  if (!isResponse(payload)) return outgoing
  const own: Record<string, string | string[]> = Object.fromEntries(payload.headers)
  const cookies = payload.headers.getSetCookie()
  if (cookies.length > 0) own["set-cookie"] = cookies
  // `Response.error()` has no status that can leave.
  const status = payload.status < 200 ? 500 : payload.status
  return { ...outgoing, status, headers: { ...outgoing.headers, ...own }, payload: payload.body, own }
}

function isResponse(payload: unknown): payload is Response {
  return Object.prototype.toString.call(payload) === "[object Response]"
}

/** 500 in place of what cannot be filtered, with a line that says why. */
export function withhold(
  exchange: Exchange,
  why: string,
  reason: GuardReason = "withheld",
  status = 500,
): Sent {
  const refusal: Refusal = { status, reason, why }
  const rules = exchange.parts?.route.response ?? []
  const isRecorded = record(exchange, {
    decision: "deny",
    status,
    reason,
    rules: reason === "withheld" ? rules : [],
    detail: why,
  })
  return replaced(answerOf(exchange, isRecorded ? refusal : auditFailed))
}

/** The guard's own answer in place of the handler's. */
export function replaced({ status, body, headers, remove }: Answer): Sent {
  return { status, payload: body, set: headers, remove, keepsTrailers: false }
}

/** In place of an answer that nobody waits for any more. */
export function toNobody({ status, payload }: Outgoing): Sent {
  discard(payload)
  return { status, payload: "", set: {}, remove: entityHeaders, keepsTrailers: false }
}

/** An object as it leaves, written before the framework serialized it. */
export interface Written {
  readonly status: number
  readonly text: string
  readonly filtered: Filtered
}

const isRedirection = (status: number): boolean => status >= 300 && status < 400

/** Whether the answer is what was written, and neither coded nor cut since. */
function isOf(written: Written | undefined, { status, payload, headers }: Outgoing): written is Written {
  if (written === undefined || written.text !== payload || written.status !== status) return false
  return status !== 206 && !isRedirection(status) && headers["content-encoding"] === undefined
}

export function writeObject(exchange: Exchange, body: unknown, status: number): Written {
  const filtered = redact(exchange, body, status)
  // An object that no rule touches is written as it would have been.
  if (filtered.kind === "passes" && typeof filtered.payload !== "string") {
    try {
      const text = JSON.stringify(filtered.payload) ?? ""
      return { status, text, filtered: { ...filtered, payload: text } }
    } catch {
      return { status, text: "", filtered: { kind: "withheld", why: "the body cannot be written" } }
    }
  }
  return { status, text: filtered.kind === "passes" ? String(filtered.payload) : "", filtered }
}

type Filtered =
  | { readonly kind: "passes"; readonly payload: unknown; readonly isChanged: boolean }
  | { readonly kind: "withheld"; readonly why: string }

function applyRules(exchange: Exchange, { payload, status, headers }: Outgoing): Filtered {
  const { parts } = exchange
  if (parts?.redactor.hasRules !== true || isPassed(parts, headers))
    return { kind: "passes", payload, isChanged: false }
  if (payload === undefined || payload === null || payload === "")
    return { kind: "passes", payload, isChanged: true }
  if (payload instanceof Ungathered) return { kind: "withheld", why: payload.why }
  // A note beside `Location`, which says it all.
  if (isRedirection(status)) return { kind: "passes", payload: "", isChanged: true }
  if (typeof payload !== "string" && !(payload instanceof Uint8Array))
    return { kind: "withheld", why: "the body is neither text nor bytes" }
  if (headers["content-encoding"] !== undefined) return { kind: "withheld", why: "the body is coded" }
  if (status === 206) return { kind: "withheld", why: "the body is a part of another" }
  return redact(exchange, payload, status)
}

function redact({ core, parts, environment }: Exchange, payload: unknown, status: number): Filtered {
  if (parts === undefined || environment === undefined)
    return { kind: "withheld", why: "the request was not read" }
  const { guardrails } = core.compiled.plan
  const redacted = parts.redactor.apply(payload, {
    environment,
    status,
    hashKey: core.hashKey,
    guardrails: (place) => guardrails[place] && matchPrefix(guardrails[place], environment.path),
  })
  switch (redacted.kind) {
    case "body":
      return { kind: "passes", payload: redacted.text, isChanged: true }
    case "unchanged":
      return { kind: "passes", payload, isChanged: true }
    case "withheld":
      return redacted
    case "problem":
      return { kind: "withheld", why: "an error's body is not shown" }
  }
}

/**
 * Whether a body of the type that the handler names leaves past the response rules. A type that is given twice, or that does not
 * read, is none.
 */
export function isPassed(parts: Exchange["parts"], headers: Outgoing["headers"]): boolean {
  const type = headers["content-type"]
  return typeof type === "string" && parts?.redactor.passes(parseMediaType(type)?.essence) === true
}

const none: Sent["set"] = {}

/** An answer made for one caller is kept by no shared cache. */
function cachingHeaders(exchange: Exchange, { headers }: Outgoing): Sent["set"] {
  const { parts, subject } = exchange
  const byOrigin = varyingByOrigin(exchange)
  const accept = parts?.route.accept ?? nothing
  if (subject === undefined && accept.length === 0 && parts?.redactor.hasRules !== true)
    return byOrigin.length > 0 ? { vary: varyWith(headers["vary"], byOrigin) } : none
  const depends = parts?.credentialHeaders ?? nothing
  const vary = varyWith(headers["vary"], byOrigin.length > 0 ? [...depends, ...byOrigin] : depends)
  const caching = privately(headers["cache-control"])
  return vary === "" ? { "cache-control": caching } : { "cache-control": caching, vary }
}

function varyWith(existing: unknown, names: readonly string[]): string {
  if (existing === undefined) return names.join(", ")
  const present = textOf(existing)
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
  const lower = new Set(present.map((name) => name.toLowerCase()))
  return [...present, ...names.filter((name) => !lower.has(name.toLowerCase()))].join(", ")
}

function privately(existing: unknown): string {
  if (existing === undefined) return "private"
  const directives = textOf(existing)
    .split(",")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "")
  const isPrivate = directives.some((directive) => /^(?:private|no-store)$/i.test(directive))
  if (isPrivate) return directives.join(", ")
  return ["private", ...directives.filter((directive) => !/^(?:public$|s-maxage=)/i.test(directive))].join(
    ", ",
  )
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.filter((each) => typeof each === "string").join(", ")
  return typeof value === "string" ? value : ""
}
