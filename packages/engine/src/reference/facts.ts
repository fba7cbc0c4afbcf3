import type { Request } from "../decide/decision.ts"
import type { Policy } from "../model/policy.ts"
import { memberOf } from "../values/member.ts"

type Attributes = Readonly<Record<string, unknown>>

/** A thing that conditions can read by name and relative roles are judged on. */
export interface Binding {
  readonly name: string
  readonly type: string | undefined
}

/** All that a condition may look at, in the place where it stands. */
export interface Facts {
  readonly policy: Policy
  readonly subject: Attributes | undefined
  readonly actor: unknown
  /** Values of the parameters of the template that the rule was written under. */
  readonly parameters: readonly string[]
  readonly query: unknown
  readonly headers: unknown
  readonly body: unknown
  readonly context: unknown
  /** Loads of the route, and rows. */
  readonly bindings: readonly Binding[]
  readonly resources: unknown
}

/** What a request says, before its route is known. */
export function factsOf(policy: Policy, request: Request): Facts {
  return {
    policy,
    subject: isObject(request.subject) ? request.subject : undefined,
    actor: request.actor,
    parameters: [],
    query: request.query,
    headers: request.headers,
    body: request.body,
    context: request.context,
    bindings: [],
    resources: request.resources,
  }
}

/** The facts as a row of `each` sees them: the row is one more thing that is bound. */
export function withRow(facts: Facts, binding: Binding, row: unknown): Facts {
  const resources: Record<string, unknown> = Object.create(null)
  for (const { name } of facts.bindings) resources[name] = memberOf(facts.resources, name)
  resources[binding.name] = row
  const others = facts.bindings.filter(({ name }) => name !== binding.name)
  return { ...facts, bindings: [...others, binding], resources }
}

function isObject(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
