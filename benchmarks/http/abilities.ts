import { createMongoAbility } from "@casl/ability"

/** What the peers' verifiers give of a token. */
export interface Claims {
  readonly sub: string
  readonly roles: readonly string[]
}

/** One ability a role, made ahead: CASL's fastest way where no rule reads who the caller is. */
const abilities = new Map([
  ["customer", createMongoAbility([{ action: "read", subject: "Order" }])],
  ["support", createMongoAbility([{ action: "read", subject: "Order" }])],
  ["guest", createMongoAbility([])],
])

export function mayRead({ roles }: Claims): boolean {
  return roles.some((role) => abilities.get(role)?.can("read", "Order") === true)
}

export function isSupport({ roles }: Claims): boolean {
  return roles.includes("support")
}

const titles = new Map([
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
])

/** The body of a refusal, as the guard words it: a caller whose credentials are wrong is told so. */
export function problemOf(status: number, requestId: string, isPresented: boolean): unknown {
  const title = titles.get(status) ?? "Internal Server Error"
  const word =
    status === 401 && isPresented ? "invalid-credentials" : title.toLowerCase().replaceAll(" ", "-")
  return { type: `urn:edict:problem:${word}`, title, status, requestId }
}

/** Thrown by peers that refuse by throwing. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number) {
    super("refused")
    this.status = status
  }
}

/** The status that a thrown thing names: under either name that the frameworks use. */
export function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null) return 500
  const status = "status" in error ? error.status : "statusCode" in error ? error.statusCode : undefined
  return typeof status === "number" ? status : 500
}
