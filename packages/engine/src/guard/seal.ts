import type { ServerResponse } from "node:http"
import { checkHead, hasLength, takeHead } from "./head.ts"
import type { Sent } from "./outgoing.ts"
import { classMethod, closeClass, isOfClass, type Method } from "./response-class.ts"

/** What the guard says of bytes that somebody is about to write to the raw response. */
export interface Judge {
  /** The head is known: status and fields stand on the response. */
  readonly head: (response: ServerResponse) => Verdict
  /** All of a body that was gathered. */
  readonly whole: (response: ServerResponse, body: Buffer | string) => Verdict
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
  /** The framework may write; trailers that were added before leave only where nothing was filtered. */
  readonly release: (keepsTrailers: boolean) => void
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

type Name = keyof typeof traps | keyof typeof trapsOfHttp2
type Own = Readonly<Partial<Record<Name, Method>>>

interface State {
  readonly judge: Judge
  /** Where the traps are: on the response itself, or on its class. */
  readonly isPlain: boolean
  /** Whoever wrapped a method before, such as a tracer, sees what leaves. */
  readonly before: Own | undefined
  phase: Phase
  chunks: Buffer[]
  size: number
  /** What was to follow the body: held until it is known whether anybody may filter it. */
  trailers: (readonly [Name, readonly unknown[]])[]
}

const key: unique symbol = Symbol("seal")
type Sealed = ServerResponse & { [key]: State }

/**
 * Closes the raw response until the guard has had its say on what leaves, by whatever method it is written. Bytes written to the
 * socket itself cannot be seen from here.
 *
 * The traps stay for good and ask the phase. They stand on Node's class, where those of responses that nobody has wrapped are found:
 * ten properties more on each made every later use of it slow (`bench http`).
 */
export function seal(response: ServerResponse, judge: Judge): Seal {
  if (key in response) throw new Error("the response is guarded already")
  const isPlain = isOfClass(response, names)
  const before = isPlain ? undefined : ownMethods(response)
  const state: State = { judge, isPlain, before, phase: "closed", chunks: [], size: 0, trailers: [] }
  const sealed: Sealed = Object.assign(response, { [key]: state })
  if (isPlain) closeClass(traps, isSealedByClass)
  else Object.assign(response, traps)
  if (response.req.httpVersionMajor > 1) Object.assign(response, trapsOfHttp2)
  return {
    release: (keepsTrailers) => open(sealed, keepsTrailers),
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
  const { isPlain, before } = response[key]
  const method: unknown = isPlain
    ? classMethod(name)
    : (before?.[name] ?? Reflect.get(Object.getPrototypeOf(response), name))
  return typeof method === "function" ? Reflect.apply(method, response, given) : undefined
}

const isSealedByClass = (response: ServerResponse & { [key]?: State }): boolean =>
  response[key]?.isPlain === true

/** Asks the judge once, before the first byte. */
function begin(response: Sealed): Phase {
  const state = response[key]
  if (state.phase === "closed") {
    checkHead(response)
    obey(response, state.judge.head(response))
  }
  return state.phase
}

function open(response: Sealed, keepsTrailers: boolean): void {
  const state = response[key]
  state.phase = "open"
  const { trailers } = state
  state.trailers = []
  if (keepsTrailers) for (const [name, given] of trailers) original(response, name, given)
}

function obey(response: Sealed, verdict: Verdict, done?: () => void): void {
  const state = response[key]
  switch (verdict.kind) {
    case "flows":
      setFields(response, verdict.sent)
      return open(response, true)
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
  open(response, false)
  try {
    if (!response.headersSent) write(response, sent, done)
    else if (!response.writableEnded) response.destroy()
  } catch {
    // Node does not write it: nothing of it leaves, and nobody may try again.
    response.destroy()
  } finally {
    state.phase = "over"
  }
}

function write(response: Sealed, sent: Sent, done: (() => void) | undefined): void {
  setFields(response, sent)
  if (response.hasHeader("transfer-encoding")) response.removeHeader("transfer-encoding")
  if (response.chunkedEncoding) response.chunkedEncoding = false
  // A reason says what the handler wished to say of its error.
  if (response.statusMessage && (sent.status !== response.statusCode || sent.status >= 400))
    response.statusMessage = ""
  response.statusCode = sent.status
  const body = bodyOf(sent.payload)
  const length = Buffer.byteLength(body)
  if (length > 0 || hasLength(response)) response.setHeader("content-length", length)
  // A text goes out in one piece with the head.
  original(response, "end", [body, "utf8", done])
}

function bodyOf(payload: unknown): Buffer | string {
  if (typeof payload === "string") return payload
  return payload instanceof Uint8Array
    ? Buffer.from(payload.buffer, payload.byteOffset, payload.length)
    : none
}

const none = Buffer.alloc(0)

function setFields(response: ServerResponse, { set, remove }: Pick<Sent, "set" | "remove">): void {
  for (const name of remove) response.removeHeader(name)
  for (const [name, value] of Object.entries(set)) response.setHeader(name, value)
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

/** Most answers are one text: it need not become bytes and a text again. */
function isWholeText(response: Sealed, chunk: unknown, encoding: unknown): chunk is string {
  const isText = typeof chunk === "string" && (typeof encoding !== "string" || /^utf-?8$/i.test(encoding))
  return isText && response[key].size === 0 && Buffer.byteLength(chunk) <= gatherLimit
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
    // Whoever heeds it stops: a source that never waits would keep the process busy for ever, writing to nobody.
    return this[key].phase === "gathering"
  },
  end(this: Sealed, ...given: readonly unknown[]): unknown {
    const phase = begin(this)
    if (phase === "open") return original(this, "end", given)
    const [chunk, encoding] = given
    if (phase === "gathering") {
      if (isWholeText(this, chunk, encoding)) {
        checkHead(this)
        obey(this, this[key].judge.whole(this, chunk), callbackIn(given))
        return this
      }
      if (chunk !== undefined && chunk !== null && typeof chunk !== "function") hold(this, chunk, encoding)
      const state = this[key]
      if (this[key].phase === "gathering") checkHead(this)
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
  _writeRaw(this: Sealed, ...given: readonly unknown[]): unknown {
    const [text] = given
    const isInterim = typeof text === "string" && interim.test(text)
    return isInterim ? original(this, "_writeRaw", given) : pastTheGuard(this, "_writeRaw", given)
  },
  addTrailers(this: Sealed, ...given: readonly unknown[]): unknown {
    return addTrailers(this, "addTrailers", given)
  },
}

const trapsOfHttp2 = {
  setTrailer(this: Sealed, ...given: readonly unknown[]): unknown {
    return addTrailers(this, "setTrailer", given)
  },
  /** A pushed answer is decided by nobody. */
  createPushResponse(this: Sealed, ...given: readonly unknown[]): void {
    const [, done] = given
    if (typeof done === "function") process.nextTick(done, new Error("the guard takes no push"))
  },
}
const names = [...Object.keys(traps), ...Object.keys(trapsOfHttp2)] as readonly Name[]

/** Early hints and the like (RFC 9110, 15.2): one head, and nothing behind it. */
const interim = /^HTTP\/1\.1 1\d\d [^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n$/

function addTrailers(response: Sealed, name: Name, given: readonly unknown[]): unknown {
  const state = response[key]
  if (state.phase === "open") return original(response, name, given)
  if (state.phase === "closed") state.trailers.push([name, given])
  return undefined
}

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
