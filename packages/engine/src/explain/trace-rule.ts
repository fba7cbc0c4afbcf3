import type { Environment } from "../evaluate/environment.ts"
import { isSecure } from "../evaluate/secure.ts"
import type { Allow, Deny, Grant, Require, ResponseRule } from "../model/policy.ts"
import type { Governed, Plan } from "../plan/plan.ts"
import { matchPrefix } from "../target/match.ts"
import { targetTakes } from "../target/verbs.ts"
import { memberOf } from "../values/member.ts"
import type { Span } from "../text/span.ts"
import type { Tracing } from "./context.ts"
import { traceCondition } from "./trace-expression.ts"
import { traceGrant, traceRoles } from "./trace-role.ts"
import type { GrantTrace, OperandTrace, RuleKind, RuleTrace } from "./trace.ts"

interface Placed {
  readonly id: string
  readonly span: Span
}

/** The rule as it is told, without what is asked of it. */
function ruleTrace(
  kind: RuleKind,
  rule: Placed,
  { textOf }: Tracing,
  asked: Omit<RuleTrace, "kind" | "id" | "span" | "text">,
): RuleTrace {
  return { kind, id: rule.id, span: rule.span, text: textOf(rule.span), ...asked }
}

const nothingAsked = { who: [], conditions: [], unless: undefined } as const
const askedOfOthers = { ...nothingAsked, isElsewhere: true } as const

export function traceAllow(rule: Allow, tracing: Tracing): RuleTrace {
  const { truth, trace } = traceGrant(rule.grant, tracing)
  return ruleTrace("allow", rule, tracing, {
    fires: truth === true,
    who: trace.roles,
    conditions: trace.when === undefined ? [] : [trace.when],
    unless: undefined,
    sentence: `${truth === true ? "it is met" : "it is not met"}: ${allowWhy(trace)}`,
  })
}

function allowWhy({ roles, when }: GrantTrace): string {
  const held = roles.find((role) => role.held === "true")
  if (held === undefined) return `the caller ${notHeld(roles)}`
  if (when === undefined || when.verdict === "true")
    return `the caller is \`${held.name}\`${when ? " and the condition is true" : ""}`
  return `the caller is \`${held.name}\`, but the condition is ${when.verdict}`
}

function notHeld(roles: GrantTrace["roles"]): string {
  const unknown = roles.find((role) => role.held === "unknown")
  if (unknown !== undefined) return `is perhaps \`${unknown.name}\`, which does not open`
  const names = roles.map(({ name }) => `\`${name}\``)
  return names.length === 1 ? `is not ${names[0] ?? ""}` : `is none of ${names.join(", ")}`
}

export function traceDeny(rule: Omit<Deny, "except"> & Governed, plan: Plan, tracing: Tracing): RuleTrace {
  const placed = place(rule, plan, tracing)
  if (placed.kind === "elsewhere")
    return ruleTrace("deny", rule, tracing, { ...askedOfOthers, fires: false, sentence: placed.why })
  const who = traceRoles(rule.roles, placed.tracing)
  const when = rule.when && traceCondition(rule.when, placed.tracing)
  const unless = rule.unless && traceGrant(rule.unless, placed.tracing)
  const whenTruth = when === undefined ? true : when.truth
  const fires = who.truth !== false && whenTruth !== false && unless?.truth !== true
  return ruleTrace("deny", rule, tracing, {
    fires,
    who: who.traces,
    conditions: when === undefined ? [] : [when.trace],
    unless: unless?.trace,
    sentence: denySentence(fires, who.truth, whenTruth, unless?.truth),
  })
}

function denySentence(
  fires: boolean,
  who: boolean | undefined,
  when: boolean | undefined,
  unless: boolean | undefined,
): string {
  if (fires && (who === undefined || when === undefined)) return "it applies: unknown does not open"
  if (fires) return "it applies"
  if (who === false) return "it does not apply: the caller is none of its roles"
  if (when === false) return "it does not apply: its condition is false"
  return unless === true ? "it does not apply: its `unless` is met" : "it does not apply"
}

export function traceRequire(
  rule: Omit<Require, "except"> & Governed,
  plan: Plan,
  tracing: Tracing,
): RuleTrace {
  const placed = place(rule, plan, tracing)
  if (placed.kind === "elsewhere")
    return ruleTrace("require", rule, tracing, { ...askedOfOthers, fires: true, sentence: placed.why })
  const unless = rule.unless && traceGrant(rule.unless, placed.tracing)
  const asked = traceRequirement(rule, placed.tracing)
  const fires = asked.holds || unless?.truth === true
  const why = asked.holds
    ? "it holds"
    : fires
      ? "it does not hold, but its `unless` is met"
      : `it does not hold${asked.why}`
  return ruleTrace("require", rule, tracing, {
    fires,
    who: [],
    conditions: asked.conditions,
    unless: unless?.trace,
    sentence: why,
  })
}

function traceRequirement(
  rule: Omit<Require, "except"> & Governed,
  tracing: Tracing,
): { readonly holds: boolean; readonly why: string; readonly conditions: RuleTrace["conditions"] } {
  if (rule.what.kind === "tls") {
    const holds = isSecure(tracing.environment, rule.what.version)
    return { holds, why: "", conditions: [tlsOperand(rule, tracing.environment)] }
  }
  const { truth, trace } = traceCondition(rule.what.condition, tracing)
  return {
    holds: truth === true,
    why: truth === undefined ? ": unknown does not open" : "",
    conditions: [trace],
  }
}

function tlsOperand({ span }: Placed, environment: Environment): OperandTrace {
  const value = memberOf(environment.context, "tls")
  const state = value === undefined || value === null ? "missing" : "present"
  return { kind: "operand", span, text: "context.tls", value: value ?? null, state }
}

/** `show` and what hides: whether it holds for this caller. */
export function traceResponse(rule: ResponseRule & Governed, plan: Plan, tracing: Tracing): RuleTrace {
  const placed = place(rule, plan, tracing)
  if (placed.kind === "elsewhere")
    return ruleTrace(rule.kind, rule, tracing, { ...askedOfOthers, fires: false, sentence: placed.why })
  switch (rule.kind) {
    case "show":
    case "only-to":
      return traceShow(rule, rule.to, tracing, placed.tracing)
    case "each":
      return ruleTrace(rule.kind, rule, tracing, {
        ...nothingAsked,
        fires: true,
        sentence: "it is asked again for each row",
      })
    case "hide":
    case "hash":
    case "mask": {
      const when = rule.when && traceCondition(rule.when, placed.tracing)
      const unless = rule.unless && traceGrant(rule.unless, placed.tracing)
      const fires = when?.truth !== false && unless?.truth !== true
      const conditions = when === undefined ? [] : [when.trace]
      const sentence = denySentence(fires, true, when === undefined ? true : when.truth, unless?.truth)
      return ruleTrace(rule.kind, rule, tracing, {
        fires,
        who: [],
        conditions,
        unless: unless?.trace,
        sentence,
      })
    }
  }
}

function traceShow(
  rule: Placed & { readonly kind: "show" | "only-to" },
  to: Grant | undefined,
  tracing: Tracing,
  placed: Tracing,
): RuleTrace {
  if (to === undefined)
    return ruleTrace(rule.kind, rule, tracing, {
      ...nothingAsked,
      fires: true,
      sentence: "it shows to everybody",
    })
  const { truth, trace } = traceGrant(to, placed)
  return ruleTrace(rule.kind, rule, tracing, {
    fires: truth === true,
    who: trace.roles,
    conditions: trace.when === undefined ? [] : [trace.when],
    unless: undefined,
    sentence: `${truth === true ? "it shows" : "it does not show"}: ${allowWhy(trace)}`,
  })
}

/** A guardrail asks only requests below its path, and of those its own parameters; `except` takes requests away. */
export function place(
  { guardrail, except }: Governed,
  plan: Plan,
  tracing: Tracing,
):
  | { readonly kind: "here"; readonly tracing: Tracing }
  | { readonly kind: "elsewhere"; readonly why: string } {
  const { environment } = tracing
  if (except?.some((target) => targetTakes(target, environment.method, environment.path))) {
    return { kind: "elsewhere", why: "its `except` names this request" }
  }
  const template = guardrail === undefined ? undefined : plan.guardrails[guardrail]
  if (template === undefined) return { kind: "here", tracing }
  const parameters = matchPrefix(template, environment.path)
  if (parameters === undefined)
    return { kind: "elsewhere", why: `the request is not under \`${template.text}\`` }
  return { kind: "here", tracing: { ...tracing, environment: { ...environment, parameters } } }
}
