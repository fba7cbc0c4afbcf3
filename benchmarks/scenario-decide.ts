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

export interface ScenarioRequest {
  readonly method: string
  readonly onItem: boolean
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
    const { method, onItem } = shapes[index % shapes.length]!
    const resource = `resource${Math.floor(index / shapes.length)}`
    return { method, resource, onItem, role: roles[(index * 3 + Math.floor(index / 7)) % roles.length]! }
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
    const { method, resource, onItem, role } = rules[next(rules.length)]!
    const as = roles[next(roles.length)]!
    // Written out, and not spread, so that every request is of one shape: reading them must cost every size the same.
    return {
      method,
      onItem,
      prefix: `/v1/${resource}${onItem ? "/" : ""}`,
      as,
      expected: roles.indexOf(as) >= roles.indexOf(role),
    }
  })
}

let nextId = 1_000_000

/**
 * A path for each request, with ids that never came before: made anew for each pass, outside of what is timed.
 * Flat in memory, as Node's HTTP parser makes a target.
 */
export function freshPaths(requests: readonly ScenarioRequest[]): readonly string[] {
  return requests.map(({ prefix, onItem }) =>
    Buffer.from(onItem ? prefix + nextId++ : prefix, "latin1").toString("latin1"),
  )
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
