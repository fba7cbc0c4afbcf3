import type { CompiledPlan, Matched } from "../../decide/compile.ts"
import type { Request } from "../../decide/decision.ts"
import { explain } from "../../explain/explain.ts"
import type { GuardEnding } from "../../explain/guard-ending.ts"
import { tracingOf } from "../../explain/trace-route.ts"
import type {
  ConditionTrace,
  Explanation,
  GrantTrace,
  OperandTrace,
  RoleTrace,
  RuleTrace,
} from "../../explain/trace.ts"
import { callersRoles } from "./cells.ts"
import { traceRows } from "./rows.ts"
import { asked, cellKey, conditionKey, fired, idle, ruleKey, type Unit, unitsOf } from "./units.ts"

/** One request that a test made, with all that was known of it where it was decided. */
export interface CoveredRequest {
  /** As `decide` takes it: the subject as it was authenticated, what was loaded, the time of the test. */
  readonly request: Request
  /** The roles that the test's actor has; undefined: it came without credentials. */
  readonly roles: readonly string[] | undefined
  /** A step of the guard that asks no rule ended it: a limit, credentials, a body. */
  readonly ended?: GuardEnding | undefined
  /** What the handler answered: rules for rows are asked of these. */
  readonly reply?: unknown
}

/** How often each outcome of a unit was seen. */
export interface Covered extends Unit {
  readonly seen: ReadonlyMap<string, number>
}

/** Gathers what requests ask of a policy. */
export interface CoverageMeter {
  readonly add: (covered: CoveredRequest) => void
  readonly requests: () => number
  /** In the order of the source. */
  readonly units: () => readonly Covered[]
}

/** Makes the meter of a policy. Each request is traced a second time, by `explain`: that is what coverage costs. */
export function measureCoverage(compiled: CompiledPlan): CoverageMeter {
  const units = unitsOf(compiled.plan)
  const seen = new Map<string, Map<string, number>>()
  let requests = 0
  const hit = (key: string, outcome: string): void => {
    if (!units.has(key)) return
    const counts = seen.get(key) ?? new Map<string, number>()
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    seen.set(key, counts)
  }
  const add = ({ request, roles, ended, reply }: CoveredRequest): void => {
    requests += 1
    const match = compiled.match(request)
    const explanation = explain(compiled, request, [], { ended })
    for (const { rules } of explanation.steps) for (const rule of rules) hitRule(rule, hit)
    if (match.kind === "refused") return
    for (const role of callersRoles(compiled.plan, roles)) hit(cellKey(match.route.id, role), asked)
    if (endedAtWho(explanation)) for (const { id } of match.route.allows) hit(ruleKey(id), idle)
    if (explanation.decision.decision === "allow" && match.preflight === undefined)
      hitRows(compiled, match, request, reply, hit)
  }
  return {
    add,
    requests: () => requests,
    units: () =>
      [...units.values()]
        .map((unit) => ({ ...unit, seen: seen.get(unit.key) ?? new Map<string, number>() }))
        .sort(inSourceOrder),
  }
}

type Hit = (key: string, outcome: string) => void

/** No `allow` fits the caller: each was asked who it is for. */
function endedAtWho({ steps }: Explanation): boolean {
  return steps.some(({ name, outcome }) => name === "who" && outcome === "ended")
}

function hitRule(rule: RuleTrace, hit: Hit): void {
  // A row answers for `each`, and for what stands in it.
  if (rule.isElsewhere === true || rule.kind === "each") return
  hit(ruleKey(rule.id), rule.fires ? fired : idle)
  hitGranted(rule.who, rule.conditions, hit)
  if (rule.unless !== undefined) hitGrant(rule.unless, hit)
}

function hitGrant({ roles, when }: GrantTrace, hit: Hit): void {
  hitGranted(roles, when === undefined ? [] : [when], hit)
}

/** A condition is asked only of callers whom its rule is for. */
function hitGranted(
  who: readonly RoleTrace[],
  conditions: readonly (ConditionTrace | OperandTrace)[],
  hit: Hit,
): void {
  for (const role of who) for (const condition of role.conditions) hitCondition(condition, hit)
  if (who.length > 0 && who.every(({ held }) => held === "false")) return
  for (const condition of conditions) hitCondition(condition, hit)
}

function hitCondition(part: ConditionTrace | OperandTrace, hit: Hit): void {
  if (part.kind === "operand") return
  if (part.form !== "not") hit(conditionKey(part.span), part.verdict)
  for (const inner of part.parts) hitCondition(inner, hit)
}

function hitRows(compiled: CompiledPlan, match: Matched, request: Request, reply: unknown, hit: Hit): void {
  if (!match.route.response.some(({ kind }) => kind === "each")) return
  const tracing = tracingOf(compiled, match, request, () => "")
  for (const { each, rules } of traceRows(compiled.plan, match.route.response, reply, tracing)) {
    hit(ruleKey(each), fired)
    for (const rule of rules) hitRule(rule, hit)
  }
}

function inSourceOrder(one: Unit, other: Unit): number {
  if (one.span.file !== other.span.file) return one.span.file < other.span.file ? -1 : 1
  return one.span.start - other.span.start || one.span.end - other.span.end
}
