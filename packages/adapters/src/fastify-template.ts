import type { Incoming } from "@edict/engine"
import type { FastifyRequest } from "fastify"

/** A Fastify route's path in Edict's form: the template, and the names of its parameters in the order in which they stand. */
export interface FastifyTemplate {
  readonly template: string
  readonly names: readonly string[]
}

const parameterEnds = new Set(["/", "-", ".", ":", "(", "?", "*"])

/**
 * Reads `/orders/:id`, `/near/:lat-:lng`, `/files/*`. Undefined where there is no such template: a regular expression, a
 * parameter that may be absent, a `*` that is not the end.
 */
export function readTemplate(url: string): FastifyTemplate | undefined {
  if (url === "*") return { template: "/{rest**}", names: ["*"] }
  const names: string[] = []
  let template = ""
  for (let at = 0; at < url.length;) {
    const character = url.charAt(at)
    if (character === "*") {
      if (at !== url.length - 1 || url.charAt(at - 1) !== "/") return undefined
      return { template: `${template}{rest**}`, names: [...names, "*"] }
    }
    if (character === ":" && url.charAt(at + 1) !== ":") {
      const end = endOfName(url, at + 1)
      const name = url.slice(at + 1, end)
      if (name === "" || url.charAt(end) === "(" || url.charAt(end) === "?") return undefined
      names.push(name)
      template += `{${name}}`
      at = end
      continue
    }
    // Two colons are one that is meant.
    const length = character === ":" ? 2 : (url.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    template += character === ":" ? ":" : encodeURI(url.slice(at, at + length))
    at += length
  }
  return { template, names }
}

function endOfName(url: string, start: number): number {
  let end = start
  while (end < url.length && !parameterEnds.has(url.charAt(end))) end += 1
  return end
}

/** By the path as it was registered: there are as many as the application has routes. */
const known = new Map<string, FastifyTemplate | undefined>()

function templateOf({ routeOptions: { url = "" } }: FastifyRequest): FastifyTemplate | undefined {
  if (!known.has(url)) known.set(url, readTemplate(url))
  return known.get(url)
}

/** The handler that Fastify would run, as the guard compares it: null where there is none. */
export function dispatchedOf(request: FastifyRequest): Incoming["dispatched"] {
  const read = request.is404 ? undefined : templateOf(request)
  if (read === undefined) return null
  const { params } = request
  if (typeof params !== "object" || params === null) return { template: read.template, values: [] }
  const valueOf = (name: string): string => String(Object.hasOwn(params, name) && Reflect.get(params, name))
  return { template: read.template, values: read.names.map(valueOf) }
}

/** The handler gets the parameters that were decided on: Fastify cuts `a-b-c` under `:x-:y` at the last dash, Edict at the first. */
export function setParameters(request: FastifyRequest, decided: readonly string[]): void {
  const { params } = request
  const names = templateOf(request)?.names ?? []
  if (typeof params !== "object" || params === null) return
  for (const [place, value] of decided.entries()) {
    const name = names[place]
    if (name !== undefined && Reflect.get(params, name) !== value) Reflect.set(params, name, value)
  }
}
