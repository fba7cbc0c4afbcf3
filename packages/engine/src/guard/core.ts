import { randomBytes } from "node:crypto"
import { startAuthentication } from "../authenticate/authenticate.ts"
import { createLockout, type Lockout } from "../authenticate/lockout.ts"
import { compileLoads, compileNotes } from "../decide/reads.ts"
import { compileClient } from "../http/forwarded.ts"
import type { Plan, PlannedRoute } from "../plan/plan.ts"
import { compileLimits } from "../quota/compile-limits.ts"
import { createMemoryStore } from "../quota/memory-store.ts"
import { withOutages } from "../quota/outage.ts"
import { compileRedaction } from "../redact/compile-redaction.ts"
import type { DecisionFeed } from "./decisions.ts"
import { explainingProblems, startExplaining } from "./explanations.ts"
import type { Core, RouteParts } from "./exchange.ts"
import { shapeOf } from "./inventory.ts"
import type { GuardOptions } from "./options.ts"
import { stagedIn } from "./staged.ts"

/** What outlives a policy: counters, sinks, clocks, and the key of pseudonyms. */
export interface Kept extends Pick<Core, "store" | "audit" | "publish" | "clock" | "hashKey"> {
  readonly lockout: Lockout
}

/** A guard that cannot start, or cannot take a policy: what is missing, all of it. */
export class GuardError extends Error {
  override readonly name = "GuardError"
}

export async function keep(
  { store, audit, clock, hashKey }: GuardOptions,
  publish: DecisionFeed["publish"],
): Promise<Kept> {
  return {
    store: withOutages(store ?? createMemoryStore({ clock: clock === undefined ? "monotonic" : "given" })),
    // Whoever brings a sink loads no other.
    audit: audit ?? (await import("../audit/sink.ts")).pinoSink(),
    publish,
    clock: clock ?? Date.now,
    hashKey: hashKey ?? randomBytes(32),
    lockout: createLockout(),
  }
}

/** All that requests need of one policy, made aside: nothing that is in force is touched. Rejects with a `GuardError`. */
export async function startCore(options: GuardOptions, { lockout, ...kept }: Kept): Promise<Core> {
  const { policy } = options
  const { plan } = policy
  const surroundings = {
    environment: options.environment ?? process.env,
    folder: options.folder ?? policy.root ?? ".",
  }
  const stand = stagedIn(options)
  const { authenticate, problems } = stand
    ? { authenticate: stand, problems: [] }
    : await startAuthentication(plan, surroundings, lockout)
  const missing = [...problems, ...missingFrom(options), ...explainingProblems(options)]
  if (missing.length > 0)
    throw new GuardError(`the guard cannot start:\n${missing.map((each) => `  ${each}`).join("\n")}`)
  const routes: (RouteParts | undefined)[] = []
  return {
    ...kept,
    compiled: policy,
    options,
    explaining: await startExplaining(options, policy.sources),
    authenticate: plan.authenticators.length > 0 ? authenticate : undefined,
    clientOf: compileClient(plan.trustedProxies),
    routeAt: (place) => (routes[place] ??= makeParts(options, place)),
  }
}

function missingFrom({ policy: { plan }, loaders, subject }: GuardOptions): readonly string[] {
  const needed = plan.routes.flatMap(({ loads }) => loads.filter((load) => load.needed))
  const lacking = needed.filter(
    ({ name }) => typeof Object.entries(loaders ?? {}).find(([key]) => key === name)?.[1] !== "function",
  )
  const first = lacking.filter(({ name }, place) => lacking.findIndex((load) => load.name === name) === place)
  const problems = first.map(
    ({ name, span }) => `${span.file}:${span.line} no loader is given for \`${name}\``,
  )
  return [...problems, ...subjectProblems(plan, subject !== undefined)]
}

function subjectProblems({ authenticators }: Plan, isGiven: boolean): readonly string[] {
  const isAsked = authenticators.length === 0 || authenticators.some(({ kind }) => kind === "host")
  if (isAsked === isGiven) return []
  if (isGiven) return ["the policy authenticates callers itself: `subject` would never be asked"]
  return [
    authenticators.length === 0
      ? "the policy declares no authenticator: `subject` has to say who calls"
      : "the policy asks the host who calls: `subject` has to say it",
  ]
}

function makeParts({ policy }: GuardOptions, place: number): RouteParts {
  const { plan } = policy
  const route = plan.routes[place]
  if (route === undefined) throw new RangeError(`there is no route ${place}`)
  return {
    route,
    shape: shapeOf(route.template),
    steps: policy.steps(place),
    limits: compileLimits(plan, route),
    loads: compileLoads(plan, route),
    notes: compileNotes(plan, route),
    redactor: compileRedaction(plan, route),
    credentialHeaders: credentialHeaders(plan, route),
  }
}

/** Where a host says who calls, it goes by what it likes, which mostly is one of these. */
function credentialHeaders({ authenticators }: Plan, { accept }: PlannedRoute): readonly string[] {
  if (authenticators.length === 0) return ["authorization", "cookie"]
  const accepted = authenticators.filter(({ name }) => accept?.includes(name))
  return [...new Set(accepted.map((one) => (one.kind === "apikey" ? one.header : "authorization")))]
}
