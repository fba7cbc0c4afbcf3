import type { AddressInfo } from "node:net"
import type { AuditLine, GuardOptions } from "@edict/engine"
import Fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify"
import { onTestFinished } from "vitest"
import { guard } from "../../src/fastify.ts"
import { ask, sendRaw, type Answered, type Asked } from "../client.ts"
import { guardKit } from "../guard-kit.ts"

export interface Application {
  readonly fastify: FastifyInstance
  readonly port: number
  readonly lines: AuditLine[]
  /** What went wrong in the host's own code. */
  readonly errors: unknown[]
  /** Templates of the handlers that ran, each with the route that was decided on. */
  readonly runs: {
    readonly template: string
    readonly decided: string | undefined
    readonly allowed: boolean
  }[]
  /** Sends bytes as they are, and gives what comes back until the server closes. */
  readonly raw: (request: string) => Promise<string>
  readonly ask: (target: string, options?: Asked) => Promise<Answered>
}

export interface ApplicationOptions extends Partial<GuardOptions> {
  readonly server?: FastifyServerOptions
  readonly routes?: (fastify: FastifyInstance) => void | Promise<void>
}

/** Starts a real server on a real port; it is closed when the test ends. */
export async function startApplication(
  policy: string,
  options: ApplicationOptions = {},
): Promise<Application> {
  const { server, routes, ...given } = options
  const { options: kit, lines, errors } = guardKit(policy, given)
  const runs: Application["runs"] = []
  const fastify = Fastify({ exposeHeadRoutes: true, ...server })
  onTestFinished(() => fastify.close())
  await fastify.register(guard, kit)
  fastify.addHook("preHandler", async (request) => {
    const { decision } = request.edict
    runs.push({
      template: request.routeOptions.url ?? "",
      decided: decision.route,
      allowed: decision.decision === "allow",
    })
  })
  await routes?.(fastify)
  await fastify.listen({ port: 0, host: "127.0.0.1" })
  const { port } = fastify.server.address() as AddressInfo
  return {
    fastify,
    port,
    lines,
    errors,
    runs,
    raw: (request) => sendRaw(port, request),
    ask: (target, asked) => ask(port, target, asked),
  }
}
