import { connect, type Socket } from "node:net"

/** One answer as it stood on the wire. */
export interface Answered {
  readonly status: number
  /** By lower-case name; lines of one name joined with a comma. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
  /** What came before it: 100, 103. */
  readonly interim: readonly number[]
}

export interface Exchanged {
  readonly answers: readonly Answered[]
  /** `hung`: neither an answer to each request nor an end of the connection. */
  readonly end: "closed" | "kept" | "hung"
  /** Bytes that make no whole answer. */
  readonly rest: string
}

/** A loaded machine takes its time; a request that nobody answers takes more. */
const patienceMilliseconds = 5_000

/** Sends requests as they are, all in one write, and reads what comes back: an answer to each, or the end of the connection. */
export function exchange(port: number, requests: readonly string[]): Promise<Exchanged> {
  const methods = requests.map((request) => request.slice(0, request.indexOf(" ")))
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    let received = ""
    const settle = (end: Exchanged["end"]): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ ...readAnswers(received, methods), end })
    }
    const timer = setTimeout(settle, patienceMilliseconds, "hung")
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString("latin1")
      const { answers } = readAnswers(received, methods)
      const willClose = answers.at(-1)?.headers.get("connection")?.toLowerCase() === "close"
      if (answers.length >= requests.length && !willClose) settle("kept")
    })
    socket.on("error", () => socket.destroy())
    socket.on("close", () => settle("closed"))
    socket.write(requests.join(""), "latin1")
  })
}

/** A connection on which what is sent next depends on what came. */
export interface Conversation {
  readonly socket: Socket
  readonly send: (bytes: string) => void
  /** Resolves as soon as what came so far satisfies `enough`, or the connection ends. */
  readonly until: (enough: (received: string) => boolean) => Promise<string>
}

export function converse(port: number): Conversation {
  const socket = connect(port, "127.0.0.1")
  let received = ""
  let ended = false
  let look: () => void = () => {}
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1")
    look()
  })
  socket.on("error", () => socket.destroy())
  socket.on("close", () => {
    ended = true
    look()
  })
  return {
    socket,
    send: (bytes) => void socket.write(bytes, "latin1"),
    until: (enough) =>
      new Promise((resolve) => {
        look = () => {
          if (ended || enough(received)) resolve(received)
        }
        look()
      }),
  }
}

/** Reads the whole answers at the start of what came; what a method is decides whether a body follows. */
export function readAnswers(
  received: string,
  methods: readonly string[],
): { readonly answers: readonly Answered[]; readonly rest: string } {
  const answers: Answered[] = []
  let interim: number[] = []
  let rest = received
  for (;;) {
    const end = rest.indexOf("\r\n\r\n")
    if (end === -1 || !rest.startsWith("HTTP/1.1 ")) return { answers, rest }
    const { status, headers } = readHead(rest.slice(0, end))
    const after = rest.slice(end + 4)
    if (status < 200) {
      interim.push(status)
      rest = after
      continue
    }
    const isBare = methods[answers.length] === "HEAD" || status === 204 || status === 304
    const body = isBare ? { text: "", rest: after } : readBody(headers, after)
    if (body === undefined) return { answers, rest }
    answers.push({ status, headers, text: body.text, interim })
    interim = []
    rest = body.rest
  }
}

function readHead(head: string): Pick<Answered, "status" | "headers"> {
  const [line = "", ...fields] = head.split("\r\n")
  const headers = new Map<string, string>()
  for (const field of fields) {
    const name = field.slice(0, field.indexOf(":")).toLowerCase()
    const value = field.slice(field.indexOf(":") + 1).trim()
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value)
  }
  return { status: Number(line.split(" ")[1]), headers }
}

interface Body {
  readonly text: string
  readonly rest: string
}

/** Undefined while it is not whole. */
function readBody(headers: Answered["headers"], after: string): Body | undefined {
  if (headers.get("transfer-encoding") === "chunked") return readChunks(after)
  const length = Number(headers.get("content-length") ?? after.length)
  return after.length < length ? undefined : { text: after.slice(0, length), rest: after.slice(length) }
}

function readChunks(after: string): Body | undefined {
  let rest = after
  let text = ""
  for (;;) {
    const mark = rest.indexOf("\r\n")
    const size = Number.parseInt(rest.slice(0, mark), 16)
    if (mark === -1 || rest.length < mark + 4 + size) return undefined
    text += rest.slice(mark + 2, mark + 2 + size)
    rest = rest.slice(mark + 4 + size)
    if (size === 0) return { text, rest }
  }
}
