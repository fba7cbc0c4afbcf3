import { PassThrough } from "node:stream"
import type { Answer, Guard, Passage, RequestFacts } from "@edict/engine"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { closeServer, incomingOf } from "./fastify-server.ts"
import { readTemplate, setParameters } from "./fastify-template.ts"
import { hasTrailers, removeTrailers, watchTrailers } from "./fastify-trailers.ts"
import { readyGuard, type AdapterOptions } from "./ready-guard.ts"

declare module "fastify" {
  interface FastifyRequest {
    /** What the policy decided: set before any handler runs. */
    edict: RequestFacts
  }
}

const guards = new WeakMap<object, Guard>()
const passages = new WeakMap<FastifyRequest, Passage>()
/** Requests whose answer is the guard's own. */
const answered = new WeakSet<FastifyRequest>()

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
  if (fastify.printRoutes().trim() !== "(empty tree)")
    throw new Error("register the guard before the first route: earlier ones would be open")
  const ready = await readyGuard(options)
  // Who made a guard closes it: one that is handed over may guard other servers too.
  if (!("enter" in options)) fastify.addHook("onClose", async () => ready.close())
  guards.set(fastify.server, ready)
  collectRoutes(fastify, ready)
  closeServer(fastify, ready)
  fastify.decorateRequest("edict")
  fastify.addHook("onRequest", async (request, reply) => {
    const outcome = await ready.enter(incomingOf(request))
    if (outcome.kind === "answer") return answer(request, reply, outcome)
    request.raw.url = outcome.target
    request.edict = outcome.facts
    setParameters(request, outcome.values)
    passages.set(request, outcome)
    watchTrailers(reply)
    outcome.seal(reply.raw)
    outcome.onTimeout((late) => !reply.sent && answer(request, reply, late) === reply)
    return undefined
  })
  fastify.addHook("preParsing", async (request, _reply, payload) => {
    const body = passages.get(request)?.body
    return body === undefined ? payload : new PassThrough().end(body)
  })
  fastify.addHook("onSend", async (request, reply, payload) => {
    const passage = passages.get(request)
    if (answered.has(request)) {
      removeTrailers(reply)
      passage?.release()
      return payload
    }
    if (passage === undefined) {
      const refused = ready.refuseUndecided(incomingOf(request), reply.statusCode)
      if (ready.mode === "observe") return payload
      for (const name of refused.remove) reply.removeHeader(name)
      reply.code(refused.status).headers(refused.headers)
      return refused.body
    }
    const outgoing = {
      status: reply.statusCode,
      headers: reply.getHeaders(),
      payload,
      hasTrailers: hasTrailers(reply),
    }
    const sent = passage.respond(typeof payload === "string" ? outgoing : await passage.collect(outgoing))
    for (const name of sent.remove) reply.removeHeader(name)
    if (!sent.keepsTrailers) removeTrailers(reply)
    reply.code(sent.status).headers(sent.set)
    return sent.payload
  })
}

/** For Fastify's option of the same name: what its router refuses before any hook runs gets the guard's answer and its line too. */
export function frameworkErrors(
  error: { readonly statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const ready = guards.get(request.server.server)
  const status = error.statusCode ?? 500
  const refused = ready?.refuseUndecided(incomingOf(request), status)
  if (refused === undefined) void reply.code(503).send()
  else if (ready?.mode === "observe") void reply.code(status).send(error)
  else void answer(request, reply, refused)
}

function collectRoutes(fastify: FastifyInstance, ready: Guard): void {
  const routes: { readonly method: string; readonly template: string }[] = []
  const unreadable: string[] = []
  fastify.addHook("onRoute", ({ url, method }) => {
    const read = readTemplate(url)
    if (read === undefined) unreadable.push(url)
    // No policy route takes OPTIONS: its handler never runs.
    else
      for (const each of [method].flat())
        if (each !== "OPTIONS") routes.push({ method: each, template: read.template })
  })
  fastify.addHook("onReady", async () => {
    if (unreadable.length > 0)
      ready.refuseStart(`no policy template is like ${unreadable.join(", ")}: write plain parameters`)
    ready.requireCoverage(routes)
  })
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, headers, remove, body }: Answer,
): FastifyReply {
  answered.add(request)
  for (const name of remove) reply.removeHeader(name)
  return reply.code(status).headers(headers).send(Buffer.from(body))
}
