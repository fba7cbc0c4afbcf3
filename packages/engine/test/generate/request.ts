import type { Request, Subject } from "../../src/decide/decision.ts"
import { preflightHeaders } from "./cors.ts"
import { now } from "./conditions.ts"
import { pathFor } from "./paths.ts"
import type { GeneratedPolicy } from "./policy.ts"
import type { Random } from "./random.ts"
import {
  actorMembers,
  addresses,
  records,
  recordOf,
  subjectMembers,
  things,
  valueOf,
  words,
} from "./world.ts"

/** A request aimed at the policy: mostly one that fits a route, now and then a near miss. */
export function generateRequest(policy: GeneratedPolicy, random: Random): Request {
  const route = random.pick(policy.routes)
  const faults = random.chance(0.3) ? 0.12 : 0.01
  const subject = random.chance(0.85) ? makeSubject(policy, random, faults) : undefined
  const method = methodFor(route.verb, random)
  const isPreflight = random.chance(0.09)
  const asked = isPreflight
    ? preflightHeaders(random.chance(0.25) ? random.pick(asking) : method, random)
    : {}
  return {
    method: isPreflight ? "OPTIONS" : method,
    path: pathFor(route.node, random),
    ...(random.chance(0.8) ? { query: fields(["q", "sort"], random) } : {}),
    ...(isPreflight || random.chance(0.8) ? { headers: { ...headers(random), ...asked } } : {}),
    ...(random.chance(0.6) ? { body: makeBody(random) } : {}),
    ...(subject ? { subject } : {}),
    ...(random.chance(0.3) ? { actor: recordOf(actorMembers, random, faults) } : {}),
    ...(random.chance(0.95) ? { context: makeContext(random) } : {}),
    ...(random.chance(0.95) ? { resources: makeResources(random, faults) } : {}),
  }
}

const asking = ["GET", "HEAD", "POST", "DELETE", "PROPFIND"]

function methodFor(verb: string, random: Random): string {
  const roll = random.below(100)
  if (roll < 3)
    return random.pick(["GET", "POST", "OPTIONS", "CONNECT", "get", "TRACE", "HEAD", "DELETE", "PURGE"])
  if (verb === "ANY") return random.pick(["GET", "HEAD", "POST", "PROPFIND", "DELETE"])
  return verb === "GET" && roll < 18 ? "HEAD" : verb
}

function makeSubject(policy: GeneratedPolicy, random: Random, faults: number): Subject {
  const subject = recordOf(subjectMembers, random, faults)
  const roles = random.some(policy.assignable, 0.35)
  if (random.chance(0.15)) roles.push(random.pick(policy.unassignable))
  if (random.chance(0.03))
    return { ...subject, roles: random.pick<unknown>(["r0", null, { r0: true }, [["r0"]], [1]]) } as Subject
  return random.chance(0.05) ? subject : { ...subject, roles }
}

function fields(names: readonly string[], random: Random): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const name of names) {
    if (random.chance(0.2)) continue
    made[name] = random.chance(0.06) ? [random.pick(words), random.pick(words)] : random.pick(words)
  }
  return made
}

function headers(random: Random): Record<string, unknown> {
  const made = fields(["x-mode", "X-Tenant"], random)
  if (random.chance(0.03)) made["x-tenant"] = "a"
  return made
}

function makeBody(random: Random): unknown {
  if (random.chance(0.1)) return random.pick<unknown>([null, "text", [1], 5])
  return {
    a: valueOf("json", random),
    n: random.chance(0.9)
      ? { b: valueOf(random.pick(["string", "int", "instant", "ip"] as const), random) }
      : null,
    list: valueOf("strings", random),
  }
}

function makeContext(random: Random): Record<string, unknown> {
  const context: Record<string, unknown> = {
    ip: random.chance(0.95) ? random.pick(addresses) : random.pick<unknown>(["nowhere", null, 5]),
    now: random.pick<unknown>([now, now, now, now - 40_000, "2026-01-03T23:30:00Z", new Date(now * 1000)]),
    tls: random.pick<unknown>([1.3, 1.3, "TLSv1.3", "1.3", 1.2, 1.2, 1.1]),
    host: random.pick(words),
    userAgent: random.pick(words),
  }
  for (const name of Object.keys(context)) if (random.chance(0.04)) delete context[name]
  return context
}

function makeResources(random: Random, faults: number): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const { name, type } of things) {
    if (random.chance(0.04)) continue
    made[name] = random.chance(0.02)
      ? random.pick<unknown>([null, "text", []])
      : recordOf(records[type] ?? [], random, faults)
  }
  return made
}
