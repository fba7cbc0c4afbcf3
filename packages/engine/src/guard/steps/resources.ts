import type { NeededLoad } from "../../decide/reads.ts"
import type { Exchange } from "../exchange.ts"
import type { LoadContext } from "../options.ts"
import type { Refusal } from "../refusal.ts"

const defaultTimeoutMilliseconds = 10_000
const late = Symbol("late")

/** Loads what the route's rules need, outer blocks first, each once. The first that is not there ends it: `decide` says what that means. */
export function loadResources(exchange: Exchange): undefined | Promise<Refusal | undefined> {
  const loads = exchange.parts?.loads ?? []
  return loads.length === 0 ? undefined : loadEach(exchange, loads)
}

async function loadEach(exchange: Exchange, loads: readonly NeededLoad[]): Promise<Refusal | undefined> {
  const { core, requestId, subject } = exchange
  const limit = timeLimit(exchange)
  const abort = new AbortController()
  const context: LoadContext = { signal: abort.signal, requestId, subject }
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, limit, late)
  })
  try {
    for (const load of loads) {
      const loaded = await Promise.race([loadOne(exchange, load, context), deadline])
      if (loaded === late) return failed(`loading \`${load.name}\` took longer than ${limit} ms`)
      if (loaded === undefined || loaded === null) return undefined
      addResource(exchange, load.name, loaded)
    }
    return undefined
  } catch (error) {
    core.options.onError?.(error, requestId)
    return failed("a loader failed")
  } finally {
    clearTimeout(timer)
    abort.abort()
  }
}

/** The shortest `timeout` that governs the request, else the guard's own. */
function timeLimit({ core, parts, environment }: Exchange): number {
  const governing = environment && parts?.steps.terms(environment).timeoutMilliseconds
  return governing ?? core.options.loadTimeoutMilliseconds ?? defaultTimeoutMilliseconds
}

async function loadOne(
  { core, environment }: Exchange,
  load: NeededLoad,
  context: LoadContext,
): Promise<unknown> {
  const keys = environment && load.keys(environment)
  const loader = core.options.loaders?.[load.name]
  if (keys === undefined || loader === undefined) return undefined
  const loaded: unknown = Reflect.apply(loader, undefined, [...keys, context])
  return loaded
}

function addResource(exchange: Exchange, name: string, loaded: unknown): void {
  exchange.resources = { ...exchange.resources, [name]: loaded }
  if (exchange.environment === undefined) return
  exchange.environment = { ...exchange.environment, resources: exchange.resources }
}

function failed(why: string): Refusal {
  return { status: 503, reason: "load-failed", why, headers: { "retry-after": "1" } }
}
