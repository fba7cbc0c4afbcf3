import type { IncomingMessage, ServerResponse } from "node:http"
import type { RequestFacts } from "@edict/engine"
import fastifyExpress from "@fastify/express"
import middie from "@fastify/middie"
import Fastify, { type FastifyInstance, type FastifyServerOptions, type RouteOptions } from "fastify"
import { frameworkErrors, guard } from "../../../src/fastify.ts"
import type { Parts, Route, Subject, Trait } from "../subject.ts"

const loose = {
  ignoreTrailingSlash: true,
  ignoreDuplicateSlashes: true,
  caseSensitive: false,
  useSemicolonDelimiter: true,
}

/** A handler in Fastify's form. */
function fastifyRoute({ handle }: Parts, route: Route): RouteOptions {
  return {
    method: route.method,
    url: urlOf(route.template),
    handler: (request, reply) => {
      const { params, url, edict, body } = request
      const { run, body: answer } = handle(route, { params, url, facts: edict, body })
      return reply.header("x-run", run).send(answer)
    },
  }
}

const urlOf = (template: string): string =>
  template.replaceAll(/\{(\w+)(\*\*)?\}/g, (_, name: string, rest?: string) =>
    rest === undefined ? `:${name}` : "*",
  )

/** Bodies reach handlers as the text that they are. */
async function takeBodies(fastify: FastifyInstance): Promise<void> {
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser("*", { parseAs: "string" }, async (_: unknown, body: unknown) => body)
}

interface Variant {
  readonly server?: FastifyServerOptions
  /** What stands beside the routes, after the guard. */
  readonly beside?: (fastify: FastifyInstance, parts: Parts) => Promise<void>
  readonly routes?: (fastify: FastifyInstance, parts: Parts) => void
}

const plainRoutes = (fastify: FastifyInstance, parts: Parts): void => {
  for (const route of parts.routes) fastify.route(fastifyRoute(parts, route))
}

/** Each route in plugins of its own, one below the other, a segment as each one's prefix. */
function encapsulatedRoutes(fastify: FastifyInstance, parts: Parts): void {
  for (const route of parts.routes) {
    const options = fastifyRoute(parts, route)
    const [, first = "", ...others] = options.url.split("/")
    const rest = others.length === 0 ? "" : `/${others.join("/")}`
    if (first === "" || first === "*") {
      fastify.route(options)
      continue
    }
    void fastify.register(
      async (child) => {
        await child.register(async (grandchild) => void grandchild.route({ ...options, url: rest }))
      },
      { prefix: `/${first}` },
    )
  }
}

/** Middlewares at paths of their own, as one guards a part of an application by them. */
const mounts = ["/admin", "/things", "/open"]
type Next = (error?: unknown) => void
type Use = (path: string, run: (request: IncomingMessage, response: unknown, next: Next) => void) => unknown

/** What was decided, where only the raw request is at hand. */
function watchFacts(fastify: FastifyInstance): WeakMap<IncomingMessage, RequestFacts> {
  const facts = new WeakMap<IncomingMessage, RequestFacts>()
  fastify.addHook("onRequest", async ({ raw, edict }) => void facts.set(raw, edict))
  return facts
}

/** Fastify does not know of them, nor does its guard: they run where the request was allowed, whatever was decided on. */
function mountAll(use: Use, facts: WeakMap<IncomingMessage, RequestFacts>, { passBy }: Parts): void {
  for (const path of mounts) {
    use(path, (request, _response, next) => {
      passBy("/", facts.get(request))
      next()
    })
  }
}

async function besideMiddie(fastify: FastifyInstance, parts: Parts): Promise<void> {
  const facts = watchFacts(fastify)
  await fastify.register(middie)
  mountAll((path, run) => fastify.use(path, run), facts, parts)
}

async function besideExpress(fastify: FastifyInstance, parts: Parts): Promise<void> {
  const facts = watchFacts(fastify)
  await fastify.register(fastifyExpress)
  mountAll((path, run) => fastify.use(path, run), facts, parts)
}

function traitsOf({ routerOptions = {}, rewriteUrl }: FastifyServerOptions): readonly Trait[] {
  const ofCase: readonly Trait[] = routerOptions.caseSensitive === false ? ["ignores case"] : []
  return rewriteUrl === undefined ? ofCase : [...ofCase, "rewrites targets"]
}

export function fastifySubject(
  name: string,
  { server = {}, beside, routes = plainRoutes }: Variant,
): Subject {
  return {
    name: `fastify, ${name}`,
    traits: new Set(traitsOf(server)),
    decodesTargets: beside === besideExpress,
    start: async (parts) => {
      const fastify = Fastify({ frameworkErrors, ...server }) as FastifyInstance
      await fastify.register(guard, parts.guard)
      await takeBodies(fastify)
      await beside?.(fastify, parts)
      routes(fastify, parts)
      await fastify.listen({ port: 0, host: "127.0.0.1" })
      return { server: fastify.server, close: () => fastify.close() }
    },
  }
}

/** Trusts everybody, and rewrites targets as a header says. */
const credulous: FastifyServerOptions = {
  trustProxy: true,
  rewriteUrl: ({ headers, url = "/" }) => {
    const other = headers["x-original-url"] ?? headers["x-rewrite-url"]
    return typeof other === "string" ? other : url
  },
}

export const fastifySubjects: readonly Subject[] = [
  fastifySubject("as it comes", {}),
  ...Object.entries(loose).map(([option, value]) =>
    fastifySubject(`${option}: ${value}`, { server: { routerOptions: { [option]: value } } }),
  ),
  fastifySubject("all loose options", { server: { routerOptions: loose, ...credulous } }),
  fastifySubject("encapsulated plugins with prefixes", { routes: encapsulatedRoutes }),
  fastifySubject("loose, beside middie", { server: { routerOptions: loose }, beside: besideMiddie }),
  fastifySubject("loose, beside express", { server: { routerOptions: loose }, beside: besideExpress }),
]

type Answers = (request: IncomingMessage, response: ServerResponse) => void

const answer: Answers = (_request, response) => void response.end('{"secret":"s"}')

/** Applications with something at `/admin` that answers in a handler's place. */
export const answeringSubjects: readonly Subject[] = [
  fastifySubject("beside middie that answers", {
    beside: async (fastify) => {
      await fastify.register(middie)
      fastify.use("/admin", answer)
    },
  }),
  fastifySubject("beside express that answers", {
    beside: async (fastify) => {
      await fastify.register(fastifyExpress)
      fastify.use("/admin", answer)
    },
  }),
]
