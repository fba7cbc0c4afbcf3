import { createHash } from "node:crypto"
import type { Plan } from "../plan/plan.ts"

const known = new WeakMap<Plan, readonly string[]>()

/**
 * What each limit of a plan is called in a store: by what it counts, not by the line on which it stands, so that its counters
 * outlive an edit. A quota is told by its name and file, a limit without a name by its file and route.
 */
export function identitiesOf(plan: Plan): readonly string[] {
  const found = known.get(plan)
  if (found !== undefined) return found
  const made = makeIdentities(plan)
  known.set(plan, made)
  return made
}

function makeIdentities({ limits, routes }: Plan): readonly string[] {
  const times = new Map<string, number>()
  const users = limits.map(() => new Set<string>())
  for (const route of routes) for (const { limit } of route.limits) users[limit]?.add(route.id)
  return limits.map(({ name, span, per, windowMilliseconds, calendar, burst, count }, place) => {
    const [only, ...others] = users[place] ?? []
    const where = name ?? (others.length === 0 ? only : undefined) ?? "limit"
    const key = createHash("sha256").update(withoutPlaces(per)).digest("base64url").slice(0, 12)
    const shape = [
      windowMilliseconds,
      calendar === undefined ? "" : `@${calendar}`,
      burst === undefined ? "" : "+burst",
      // Counted in other numbers.
      count > 0xffff_ffff ? "+wide" : "",
    ].join("")
    const identity = `${where}@${span.file}/${key}/${shape}`
    const time = times.get(identity) ?? 0
    times.set(identity, time + 1)
    return time === 0 ? identity : `${identity}#${time}`
  })
}

function withoutPlaces(value: unknown): string {
  return JSON.stringify(value, (name, member: unknown) => (name === "span" ? undefined : member))
}
