import { PassThrough } from "node:stream"
import type { Answer, Guard, Outgoing, Passage, RequestFacts } from "@edict/engine"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { clearReason, isWhole, put } from "./fastify-answer.ts"
import { kept, keptOf } from "./fastify-kept.ts"
import { collectRoutes } from "./fastify-routes.ts"
import { watchSerializers } from "./fastify-serializer.ts"
import { incomingOf, prepareServer } from "./fastify-server.ts"
import { setParameters } from "./fastify-template.ts"
import { hasTrailers, removeTrailers, watchTrailers } from "./fastify-trailers.ts"
import { isHandedOver, readyGuard, type AdapterOptions } from "./ready-guard.ts"

declare module "fastify" {
  interface FastifyRequest {
    /** What the policy decided: set before any handler runs. */
    edict: RequestFacts
  }
}

const guards = new WeakMap<object, Guard>()

/**
 * The guard as a Fastify plugin, for the whole application: register it first, and before any route.
 *
 * Stops the start where the application has a route that the policy does not know. In handlers, `request.edict` holds the decision.
 *
 * @example
 * await fastify.register(guard, { policy: "./policies/orders", loaders: { order: (id) => db.order(id) } })
 */
export const guard: (fastify: FastifyInstance, options: AdapterOptions) => Promise<void> = Object.assign(
  install,
  {
    [Symbol.for("skip-override")]: true,
    [Symbol.for("fastify.display-name")]: "@edict/adapters/fastify",
  },
)

async function install(fastify: FastifyInstance, options: AdapterOptions): Promise<void> {
  if (!Object.hasOwn(fastify, "server"))
    throw new Error("register the guard on the application itself: the rest of it would be open")
  const earlier = fastify.printRoutes({ commonPrefix: false }).trim()
  if (earlier !== "(empty tree)")
    throw new Error(`register the guard before the first route: these would be open\n${earlier}`)
  const ready = await readyGuard(options)
  if (!isHandedOver(options)) fastify.addHook("onClose", async () => ready.close())
  guards.set(fastify.server, ready)
  collectRoutes(fastify, ready)
  prepareServer(fastify, ready)
  fastify.decorateRequest("edict")
  fastify.decorateRequest(kept)
  fastify.addHook("onRequest", async (request, reply) => {
    const outcome = await ready.enter(incomingOf(request))
    if (outcome.kind === "answer") {
      ready.keepTo(reply.raw, outcome)
      return answer(request, reply, outcome)
    }
    request.raw.url = outcome.target
    request.edict = outcome.facts
    setParameters(request, outcome.values)
    keptOf(request).passage = outcome
    watchTrailers(reply)
    outcome.seal(reply.raw, "handler")
    outcome.onTimeout((late) => !reply.sent && answer(request, reply, late) === reply)
    return undefined
  })
  fastify.addHook("preParsing", (request, _reply, payload, done) => {
    const body = keptOf(request).passage?.body
    done(null, body === undefined ? payload : new PassThrough().end(body))
  })
  const isPlain = watchSerializers(fastify)
  fastify.addHook("preSerialization", (request, reply, payload, done) => {
    const { passage } = keptOf(request)
    // Hooks behind this one may still change the object: it is written when all have had their turn.
    if (passage?.isFiltered === true && isPlain(request, reply))
      reply.serializer((body: unknown) => passage.write(body, reply.statusCode))
    done(null, payload)
  })
  fastify.addHook("onSend", (request, reply, payload, done) => {
    const { passage, answer: own } = keptOf(request)
    if (own !== undefined) {
      // Whatever else wants to leave, such as the error of a hook that failed on the way: the guard has answered.
      removeTrailers(reply)
      return done(null, put(reply, own))
    }
    if (passage === undefined) return done(null, refused(ready, request, reply, payload))
    const outgoing = {
      status: reply.statusCode,
      headers: reply.getHeaders(),
      payload,
      hasTrailers: hasTrailers(reply),
    }
    if (isWhole(payload)) return done(null, passed(passage, reply, outgoing))
    const passWhole = async (): Promise<void> => {
      const whole = await passage.collect(outgoing)
      if (keptOf(request).answer !== undefined) return
      try {
        done(null, passed(passage, reply, whole))
      } catch {
        passage.fail()
      }
    }
    void passWhole()
  })
}

/** In place of what a hook before the guard has answered. */
function refused(ready: Guard, request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  const own = ready.refuseUndecided(incomingOf(request), reply.statusCode)
  return ready.mode === "observe" ? payload : put(reply, own)
}

/** What leaves of what the handler answers. */
function passed(passage: Passage, reply: FastifyReply, outgoing: Outgoing): unknown {
  const sent = passage.respond(outgoing)
  for (const name of sent.remove) if (outgoing.headers[name] !== undefined) reply.removeHeader(name)
  if (!sent.keepsTrailers) removeTrailers(reply)
  if (sent.status >= 400) clearReason(reply)
  reply.code(sent.status).headers(sent.set)
  return sent.payload
}

/** For Fastify's option of the same name: what its router refuses before any hook runs gets the guard's answer and its line too. */
export function frameworkErrors(
  error: { readonly statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const ready = guards.get(request.server.server)
  const status = error.statusCode ?? 500
  const refusal = ready?.refuseUndecided(incomingOf(request), status)
  if (refusal === undefined) void reply.code(503).send()
  else if (ready?.mode === "observe") void reply.code(status).send(error)
  else void answer(request, reply, refusal)
}

function answer(request: FastifyRequest, reply: FastifyReply, own: Answer): FastifyReply {
  keptOf(request).answer = own
  return reply.send(put(reply, own))
}
