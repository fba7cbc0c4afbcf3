import { compile, type CompiledPolicy } from "../../src/compile.ts"
import type { Request } from "../../src/decide/decision.ts"
import { compileRedaction, type Redacted } from "../../src/redact/compile-redaction.ts"
import { matchPrefix } from "../../src/target/match.ts"

/** A policy of one route, `GET /x/{id}`, under response rules. */
export function policyWith(rules: string, around = ""): CompiledPolicy {
  const text = `package shop
role customer
role support
role owner of item: Item when item.ownerId == subject.id
type Item { ownerId?: json  total?: json  level?: json  a?: json  b?: json  items?: json  id?: json }
subject { id: string }
${around}
api /x { GET /{id} { allow anyone  response { ${rules} } } }`
  const { policy, diagnostics } = compile([{ path: "a.edict", text }])
  if (policy === undefined) throw new Error(diagnostics.map(({ message }) => message).join("; "))
  return policy
}

export interface Reply {
  readonly body: unknown
  readonly status?: number
  readonly subject?: Request["subject"]
  readonly hashKey?: string | undefined
}

export function requestOf({ subject }: Pick<Reply, "subject">): Request {
  return { method: "GET", path: "/x/1", query: { q: "1" }, subject }
}

/** What leaves of a body under the policy's rules. */
export function redact(policy: CompiledPolicy, reply: Reply): Redacted {
  const request = requestOf(reply)
  const match = policy.match(request)
  if (match.kind !== "route") throw new Error("the request has no route")
  return compileRedaction(policy.plan, match.route).apply(reply.body, {
    environment: policy.environmentOf(match, request),
    status: reply.status ?? 200,
    guardrails: (guardrail) => {
      const template = policy.plan.guardrails[guardrail]
      return template && matchPrefix(template, match.path)
    },
    hashKey: reply.hashKey,
  })
}

/** The JSON that leaves, or how it does not. */
export function leaving(policy: CompiledPolicy, reply: Reply): unknown {
  const redacted = redact(policy, reply)
  if (redacted.kind === "unchanged") return reply.body
  return redacted.kind === "body" ? (JSON.parse(redacted.text) as unknown) : redacted
}
