import { bounded } from "./bounded.ts"

/** What the guard knows of one answered request. It holds no credential, and of body and headers only `notes`. */
export interface AuditEntry {
  readonly level: "summary" | "full"
  /** Milliseconds since 1970. */
  readonly time: number
  readonly requestId: string
  readonly method: string
  /** In canonical form, without its query; undefined where there is none. */
  readonly path: string | undefined
  readonly route: string | undefined
  readonly subjectId: string | undefined
  readonly ip: string | undefined
  readonly decision: "allow" | "deny"
  readonly status: number
  readonly reason: string
  /** The rules that decided, as `orders.edict:57`. */
  readonly rules: readonly string[]
  readonly milliseconds: number
  readonly policyHash: string
  /** The guard only looks on: `decision` and `status` are what it would have answered. */
  readonly mode?: "observe" | undefined
  /** Where the guard only looks on: the status that left, if it is another. */
  readonly answered?: number | undefined
  /** Further facts, such as why a body was withheld: the engine's words, never the caller's. */
  readonly detail?: string | undefined
  /** `full`: what `audit full note K` names, by its text. */
  readonly notes?: Readonly<Record<string, unknown>> | undefined
}

/** One line of the decision log: what is always known first. */
export interface AuditLine {
  readonly time: string
  readonly requestId: string
  readonly decision: "allow" | "deny"
  readonly status: number
  readonly method: string
  readonly reason: string
  readonly milliseconds: number
  readonly policyHash: string
  readonly path?: string
  readonly route?: string
  readonly subject?: string
  readonly ip?: string
  readonly rule?: string
  /** Where several rules decided. */
  readonly rules?: readonly string[]
  /** The guard only looks on: `decision` and `status` are what it would have answered. */
  readonly mode?: "observe"
  /** The status that left, where the guard only looks on and would have answered another. */
  readonly answered?: number
  readonly detail?: string
  readonly notes?: Readonly<Record<string, unknown>>
}

/**
 * Makes the line of an entry: every text bounded, what is unknown left out. The path is told by its
 * route, but where `full`, or where it has none; notes only where `full`.
 */
export function auditLine(entry: AuditEntry): AuditLine {
  const isFull = entry.level === "full"
  const { rules } = entry
  const line: { -readonly [Name in keyof AuditLine]: AuditLine[Name] } = {
    time: new Date(entry.time).toISOString(),
    requestId: bounded(entry.requestId),
    decision: entry.decision,
    status: entry.status,
    method: bounded(entry.method),
    reason: entry.reason,
    milliseconds: Math.round(entry.milliseconds * 1000) / 1000,
    policyHash: entry.policyHash,
  }
  // One after the other: a spread for each that may be absent costs as much as the rest of the line (`bench http`).
  if (entry.path !== undefined && (isFull || entry.route === undefined)) line.path = bounded(entry.path)
  if (entry.route !== undefined) line.route = bounded(entry.route)
  if (entry.subjectId !== undefined) line.subject = bounded(entry.subjectId)
  if (entry.ip !== undefined) line.ip = bounded(entry.ip)
  if (rules[0] !== undefined) line.rule = bounded(rules[0])
  if (rules.length > 1) line.rules = rules
  if (entry.mode !== undefined) line.mode = entry.mode
  if (entry.answered !== undefined) line.answered = entry.answered
  if (entry.detail !== undefined) line.detail = bounded(entry.detail)
  if (isFull && entry.notes !== undefined) line.notes = boundedNotes(entry.notes)
  return line
}

/** A note is a text, number or truth as it is, anything larger its JSON, cut. */
function boundedNotes(notes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(notes).map(([name, value]) => [bounded(name), boundedNote(value)]))
}

function boundedNote(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === "boolean" || typeof value === "number") return value
  if (typeof value === "string") return bounded(value)
  try {
    return bounded(JSON.stringify(value) ?? "")
  } catch {
    return "not readable"
  }
}
