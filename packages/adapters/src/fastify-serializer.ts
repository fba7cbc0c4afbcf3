import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"

/** Whether nothing but `JSON.stringify` would write an object: then the guard may write it in its place. */
export type IsPlain = (request: FastifyRequest, reply: FastifyReply) => boolean

/**
 * Watches who serializes. A response schema, `reply.serializer` and `setReplySerializer` may leave out what the rules show: what
 * they write is filtered after them. Where Fastify does not say who does, nobody is plain.
 */
export function watchSerializers(fastify: FastifyInstance): IsPlain {
  const preset = symbolOf(fastify, "fastify.replySerializerDefault")
  let hasOwn = preset === undefined || Reflect.get(fastify, preset) !== null
  const setReplySerializer: FastifyInstance["setReplySerializer"] = Reflect.get(fastify, "setReplySerializer")
  // Encapsulated instances inherit it.
  fastify.setReplySerializer = function (serializer) {
    hasOwn = true
    return Reflect.apply(setReplySerializer, this, [serializer])
  }
  let ofReply: symbol | undefined
  return (request, reply) => {
    if (hasOwn || request.routeOptions.schema?.response !== undefined) return false
    ofReply ??= symbolOf(reply, "fastify.reply.serializer")
    return ofReply !== undefined && Reflect.get(reply, ofReply) === null
  }
}

function symbolOf(object: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description)
}
