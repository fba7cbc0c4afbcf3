/** A request as a case writes it down. */
export interface Ask {
  readonly method: string
  readonly target: string
  /** Several values are several lines. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  readonly as?: Caller
  /** Whether the connection is to stay open after it. */
  readonly keep?: boolean
}

export function ask(method: string, target: string, options: Omit<Ask, "method" | "target"> = {}): Ask {
  return { method, target, ...options }
}

/** Who asks: nobody, or a caller whose only role this is. */
export type Caller = "nobody" | "admin" | "user"

/** `GET /things/a`, the whole of an `Ask`, or, with a line end in it, bytes as they are. */
export type Sent = string | Ask

/** The bytes of a request. `as` and `keep` where the case itself does not say who asks, and whether more is to follow. */
export function bytesOf(sent: Sent, as: Caller = "nobody", keep = false): string {
  if (typeof sent !== "string") return write({ keep, ...sent }, as)
  if (sent.includes("\n")) return sent
  const mark = sent.indexOf(" ", 1)
  return write({ method: sent.slice(0, mark), target: sent.slice(mark + 1), keep }, as)
}

function write({ method, target, headers = {}, body, as, keep = false }: Ask, by: Caller): string {
  const caller = as ?? by
  const usual = {
    Host: "app.example",
    ...(keep ? {} : { Connection: "close" }),
    ...(caller === "nobody" ? {} : { "X-User": caller, "X-Roles": caller }),
    ...(body === undefined || "Transfer-Encoding" in headers
      ? {}
      : { "Content-Length": String(body.length) }),
  }
  const lines = Object.entries({ ...usual, ...headers }).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}: ${each}\r\n`),
  )
  return `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`
}

/** How a case is called where it has no name of its own; a token differs from run to run. */
export function titleOf(sent: Sent): string {
  return JSON.stringify(typeof sent === "string" ? sent : textOf(sent))
    .slice(1, -1)
    .replaceAll(/eyJ[\w.-]+/g, "TOKEN")
    .slice(0, 160)
}

function textOf({ method, target, headers = {}, body }: Ask): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
  const rest = [...fields, ...(body === undefined ? [] : [body])].join(", ")
  return `${method} ${target}${rest === "" ? "" : ` (${rest})`}`
}
