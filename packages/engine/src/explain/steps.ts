import type { Matched } from "../decide/compile.ts"
import { usualMax } from "../decide/body-max.ts"
import type { Decision, Request, RuleReference } from "../decide/decision.ts"
import type { Governed, Plan } from "../plan/plan.ts"
import { canonicalize } from "../target/canonical.ts"
import type { Template } from "../target/template.ts"
import { shownParameters, shownPath } from "./shown.ts"
import { traceLimit } from "./trace-limit.ts"
import { place } from "./trace-rule.ts"
import { traceCondition } from "./trace-expression.ts"
import type { PreflightTrace } from "./preflight.ts"
import type { RouteTrace } from "./trace-route.ts"
import { type RuleTrace, type Step, type StepName, stepNames } from "./trace.ts"

type Told = Omit<Step, "name">

const passed = (sentence: string, rules: readonly RuleTrace[] = []): Told => ({
  outcome: "passed",
  sentence,
  rules,
})
const ended = (sentence: string, rules: readonly RuleTrace[] = []): Told => ({
  outcome: "ended",
  sentence,
  rules,
})
const open = (sentence: string, rules: readonly RuleTrace[] = []): Told => ({
  outcome: "left open",
  sentence,
  rules,
})

/** The steps of a request that no route takes; `templates`: those of other methods that take its path. */
export function unroutedSteps(
  request: Request,
  decision: Decision,
  templates: readonly Template[],
): readonly Step[] {
  const { status, reason, allowedMethods } = decision
  const canonical = canonicalize(request.path)
  if (canonical.kind === "ambiguous") return ambiguousSteps(canonical.why, decision)
  const why =
    reason === "method-not-allowed"
      ? `${status}: the path takes ${(allowedMethods ?? []).join(", ")}, not ${request.method}`
      : `${status}: no route has this path`
  return inOrder(
    new Map([
      ["canonicalize", canonicalStep(canonical.path, templates)],
      ["route", ended(why)],
      refusalAudited(decision),
    ]),
  )
}

function canonicalStep(path: string, templates: readonly Template[]): Told {
  return passed(`the path is \`${shownPath(path, templates)}\``)
}

/** The steps of a request whose target has no single meaning. */
export function ambiguousSteps(why: string, decision: Decision): readonly Step[] {
  return inOrder(
    new Map([
      ["canonicalize", ended(`${decision.status}: the target has no single meaning: ${why}`)],
      refusalAudited(decision),
    ]),
  )
}

function refusalAudited({ obligations }: Decision): [StepName, Told] {
  return ["audit", passed(`the refusal is audited: ${obligations.audit}`)]
}

/** The steps of a preflight: it ends at the route, and only what asks nobody who calls comes with it. */
export function preflightSteps(
  plan: Plan,
  match: Matched,
  trace: RouteTrace & { readonly preflight: PreflightTrace },
  { status, obligations }: Decision,
): readonly Step[] {
  const { route } = match
  const { cors, rule } = trace.preflight
  const asked = `a preflight for ${match.preflight?.method}: ${route.id}, ${route.span.file}:${route.span.line}`
  const limits = route.limits
    .filter((use) => use.contextOnly)
    .map((use) => traceLimit(use, plan, trace.tracing))
  const isAllowed = cors?.fires === true
  const routed = isAllowed
    ? passed(`${status}: ${asked}`, [cors])
    : ended(`${status}: ${asked}`, cors && [cors])
  const steps = new Map<StepName, Told>([
    ["canonicalize", canonicalStep(match.path, [route.template])],
    ["route", cors === undefined ? passed(asked) : routed],
    [
      "tls",
      cors === undefined
        ? ended(`${status} by ${rule ?? "no rule"}`, trace.tls)
        : passed("what is asked of the connection holds", trace.tls),
    ],
    ["audit", passed(`the level is ${obligations.audit}`)],
  ])
  if (cors !== undefined) steps.set("limits by context", limitStep(limits))
  return inOrder(steps)
}

/** The steps of a request that a route takes. */
export function routeSteps(
  plan: Plan,
  match: Matched,
  trace: RouteTrace,
  decision: Decision,
): readonly Step[] {
  const { route } = match
  const { ending } = trace
  const { subject } = trace.tracing.environment
  const refusal = `${decision.status}${decision.message === undefined ? "" : ` "${decision.message}"`}`
  const rules = (name: StepName, told: readonly RuleTrace[], fine: string, nothing: string): Told => {
    if (ending.step === name) return ended(`${refusal} by ${ending.rule ?? "no rule"}`, told)
    return passed(told.length === 0 ? nothing : fine, told)
  }
  const limits = route.limits.map((use) => ({ use, trace: traceLimit(use, plan, trace.tracing) }))
  const byContext = limits.filter(({ use }) => use.contextOnly).map((limit) => limit.trace)
  const others = limits.filter(({ use }) => !use.contextOnly).map((limit) => limit.trace)
  const steps = new Map<StepName, Told>([
    ["canonicalize", canonicalStep(match.path, [route.template])],
    ["route", passed(`${route.id}, ${route.span.file}:${route.span.line}${parametersOf(match)}`)],
    [
      "tls",
      rules("tls", trace.tls, "what is asked of the connection holds", "nothing is asked of the connection"),
    ],
    ["limits by context", limitStep(byContext)],
    ["authenticate", authenticateStep(plan, route.accept, subject !== undefined)],
    ["body", bodyStep(match, plan, trace)],
    ["limits", limitStep(others)],
    ["who", whoStep(trace, refusal)],
    ["load", loadStep(match, trace, refusal)],
    ["deny", rules("deny", trace.denies, "no deny applies", "no deny is in force")],
    ["allow", allowStep(trace, refusal)],
    ["require", rules("require", trace.requires, "every require holds", "nothing is required")],
    ["handler", open(handlerSentence(decision))],
    ["response", responseStep(trace)],
  ])
  const audits = route.audits.map((audit) => auditTrace(audit, plan, trace))
  steps.set("audit", passed(`the level is ${decision.obligations.audit}`, audits))
  const last = ending.step === undefined ? stepNames.length : stepNames.indexOf(ending.step)
  return inOrder(new Map([...steps].filter(([name]) => name === "audit" || stepNames.indexOf(name) <= last)))
}

function handlerSentence({ obligations }: Decision): string {
  const { timeoutMilliseconds } = obligations
  const within = timeoutMilliseconds === undefined ? "" : `, within ${timeoutMilliseconds / 1000} s`
  return `the handler of this route answers${within}`
}

function inOrder(steps: ReadonlyMap<StepName, Told>): readonly Step[] {
  return stepNames.map((name) => {
    const told = steps.get(name)
    return told === undefined
      ? { name, outcome: "not reached", rules: [], sentence: "not reached" }
      : { name, outcome: told.outcome, rules: told.rules, sentence: told.sentence }
  })
}

function parametersOf(match: Matched): string {
  const named = shownParameters(match)
  return named.length === 0 ? "" : `: ${named.join(", ")}`
}

function limitStep(rules: readonly RuleTrace[]): Told {
  if (rules.length === 0) return passed("nothing is counted")
  return open("what is already counted is known to the running guard only", rules)
}

function authenticateStep(
  { authenticators }: Plan,
  accept: readonly string[] | undefined,
  hasSubject: boolean,
): Told {
  const given = hasSubject ? "the subject is taken as given" : "the caller comes without credentials"
  const how =
    accept === undefined
      ? authenticators.length === 0
        ? "the host says who calls"
        : "no credentials are accepted here"
      : `${accept.join(", ")} ${accept.length === 1 ? "is" : "are"} accepted`
  return passed(`${how}; ${given}`)
}

function bodyStep({ route }: Matched, plan: Plan, trace: RouteTrace): Told {
  const { mode, maxima } = route.body
  if (mode === "none") return passed("no body is taken: the guard answers 415 to one")
  const rules = maxima.map((max) => inForce(max, plan, trace, `it takes up to ${max.bytes} bytes`))
  const bytes = maxima.find((_, at) => rules[at]?.fires)?.bytes ?? usualMax.bytes
  return passed(`a body is read up to ${bytes} bytes${mode === "raw" ? ", raw" : ""}`, rules)
}

/** A rule without a condition of its own: in force, unless its guardrail is about other requests. */
function inForce(
  rule: RuleReference & Governed,
  plan: Plan,
  { tracing }: RouteTrace,
  says: string,
): RuleTrace {
  const placed = place(rule, plan, tracing)
  const { id, span } = rule
  return {
    kind: "body",
    id,
    span,
    text: tracing.textOf(span),
    fires: placed.kind === "here",
    who: [],
    conditions: [],
    unless: undefined,
    sentence: placed.kind === "here" ? says : placed.why,
  }
}

function whoStep({ fitting, canFit, ending }: RouteTrace, refusal: string): Told {
  const told = fitting.map(({ name, held, why }) => `\`${name}\` ${fitWord[held]}: ${why}`).join("; ")
  if (ending.step === "who") return ended(`${refusal}: no allow can fit the caller; ${told}`)
  return canFit ? passed(told) : passed("no allow can fit")
}

const fitWord = { true: "fits", false: "does not fit", unknown: "may fit" } as const

function loadStep({ route }: Matched, { missing, ending }: RouteTrace, refusal: string): Told {
  if (ending.step === "load") {
    return ended(
      `${refusal}: ${missing.map((name) => `\`${name}\``).join(", ")} ${missing.length === 1 ? "was" : "were"} not loaded`,
    )
  }
  const needed = route.loads.filter((load) => load.needed).map(({ name }) => `\`${name}\``)
  return passed(
    needed.length === 0
      ? "no rule needs anything loaded"
      : `${needed.join(", ")} ${needed.length === 1 ? "is" : "are"} at hand`,
  )
}

function allowStep({ allows, ending }: RouteTrace, refusal: string): Told {
  if (ending.step === "allow") return ended(`${refusal}: no allow is met`, allows)
  return passed(`allowed by ${allows.find(({ fires }) => fires)?.id ?? "no rule"}`, allows)
}

function responseStep({ response }: RouteTrace): Told {
  if (response.length === 0) return passed("the body goes out as it is")
  const held = response.filter(({ fires }) => fires).length
  return passed(`${held} of ${response.length} response rules hold for this caller`, response)
}

function auditTrace(
  audit: Matched["route"]["audits"][number],
  plan: Plan,
  { tracing }: RouteTrace,
): RuleTrace {
  const placed = place(audit, plan, tracing)
  const told = {
    kind: "audit",
    id: audit.id,
    span: audit.span,
    text: tracing.textOf(audit.span),
    who: [],
    unless: undefined,
  } as const
  if (placed.kind === "elsewhere")
    return { ...told, fires: false, isElsewhere: true, conditions: [], sentence: placed.why }
  const when = audit.when && traceCondition(audit.when, placed.tracing)
  const fires = when === undefined || when.truth !== false
  const sentence = fires ? `it asks for ${audit.level}` : "it does not apply: its condition is false"
  return { ...told, fires, conditions: when === undefined ? [] : [when.trace], sentence }
}
