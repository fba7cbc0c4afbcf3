import { compile } from "../../src/compile.ts"
import type { Decision, Request } from "../../src/decide/decision.ts"
import type { Policy } from "../../src/model/policy.ts"
import { decideByReference } from "../../src/reference/decide.ts"

/** The model of a policy that must compile. */
export function modelOf(text: string): Policy {
  const { policy, diagnostics } = compile([{ path: "test.edict", text: `package test\n${text}` }])
  if (!policy) throw new Error(diagnostics.map(({ message, span }) => `${span.line}: ${message}`).join("\n"))
  return policy.model
}

/** What decides, by the text of its line, with the status: `403 deny mallory`. */
export function verdict(text: string, request: Request): string {
  const decision = decideByReference(modelOf(text), request)
  const [rule] = decision.determining
  const line = rule ? ` ${(text.split("\n")[rule.span.line - 2] ?? "").trim()}` : ` ${decision.reason}`
  return `${decision.status}${line}`
}

export function decisionOf(text: string, request: Request): Decision {
  return decideByReference(modelOf(text), request)
}
