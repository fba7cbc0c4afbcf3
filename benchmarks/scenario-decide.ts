// The same API for every peer: resources with a collection and an item, five roles that include each other in a line.

export const roles = ["guest", "reader", "writer", "editor", "owner"] as const
export type RoleName = (typeof roles)[number]

export interface ScenarioRule {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly resource: string
  /** On `/v1/<resource>/{id}`; else on the collection. */
  readonly onItem: boolean
  /** The least role that may. */
  readonly role: RoleName
}

export interface ScenarioRequest extends ScenarioRule {
  /** The path up to the id. */
  readonly prefix: string
  readonly as: RoleName
  readonly expected: boolean
}

const shapes = [
  { method: "GET", onItem: false },
  { method: "POST", onItem: false },
  { method: "GET", onItem: true },
  { method: "PUT", onItem: true },
  { method: "DELETE", onItem: true },
] as const

/** `count` rules, five a resource. */
export function scenarioRules(count: number): readonly ScenarioRule[] {
  return Array.from({ length: count }, (_, index) => {
    const resource = `resource${Math.floor(index / shapes.length)}`
    const role = roles[(index * 3 + Math.floor(index / 7)) % roles.length]!
    return { ...shapes[index % shapes.length]!, resource, role }
  })
}

/** Requests spread over all rules and roles, in an order that no cache can guess; the same for every peer. */
export function scenarioRequests(rules: readonly ScenarioRule[], count: number): readonly ScenarioRequest[] {
  let state = 0x2545f491
  const next = (bound: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
  return Array.from({ length: count }, () => {
    const rule = rules[next(rules.length)]!
    const as = roles[next(roles.length)]!
    return {
      ...rule,
      prefix: `/v1/${rule.resource}${rule.onItem ? "/" : ""}`,
      as,
      expected: roles.indexOf(as) >= roles.indexOf(rule.role),
    }
  })
}

/** A fresh path: its id was never seen before. Collections have none and are as fresh as a text can be. */
export function freshPath(request: ScenarioRequest, id: number): string {
  return request.onItem ? request.prefix + id.toString(36) : request.prefix
}

/** How a peer answers one request: allowed or not. */
export type Decide = (method: string, path: string, role: RoleName) => boolean

export interface Peer {
  readonly name: string
  readonly version: string
  /** Larger policies are left out where one decision would take the round. */
  readonly largest: number
  readonly prepare: (rules: readonly ScenarioRule[]) => Promise<Decide> | Decide
}
