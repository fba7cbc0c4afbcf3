import type { IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { compile, createMemoryStore, type AuditLine, type GuardOptions } from "@edict/engine"
import { afterAll, expect } from "vitest"
import { violations, type Run } from "./invariant.ts"
import { bytesOf, type Caller, type Sent } from "./requests.ts"
import type { Reply, Route, Seen, Started, Subject } from "./subject.ts"
import { exchange, type Answered, type Exchanged } from "./wire.ts"

/** A policy, and the handlers of an application that it governs. */
export interface Scenario {
  readonly policy: string
  /** In the order in which they are registered. */
  readonly routes: readonly string[]
  readonly guard?: Partial<GuardOptions>
  /** What handlers answer besides what they were given. */
  readonly answer?: object
}

/** What one exchange with an application came to. */
export interface Outcome extends Exchanged {
  readonly runs: readonly Run[]
  readonly lines: readonly AuditLine[]
  /** The status of each answer. */
  readonly statuses: readonly number[]
  /** What the handlers answered, or the guard said, as JSON. */
  readonly bodies: readonly unknown[]
}

export interface Site {
  readonly server: Started["server"]
  readonly port: number
  /** Sends all in one write; every exchange is held against the invariant. */
  readonly send: (sent: Sent | readonly Sent[], as?: Caller) => Promise<Outcome>
  /** The same for bytes that something else has sent and received. */
  readonly observe: (talk: () => Promise<Exchanged>, sent: number) => Promise<Outcome>
}

/** By the clock of every guard. */
export const now: number = Date.parse("2026-01-01T12:00:00Z")

/** Applications are started once for each subject and scenario, and closed when the file is done. */
export function openSites(): (subject: Subject, scenario: Scenario) => Promise<Site> {
  const opened = new Map<Subject, Map<Scenario, Promise<{ site: Site; close: Started["close"] }>>>()
  afterAll(async () => {
    const all = [...opened.values()].flatMap((each) => [...each.values()])
    for (const result of await Promise.allSettled(all))
      if (result.status === "fulfilled") await result.value.close()
  })
  return async (subject, scenario) => {
    const sites = opened.get(subject) ?? new Map<Scenario, Promise<{ site: Site; close: Started["close"] }>>()
    opened.set(subject, sites)
    const starting = sites.get(scenario) ?? start(subject, scenario)
    sites.set(scenario, starting)
    return (await starting).site
  }
}

async function start(subject: Subject, scenario: Scenario): Promise<{ site: Site; close: Started["close"] }> {
  const lines: AuditLine[] = []
  const runs: Run[] = []
  const routes = scenario.routes.map(routeOf)
  const policy = policyOf(scenario.policy + policyElsewhere(subject, routes))
  const { server, close } = await subject.start({
    guard: {
      policy,
      ...(policy.plan.authenticators.length === 0 ? { subject: callerOf } : {}),
      audit: { write: (line) => void lines.push(line) },
      store: createMemoryStore({ clock: "given" }),
      clock: () => now,
      ...scenario.guard,
    },
    routes,
    handle: (route, seen) => {
      const run = runOf("handler", route, seen.facts, runs.length)
      runs.push(run)
      return replyOf(run, seen, scenario.answer)
    },
    passBy: (path, facts) => {
      runs.push(runOf("mount", { method: "ANY", template: path }, facts, runs.length))
    },
  })
  const { port } = server.address() as AddressInfo
  const observe: Site["observe"] = async (talk, sent) => {
    runs.length = 0
    lines.length = 0
    const exchanged = await talk()
    const found = () => violations({ ...exchanged, runs, lines, sent })
    // What a caller who was cut off has set off may still be on its way.
    await expect.poll(found, { interval: 5, timeout: 500 }).toEqual([])
    return outcomeOf(exchanged, [...runs], [...lines])
  }
  const send: Site["send"] = (sent, as) => {
    const all = [sent].flat()
    const requests = all.map((each, place) => bytesOf(each, as, place < all.length - 1))
    return observe(() => exchange(port, requests), requests.length)
  }
  return { site: { server, port, send, observe }, close }
}

function outcomeOf(exchanged: Exchanged, runs: readonly Run[], lines: readonly AuditLine[]): Outcome {
  const { answers } = exchanged
  const statuses = answers.map(({ status }) => status)
  return { ...exchanged, runs, lines, statuses, bodies: answers.map(bodyOf) }
}

function bodyOf({ text }: Answered): unknown {
  return text === "" ? undefined : JSON.parse(Buffer.from(text, "latin1").toString())
}

function routeOf(text: string): Route {
  const mark = text.indexOf(" ")
  return { method: text.slice(0, mark), template: text.slice(mark + 1) }
}

/** Where no request goes: a handler that ran would have been decided on as another route. */
function policyElsewhere({ elsewhere }: Subject, routes: readonly Route[]): string {
  if (elsewhere === undefined) return ""
  return routes
    .map(({ method, template }) => `api ${elsewhere}${template} { ${method} / { allow anyone } }\n`)
    .join("")
}

function runOf(kind: Run["kind"], { method, template }: Route, facts: Seen["facts"], place: number): Run {
  const decision = facts?.decision
  const isAllowed = decision?.decision === "allow"
  return { id: `run-${place + 1}`, kind, method, template, decided: decision?.route, isAllowed }
}

function replyOf({ id, template }: Run, { params, url, body }: Seen, answer: object = {}): Reply {
  return { run: id, body: { ...answer, ran: template, params, url, ...(body === undefined ? {} : { body }) } }
}

/** A policy that does not compile fails with the reason. */
function policyOf(text: string): GuardOptions["policy"] {
  const { policy, diagnostics } = compile([{ path: "test.edict", text }])
  if (policy === undefined)
    throw new Error(diagnostics.map(({ message, span }) => `${span.line}: ${message}`).join("\n"))
  return policy
}

/** Whoever names itself in `x-user`, with the roles of `x-roles`. */
function callerOf({ headers }: IncomingMessage) {
  const id = headers["x-user"]
  const roles = headers["x-roles"]
  if (typeof id !== "string") return undefined
  return { id, roles: typeof roles === "string" ? roles.split(",") : [] }
}
