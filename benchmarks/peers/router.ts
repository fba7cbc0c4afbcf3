import findMyWay from "find-my-way"
import { versionOf } from "../version.ts"
import { roles, type Peer, type ScenarioRule } from "../scenario-decide.ts"

/** Where a path leads, for the peers that know no paths: find-my-way in its synchronous form, as its own benchmarks use it. */
export function routed<Store>(
  rules: readonly ScenarioRule[],
  storeOf: (rule: ScenarioRule) => Store,
): (method: string, path: string) => Store | undefined {
  const router = findMyWay({ caseSensitive: true })
  for (const rule of rules) {
    router.on(rule.method, `/v1/${rule.resource}${rule.onItem ? "/:id" : ""}`, () => undefined, storeOf(rule))
  }
  return (method, path) => (router.find(method as "GET", path)?.store as Store | undefined) ?? undefined
}

/** What a careful team writes by hand: a router, and a number for each role. */
export const handWritten: Peer = {
  name: "hand-written router + role rank",
  version: versionOf("find-my-way"),
  largest: Infinity,
  prepare: (rules) => {
    const rank = new Map<string, number>(roles.map((role, place) => [role, place]))
    const find = routed(rules, (rule) => ({ least: rank.get(rule.role)! }))
    return (method, path, role) => {
      const found = find(method, path)
      return found !== undefined && rank.get(role)! >= found.least
    }
  },
}
