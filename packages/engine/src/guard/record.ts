import { auditLine, type AuditLine } from "../audit/line.ts"
import type { RuleReference } from "../decide/decision.ts"
import { keyHeadersOf } from "../plan/key-headers.ts"
import { tellDecided } from "./explanations.ts"
import type { Exchange } from "./exchange.ts"
import type { GuardReason } from "./refusal.ts"

/** How the request ended. */
export interface Ending {
  readonly decision: "allow" | "deny"
  readonly status: number
  readonly reason: GuardReason
  readonly rules: readonly RuleReference[]
  readonly detail?: string | undefined
  /** The status that left, where the guard only looks on. */
  readonly answered?: number | undefined
}

/** Hands the request's line to the audit sink before its answer goes out; false where that failed and the policy does not bear it. */
export function record(exchange: Exchange, ending: Ending): boolean {
  const { core, requestId } = exchange
  const level = levelOf(exchange)
  tellDecided(exchange, ending)
  if (ending.decision === "deny") core.explaining?.tell(exchange, ending)
  if (level === "none") {
    core.publish(() => ({ ...lineOf(exchange, ending, "summary"), level }))
    return true
  }
  const line = lineOf(exchange, ending, level)
  try {
    core.audit.write(line)
  } catch (error) {
    core.options.onError?.(error, requestId)
    if (core.options.auditFailure !== "ignore" && core.options.mode !== "observe") {
      core.publish(() => ({ ...line, decision: "deny", status: 503, reason: "audit-failed", level }))
      return false
    }
  }
  core.publish(() => ({ ...line, level }))
  return true
}

function lineOf(exchange: Exchange, ending: Ending, level: "summary" | "full"): AuditLine {
  const { core, requestId, parts } = exchange
  const ip = exchange.context["ip"]
  const id = exchange.subject?.["id"]
  const mode = core.options.mode === "observe" ? core.options.mode : undefined
  return auditLine({
    level,
    time: exchange.now,
    requestId,
    method: exchange.method,
    path: exchange.path,
    route: parts?.route.id,
    subjectId: typeof id === "string" ? id : undefined,
    ip: typeof ip === "string" ? ip : undefined,
    decision: ending.decision,
    status: ending.status,
    reason: ending.reason,
    rules: ending.rules.map((rule) => rule.id),
    milliseconds: performance.now() - exchange.begun,
    policyHash: core.compiled.plan.hash,
    mode,
    answered: mode === undefined || ending.answered === ending.status ? undefined : ending.answered,
    detail: ending.detail,
    notes: level === "full" ? notesOf(exchange) : undefined,
  })
}

/** What `audit full note` names; credentials stay out even then. */
function notesOf({ core, parts, environment }: Exchange): Readonly<Record<string, unknown>> | undefined {
  const notes = environment === undefined ? [] : Object.entries(parts?.notes(environment) ?? {})
  if (notes.length === 0) return undefined
  const keys = keyHeadersOf(core.compiled.plan)
  const secret = new Set(
    ["authorization", "proxy-authorization", "cookie", ...keys].map((name) => `header.${name}`),
  )
  return Object.fromEntries(
    notes.map(([name, value]) => [name, secret.has(name.toLowerCase()) ? "withheld" : value]),
  )
}

/** What the decision says; before there is one, the route's terms; before there is a route, as usual. */
function levelOf({ decision, parts, environment }: Exchange): "none" | "summary" | "full" {
  if (decision !== undefined) return decision.obligations.audit
  return (environment && parts?.steps.terms(environment).audit) ?? "summary"
}
