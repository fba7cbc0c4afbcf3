import type { Guard } from "@edict/engine"
import type { FastifyInstance } from "fastify"
import { keptOf } from "./fastify-kept.ts"
import { readTemplate } from "./fastify-template.ts"

/** Takes the inventory of the application's routes as they are registered, and marks when one's handler begins. */
export function collectRoutes(fastify: FastifyInstance, ready: Guard): void {
  const routes: { readonly method: string; readonly template: string }[] = []
  const unreadable: string[] = []
  fastify.addHook("onRoute", (route) => {
    const { url, method, handler } = route
    route.handler = function (request, reply) {
      keptOf(request).passage?.begin()
      return Reflect.apply(handler, this, [request, reply])
    }
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
