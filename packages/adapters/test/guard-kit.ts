import type { IncomingMessage } from "node:http"
import { compile, createMemoryStore, type AuditLine, type GuardOptions } from "@edict/engine"

const start = Date.parse("2026-01-01T12:00:00Z")

/** A policy's text as a compiled policy; a test whose policy does not compile fails with the reason. */
export function policyOf(text: string): GuardOptions["policy"] {
  const { policy, diagnostics } = compile([{ path: "test.edict", text }])
  if (policy === undefined)
    throw new Error(diagnostics.map(({ message, span }) => `${span.line}: ${message}`).join("\n"))
  return policy
}

/** Whoever names itself in `x-user`, with the roles of `x-roles`. */
function subjectByHeader({ headers }: IncomingMessage) {
  const id = headers["x-user"]
  const roles = headers["x-roles"]
  if (typeof id !== "string") return undefined
  return { id, roles: typeof roles === "string" ? roles.split(",") : [] }
}

/** What a guard under test is made of, where the test says nothing else; and what it then writes and is told. */
export interface GuardKit {
  readonly options: GuardOptions
  readonly lines: AuditLine[]
  /** What went wrong in the host's own code. */
  readonly errors: unknown[]
}

export function guardKit(text: string, given: Partial<GuardOptions>): GuardKit {
  const lines: AuditLine[] = []
  const errors: unknown[] = []
  const policy = policyOf(text)
  const options: GuardOptions = {
    policy,
    ...(policy.plan.authenticators.length === 0 ? { subject: subjectByHeader } : {}),
    audit: { write: (line) => void lines.push(line) },
    store: createMemoryStore({ clock: "given" }),
    clock: () => start,
    onError: (error) => void errors.push(error),
    ...given,
  }
  return { options, lines, errors }
}
