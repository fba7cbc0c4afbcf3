import { isSecure } from "../evaluate/secure.ts"
import type { Grant } from "../model/policy.ts"
import type { PlannedRoute } from "../plan/plan.ts"
import { conditionOf, fewest, nothing, type Unmet } from "./unmet.ts"
import { roleUnmet } from "./unmet-role.ts"
import type { RouteTrace } from "./trace-route.ts"
import type { ConditionTrace, NearestRule, OperandTrace, RoleTrace, RuleTrace } from "./trace.ts"
import { ruleInWords } from "./why.ts"

/**
 * What would have led to another end: of a request that no `allow` took, the `allow` with the fewest unmet parts; of any other
 * refusal by a rule, what that rule asks for. Undefined where no request of the kind could pass, such as without a thing to load.
 */
export function nearestOf(route: PlannedRoute, trace: RouteTrace): NearestRule | undefined {
  const { ending } = trace
  switch (ending.step) {
    case "who":
    case "allow":
      return nearestAllow(route, trace)
    case "deny":
      return nearestDeny(route, trace)
    case "require":
      return nearestRequire(trace.requires, route.requires, trace)
    case "tls":
      return nearestRequire(trace.tls, route.transport, trace)
    case "load":
    case undefined:
      return undefined
  }
}

function nearestAllow(route: PlannedRoute, trace: RouteTrace): NearestRule | undefined {
  const [best] = route.allows
    .flatMap((rule, place) => {
      const told = trace.allows[place]
      const unmet = told && grantUnmet(rule.grant, told.who, told.conditions[0], trace)
      return told === undefined || unmet === undefined ? [] : [{ told, unmet }]
    })
    .sort((one, other) => one.unmet.count - other.unmet.count)
  // Before things are loaded nobody knows what of them a deny or a require would say.
  const next = trace.ending.step === "allow" ? trace.requires.filter(({ fires }) => !fires) : []
  return best && nearestBy(best.told, best.unmet, next, "be met")
}

function nearestDeny(route: PlannedRoute, trace: RouteTrace): NearestRule | undefined {
  const place = trace.denies.findIndex(({ id, fires }) => id === trace.ending.rule && fires)
  const [rule, asked] = [route.denies[place], trace.denies[place]]
  if (rule === undefined || asked === undefined) return undefined
  const ways = [
    rule.when && conditionOf(rule.when, asked.conditions[0], false),
    rule.unless && grantUnmet(rule.unless, asked.unless?.roles ?? [], asked.unless?.when, trace),
  ]
  const unmet = fewest(ways)
  const open = trace.allows.some(({ fires }) => fires)
  const others = trace.denies.filter((other) => other.fires && other !== asked)
  const next = [...others, ...(open ? trace.requires.filter(({ fires }) => !fires) : [])]
  if (unmet === undefined) return undefined
  const nearest = nearestBy(asked, unmet, next, "not apply")
  return open ? nearest : { ...nearest, sentence: `${nearest.sentence}; no allow is met either` }
}

function nearestRequire(
  traces: readonly RuleTrace[],
  rules: PlannedRoute["requires"],
  trace: RouteTrace,
): NearestRule | undefined {
  const place = traces.findIndex(({ id, fires }) => id === trace.ending.rule && !fires)
  const [rule, asked] = [rules[place], traces[place]]
  if (rule === undefined || asked === undefined) return undefined
  const { what } = rule
  const own =
    what.kind === "tls"
      ? tlsUnmet(what.version, trace)
      : conditionOf(what.condition, asked.conditions[0], true)
  const unless = rule.unless && grantUnmet(rule.unless, asked.unless?.roles ?? [], asked.unless?.when, trace)
  const unmet = fewest([own, unless])
  const next = traces.filter((other) => !other.fires && other !== asked)
  return unmet && nearestBy(asked, unmet, next, "hold")
}

function tlsUnmet(version: number, { tracing }: RouteTrace): Unmet {
  if (isSecure(tracing.environment, version)) return nothing
  return { count: 1, words: [`\`context.tls\` were at least ${version}`] }
}

/** A grant is met by any of its roles, and its condition. */
function grantUnmet(
  { roles, when }: Grant,
  held: readonly RoleTrace[],
  condition: ConditionTrace | OperandTrace | undefined,
  { tracing }: RouteTrace,
): Unmet | undefined {
  const who = fewest(roles.map((role, place) => roleUnmet(role, held[place], tracing)))
  const met = when === undefined ? nothing : conditionOf(when, condition, true)
  if (who === undefined || met === undefined) return undefined
  return { count: who.count + met.count, words: [...who.words, ...met.words] }
}

function nearestBy(
  rule: RuleTrace,
  { words }: Unmet,
  next: readonly RuleTrace[],
  end: "be met" | "not apply" | "hold",
): NearestRule {
  const refusing = next.slice(0, 3).map(ruleInWords)
  const more = next.length > 3 ? ` and ${next.length - 3} more` : ""
  const then =
    refusing.length === 0 ? "" : `; as things stand, ${refusing.join(", ")}${more} would refuse next`
  return {
    rule: { id: rule.id, span: rule.span },
    text: rule.text,
    unmet: words,
    next: next.map(({ id, span }) => ({ id, span })),
    sentence: `${ruleInWords(rule)} would ${end} if ${words.join(", and ")}${then}`,
  }
}
