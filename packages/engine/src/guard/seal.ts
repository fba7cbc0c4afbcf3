import type { ServerResponse } from "node:http"
import type { Sent } from "./outgoing.ts"

/** What the guard says of bytes that somebody is about to write to the raw response. */
export interface Judge {
  /** The head is known: status and fields stand on the response. */
  readonly head: (response: ServerResponse) => Verdict
  /** All of a body that was gathered. */
  readonly whole: (response: ServerResponse, body: Buffer) => Verdict
  /** The body cannot be gathered. */
  readonly withhold: (why: string) => Verdict
}

export type Verdict =
  /** The bytes go on as they come, under these fields. */
  | { readonly kind: "flows"; readonly sent: Pick<Sent, "set" | "remove"> }
  /** They are held until the answer is whole. */
  | { readonly kind: "gathers" }
  /** This leaves in their place. */
  | { readonly kind: "leaves"; readonly sent: Sent }
  | { readonly kind: "lost" }

export interface Seal {
  /** The framework may write. */
  readonly release: () => void
  /** Writes an answer, and from then on nobody may. */
  readonly answer: (sent: Sent) => void
}

/** A body that response rules filter is held up to this size; the same for every way of answering. */
export const gatherLimit = 1_048_576

type Phase =
  /** Nobody has written yet. */
  | "closed"
  | "gathering"
  | "open"
  /** Writes go nowhere; the guard may still open it. */
  | "silent"
  /** The guard's answer is written, or the connection is cut: the handler may go on, to nobody. */
  | "over"

type Method = (this: ServerResponse, ...given: readonly unknown[]) => unknown
type Name = keyof typeof traps
type Own = Readonly<Partial<Record<Name, Method>>>

interface State {
  readonly judge: Judge
  /** Whoever wrapped a method before, such as a tracer, sees what leaves. */
  readonly before: Own | undefined
  phase: Phase
  chunks: Buffer[]
  size: number
}

const key: unique symbol = Symbol("seal")
type Sealed = ServerResponse & { [key]: State }

/**
 * Closes the raw response until the guard has had its say on what leaves, by whatever method it is written. Bytes written to the
 * socket itself cannot be seen from here.
 *
 * The traps stay for good and ask the phase: taking properties off an object makes every later use of it slow (`bench http`).
 */
export function seal(response: ServerResponse, judge: Judge): Seal {
  const state: State = { judge, before: ownMethods(response), phase: "closed", chunks: [], size: 0 }
  const sealed: Sealed = Object.assign(response, { [key]: state }, traps)
  return {
    release: () => void (state.phase = "open"),
    answer: (sent) => leave(sealed, sent),
  }
}

function ownMethods(response: ServerResponse): Own | undefined {
  const found = names.filter((name) => Object.hasOwn(response, name))
  if (found.length === 0) return undefined
  return Object.fromEntries(found.map((name) => [name, Reflect.get(response, name) as Method]))
}

/** The method that stood there before the seal. */
function original(response: Sealed, name: Name, given: readonly unknown[]): unknown {
  const method: unknown = response[key].before?.[name] ?? Reflect.get(Object.getPrototypeOf(response), name)
  return typeof method === "function" ? Reflect.apply(method, response, given) : undefined
}

/** Asks the judge once, before the first byte. */
function begin(response: Sealed): Phase {
  const state = response[key]
  if (state.phase === "closed") obey(response, state.judge.head(response))
  return state.phase
}

function obey(response: Sealed, verdict: Verdict, done?: () => void): void {
  const state = response[key]
  switch (verdict.kind) {
    case "flows":
      state.phase = "open"
      return setFields(response, verdict.sent)
    case "gathers":
      state.phase = "gathering"
      return undefined
    case "lost":
      state.phase = "silent"
      return undefined
    case "leaves":
      return leave(response, verdict.sent, done)
  }
}

function leave(response: Sealed, sent: Sent, done?: () => void): void {
  const state = response[key]
  state.chunks = []
  state.phase = "open"
  if (!response.headersSent) {
    setFields(response, sent)
    if (response.hasHeader("transfer-encoding")) response.removeHeader("transfer-encoding")
    if (sent.status !== response.statusCode && response.statusMessage) response.statusMessage = ""
    response.statusCode = sent.status
    const body = bytesOf(sent.payload)
    if (body.length > 0 || hasLength(response)) response.setHeader("content-length", body.length)
    original(response, "end", [body, done])
  } else if (!response.writableEnded) response.destroy()
  state.phase = "over"
}

/** Of no body: to HEAD nobody knows the length of what a GET would give, and some answers have none (RFC 9110, 8.6). */
function hasLength({ req, statusCode }: ServerResponse): boolean {
  return req.method !== "HEAD" && statusCode !== 204 && statusCode !== 304
}

function bytesOf(payload: unknown): Buffer {
  if (typeof payload === "string") return Buffer.from(payload)
  return payload instanceof Uint8Array
    ? Buffer.from(payload.buffer, payload.byteOffset, payload.length)
    : none
}

const none = Buffer.alloc(0)

function setFields(response: ServerResponse, { set, remove }: Pick<Sent, "set" | "remove">): void {
  for (const name of remove) response.removeHeader(name)
  for (const [name, value] of Object.entries(set)) response.setHeader(name, value)
}

/** What `writeHead` is given stands on the response from then on, so that the judge sees it and may change it. */
function takeHead(response: ServerResponse, [status, message, fields]: readonly unknown[]): void {
  if (typeof status === "number") response.statusCode = status
  if (typeof message === "string") response.statusMessage = message
  const given = typeof message === "string" ? fields : (fields ?? message)
  if (Array.isArray(given)) takeList(response, given.flat())
  else if (typeof given === "object" && given !== null) {
    for (const [name, value] of Object.entries(given))
      if (value !== undefined) response.setHeader(name, value)
  }
}

function takeList(response: ServerResponse, given: readonly unknown[]): void {
  const fields = new Map<string, string[]>()
  for (let at = 0; at + 1 < given.length; at += 2) {
    const name = String(given[at]).toLowerCase()
    fields.set(name, [...(fields.get(name) ?? []), String(given[at + 1])])
  }
  for (const [name, values] of fields) response.setHeader(name, values.length === 1 ? values[0]! : values)
}

function hold(response: Sealed, chunk: unknown, encoding: unknown): void {
  const state = response[key]
  const bytes =
    chunk instanceof Uint8Array
      ? Buffer.from(chunk)
      : Buffer.from(chunk as string, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8")
  state.size += bytes.length
  if (state.size <= gatherLimit) state.chunks.push(bytes)
  else obey(response, state.judge.withhold(tooLarge))
}

export const tooLarge = "the body has more bytes than are gathered"

const callbackIn = (given: readonly unknown[]): (() => void) | undefined =>
  given.find((each): each is () => void => typeof each === "function")

/** By the names that whoever answers calls, and those that Node's own methods come to, also when called past the others by the prototype. */
const traps = {
  writeHead(this: Sealed, ...given: readonly unknown[]): unknown {
    const { phase } = this[key]
    if (phase === "open") return original(this, "writeHead", given)
    if (phase === "closed" || phase === "gathering") takeHead(this, given)
    return begin(this) === "open" ? original(this, "writeHead", [this.statusCode]) : this
  },
  write(this: Sealed, ...given: readonly unknown[]): unknown {
    const phase = begin(this)
    if (phase === "open") return original(this, "write", given)
    if (phase === "gathering") hold(this, given[0], given[1])
    const done = callbackIn(given)
    if (done) process.nextTick(done)
    return true
  },
  end(this: Sealed, ...given: readonly unknown[]): unknown {
    const phase = begin(this)
    if (phase === "open") return original(this, "end", given)
    const [chunk, encoding] = given
    if (phase === "gathering") {
      if (chunk !== undefined && chunk !== null && typeof chunk !== "function") hold(this, chunk, encoding)
      const state = this[key]
      if (this[key].phase === "gathering")
        obey(this, state.judge.whole(this, Buffer.concat(state.chunks)), callbackIn(given))
    }
    return this
  },
  flushHeaders(this: Sealed): unknown {
    return begin(this) === "open" ? original(this, "flushHeaders", []) : undefined
  },
  _implicitHeader(this: Sealed): unknown {
    const { phase } = this[key]
    if (phase === "open") return original(this, "_implicitHeader", [])
    // A middleware that wraps `writeHead` waits for this call, whoever makes it.
    return phase === "closed" ? this.writeHead(this.statusCode) : undefined
  },
  _storeHeader(this: Sealed, ...given: readonly unknown[]): unknown {
    return pastTheGuard(this, "_storeHeader", given)
  },
  _send(this: Sealed, ...given: readonly unknown[]): unknown {
    return pastTheGuard(this, "_send", given)
  },
}
const names = Object.keys(traps) as readonly Name[]

/** Node is in the middle of an answer that was not gathered: another one would enter it again, so that the connection is cut. */
function pastTheGuard(response: Sealed, name: Name, given: readonly unknown[]): unknown {
  const state = response[key]
  if (state.phase === "closed" || state.phase === "gathering") {
    const verdict = state.phase === "closed" ? state.judge.head(response) : undefined
    if (verdict?.kind === "flows") obey(response, verdict)
    else {
      if (verdict === undefined || verdict.kind === "gathers") state.judge.withhold(pastTheResponse)
      state.phase = "over"
      response.req.socket.destroy()
    }
  }
  return state.phase === "open" ? original(response, name, given) : true
}

const pastTheResponse = "the handler wrote past the response's own methods"
