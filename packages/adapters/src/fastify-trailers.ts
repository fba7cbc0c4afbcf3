import type { FastifyReply } from "fastify"

const names: unique symbol = Symbol("trailers")
type Watched = FastifyReply & { [names]?: Set<string> }

/** Fastify's own methods that tell of the trailers that they add. */
const watching = new WeakSet<object>()

/**
 * Keeps the names of the trailers that a handler adds: Fastify lists them to nobody. Done once, to the method that all replies
 * share: a method of its own on each made every reply outlive several collections (`bench http`).
 */
export function watchTrailers(reply: FastifyReply): void {
  const { trailer } = reply
  if (watching.has(trailer)) return
  const watched: FastifyReply["trailer"] = function (this: Watched, name, fill) {
    this[names] = (this[names] ?? new Set()).add(name)
    return Reflect.apply(trailer, this, [name, fill])
  }
  watching.add(watched)
  const owner = ownerOf(reply)
  Object.defineProperty(owner, "trailer", { configurable: true, writable: true, value: watched })
}

function ownerOf(reply: object): object {
  let owner = reply
  for (
    let next: unknown = owner;
    typeof next === "object" && next !== null;
    next = Object.getPrototypeOf(next)
  ) {
    owner = next
    if (Object.hasOwn(owner, "trailer")) break
  }
  return owner
}

export function hasTrailers(reply: Watched): boolean {
  const added = reply[names]
  return added !== undefined && [...added].some((name) => reply.hasTrailer(name))
}

export function removeTrailers(reply: Watched): void {
  for (const name of reply[names] ?? []) reply.removeTrailer(name)
}
