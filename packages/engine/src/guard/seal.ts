import type { ServerResponse } from "node:http"

/** What becomes of a write past the framework: it goes on, is lost, or another answer leaves in its place. */
export type Bypass = (status: number) => "passes" | "lost" | Replacement

export interface Replacement {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
}

const methods = ["writeHead", "write", "end", "flushHeaders"] as const

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
  const release = (): void => {
    for (const method of methods) Reflect.deleteProperty(response, method)
  }
  const define = (
    method: (typeof methods)[number],
    value: (...given: readonly unknown[]) => unknown,
  ): void => {
    Object.defineProperty(response, method, { configurable: true, value })
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
  const trap = (method: (typeof methods)[number], given: readonly unknown[]): unknown => {
    const named = method === "writeHead" ? given[0] : undefined
    const verdict = onBypass(typeof named === "number" ? named : response.statusCode)
    if (verdict === "lost") return response
    if (verdict !== "passes") {
      answer(verdict)
      return response
    }
    release()
    return Reflect.apply(response[method], response, [...given])
  }
  for (const method of methods) define(method, (...given) => trap(method, given))
  return { release, answer }
}
