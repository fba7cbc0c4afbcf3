import type { ServerResponse } from "node:http"

/** What becomes of a write past the framework: it goes on, is lost, or another answer leaves in its place. */
export type Bypass = (status: number) => "passes" | "lost" | Replacement

export interface Replacement {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
}

const methods = ["writeHead", "write", "end", "flushHeaders"] as const
/** What Node's own methods come to in the end, also those called past the ones above, by the prototype. */
const depths = ["_implicitHeader", "_storeHeader", "_send"] as const
type Name = (typeof methods)[number] | (typeof depths)[number]
const names: readonly Name[] = [...methods, ...depths]

export interface Seal {
  /** The framework may write. */
  readonly release: () => void
  /** Writes an answer, and from then on nobody may. */
  readonly answer: (replacement: Replacement) => void
}

/**
 * Closes the raw response until the guard has had its say on what the framework sends: whoever writes to it before
 * that is asked about by `onBypass`. Bytes written to the socket itself cannot be seen from here.
 */
export function seal(response: ServerResponse, onBypass: Bypass): Seal {
  // Whoever wrapped a method before, such as a tracer, finds its wrapper again.
  const found = names.map((name) => [name, Object.getOwnPropertyDescriptor(response, name)] as const)
  const release = (): void => {
    for (const [name, own] of found) {
      if (own === undefined) Reflect.deleteProperty(response, name)
      else Object.defineProperty(response, name, own)
    }
  }
  const define = (name: Name, value: (...given: readonly unknown[]) => unknown): void => {
    Object.defineProperty(response, name, { configurable: true, value })
  }
  const answer = ({ status, headers, body }: Replacement): void => {
    release()
    if (!response.headersSent) {
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      response.statusCode = status
      response.end(body)
    } else if (!response.writableEnded) response.destroy()
    // The handler may go on writing, to nobody.
    for (const method of methods) define(method, () => response)
  }
  const trap = (name: Name, given: readonly unknown[]): unknown => {
    const named = name === "writeHead" ? given[0] : undefined
    const verdict = onBypass(typeof named === "number" ? named : response.statusCode)
    if (verdict === "lost") return response
    if (verdict === "passes") {
      release()
      const method: unknown = Reflect.get(response, name)
      return typeof method === "function" ? Reflect.apply(method, response, [...given]) : response
    }
    if (methods.some((method) => method === name)) answer(verdict)
    else cutOff()
    return response
  }
  /** Node is in the middle of an answer: another one would enter it again. */
  const cutOff = (): void => {
    for (const name of names) define(name, () => response)
    response.req.socket.destroy()
  }
  for (const name of names) define(name, (...given) => trap(name, given))
  return { release, answer }
}

/** Takes no trailers, however they come: nobody filters them. Holds until the end of the response. */
export function refuseTrailers(response: ServerResponse): void {
  Object.defineProperty(response, "_trailer", { configurable: true, get: () => "", set: () => {} })
}
