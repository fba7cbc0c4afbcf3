import type { ServerResponse } from "node:http"

/** What becomes of a response that is written past the framework: undefined lets it go on. */
export type Bypass = (status: number) => Replacement | undefined

export interface Replacement {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
}

const methods = ["writeHead", "write", "end", "flushHeaders"] as const

/**
 * Closes the raw response until the guard has had its say on what the framework sends: whoever writes to it before
 * that is asked about by `onBypass`. Bytes written to the socket itself cannot be seen from here.
 */
export function seal(response: ServerResponse, onBypass: Bypass): { readonly release: () => void } {
  const release = (): void => {
    for (const method of methods) Reflect.deleteProperty(response, method)
  }
  const closed = (): ServerResponse => response
  const trap = (method: (typeof methods)[number], given: readonly unknown[]): unknown => {
    release()
    const named = method === "writeHead" ? given[0] : undefined
    const replacement = onBypass(typeof named === "number" ? named : response.statusCode)
    if (replacement === undefined) return Reflect.apply(response[method], response, [...given])
    for (const name of response.getHeaderNames()) response.removeHeader(name)
    for (const [name, value] of Object.entries(replacement.headers)) response.setHeader(name, value)
    response.statusCode = replacement.status
    response.end(replacement.body)
    // The handler goes on writing, to nobody.
    for (const each of methods) Object.defineProperty(response, each, { configurable: true, value: closed })
    return response
  }
  for (const method of methods) {
    const value = (...given: readonly unknown[]): unknown => trap(method, given)
    Object.defineProperty(response, method, { configurable: true, value })
  }
  return { release }
}
