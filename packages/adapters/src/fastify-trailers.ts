import type { FastifyReply } from "fastify"

const named = new WeakMap<FastifyReply, Set<string>>()

/** Keeps the names of the trailers that a handler adds: Fastify lists them to nobody. */
export function watchTrailers(reply: FastifyReply): void {
  const { trailer } = reply
  reply.trailer = (name, fill) => {
    named.set(reply, (named.get(reply) ?? new Set()).add(name))
    return trailer.call(reply, name, fill)
  }
}

export function hasTrailers(reply: FastifyReply): boolean {
  return [...(named.get(reply) ?? [])].some((name) => reply.hasTrailer(name))
}

export function removeTrailers(reply: FastifyReply): void {
  for (const name of named.get(reply) ?? []) reply.removeTrailer(name)
}
