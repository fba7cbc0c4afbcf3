import type { AuditLine } from "@edict/engine"
import type { Exchanged } from "./wire.ts"

/** A handler, or a middleware at a path of its own, that ran. */
export interface Run {
  readonly id: string
  readonly kind: "handler" | "mount"
  readonly method: string
  /** Of a mount, its path. */
  readonly template: string
  /** The route of the decision that the handler found with its request. */
  readonly decided: string | undefined
  readonly isAllowed: boolean
}

export interface Evidence extends Exchanged {
  readonly runs: readonly Run[]
  readonly lines: readonly AuditLine[]
  /** How many requests were sent. */
  readonly sent: number
}

/** A handler may have run and what it answered may be lost: these lines say `deny` and speak of the answer. */
const afterHandler = new Set(["withheld", "timeout"])

/**
 * What speaks against the one thing that the suite is about; empty where all is well.
 *
 * No handler runs unless a decision on that handler's route allowed it: each has an audit line of its own that says so. Each request
 * is answered by the guard or by an allowed handler, or its connection ends.
 */
export function violations(evidence: Evidence): readonly string[] {
  return [...undecidedRuns(evidence), ...strangeAnswers(evidence), ...missingAnswers(evidence)]
}

function undecidedRuns({ runs, lines }: Evidence): readonly string[] {
  const left = lines.filter(({ decision, reason }) => decision === "allow" || afterHandler.has(reason))
  const found: string[] = []
  for (const run of runs) {
    const name = `${run.kind} ${run.method} ${run.template}`
    if (!run.isAllowed || !covers(run.decided, run)) found.push(`${name} ran on ${String(run.decided)}`)
    if (run.kind === "mount") continue
    const place = left.findIndex(({ route }) => route === run.decided)
    if (place === -1) found.push(`${name} ran without a line that allows it`)
    else left.splice(place, 1)
  }
  const middlewares = runs.filter(({ kind }) => kind === "mount")
  const isCovered = middlewares.every(({ decided }) => lines.some(({ route }) => route === decided))
  return isCovered ? found : [...found, "a mount ran without a line of its request"]
}

/** Whether a decision on a route of the policy is one on the handler: the same template, parameter names aside, and a verb that takes the method. */
function covers(decided: string | undefined, { kind, method, template }: Run): boolean {
  const [verb = "", path = ""] = decided?.split(" ") ?? []
  if (kind === "mount")
    return `${nameless(path)}/`.startsWith(template === "/" ? "/" : `${nameless(template)}/`)
  const takes = verb === method || verb === "ANY" || (verb === "GET" && method === "HEAD")
  return takes && nameless(path) === nameless(template)
}

const nameless = (template: string): string =>
  template.replaceAll(/\{[^{}]*\}/g, (parameter) => (parameter.endsWith("**}") ? "{**}" : "{}"))

function strangeAnswers({ answers, runs, lines, rest }: Evidence): readonly string[] {
  const handlers = new Set(runs.filter(({ kind }) => kind === "handler").map(({ id }) => id))
  const requests = new Set(lines.map(({ requestId }) => requestId))
  const found = rest === "" ? [] : [`bytes that are no answer: ${JSON.stringify(rest.slice(0, 80))}`]
  for (const { status, headers, text } of answers) {
    const run = headers.get("x-run")
    if (run !== undefined && handlers.delete(run) && status < 400) continue
    if (status === 204 && lines.some(({ reason }) => reason === "preflight")) continue
    const isProblem = headers.get("content-type") === "application/problem+json"
    const requestId: unknown = isProblem && text !== "" ? JSON.parse(text).requestId : undefined
    if (isProblem && (text === "" || requests.has(String(requestId)))) continue
    found.push(`an answer of nobody: ${status} ${run ?? ""} ${text.slice(0, 80)}`)
  }
  return found
}

function missingAnswers({ answers, end, sent }: Evidence): readonly string[] {
  if (end === "hung") return ["a request was neither answered nor its connection ended"]
  if (answers.length > sent) return [`${sent} requests have ${answers.length} answers`]
  return answers.length < sent && end !== "closed" ? ["the connection goes on without an answer"] : []
}
