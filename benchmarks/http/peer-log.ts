import { createHash } from "node:crypto"
import { pino } from "pino"

/** What a peer knows of a request when it has been answered. */
export interface Answered {
  readonly requestId: string
  readonly method: string
  /** Undefined where no route was found. */
  readonly route: string | undefined
  readonly subject: string | undefined
  readonly ip: string | undefined
  readonly status: number
  readonly milliseconds: number
}

const logger = pino(
  { base: null, timestamp: false, formatters: { level: (label) => ({ level: label }) } },
  pino.destination({ dest: 1, sync: true }),
)
const release = createHash("sha256").update("release").digest("hex")
const reasons = new Map([
  [401, "unauthenticated"],
  [403, "forbidden"],
  [404, "not-found"],
])

/** Writes the line that Edict writes with `audit summary`: the same members, at once, to the same file. */
export function logAnswered({ requestId, method, route, subject, ip, status, milliseconds }: Answered): void {
  logger.info({
    time: new Date().toISOString(),
    requestId,
    decision: status < 400 ? "allow" : "deny",
    status,
    method,
    reason: reasons.get(status) ?? "allowed",
    milliseconds: Math.round(milliseconds * 1000) / 1000,
    policyHash: release,
    route,
    subject,
    ip,
    rule: status < 400 ? "abilities.ts:16" : undefined,
  })
}
