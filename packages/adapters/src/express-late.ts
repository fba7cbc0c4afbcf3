import type { ServerResponse } from "node:http"

const setters = ["setHeader", "appendHeader", "removeHeader"] as const

/**
 * A handler that goes on after its timeout sets fields of an answer that has left. Node throws then, in a callback of the handler's
 * that nobody may catch: it would end the process.
 */
export function allowLateFields(response: ServerResponse): void {
  for (const name of setters) {
    const method: unknown = Reflect.get(response, name)
    const value = function (this: ServerResponse, ...given: readonly unknown[]): unknown {
      return this.headersSent || typeof method !== "function" ? this : Reflect.apply(method, this, given)
    }
    Object.defineProperty(response, name, { configurable: true, writable: true, value })
  }
}
