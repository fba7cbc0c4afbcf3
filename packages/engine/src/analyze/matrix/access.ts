import type { Grant, Role } from "../../model/policy.ts"
import type { Governed, Plan, PlannedRoute } from "../../plan/plan.ts"
import { prefixCovers } from "../../target/govern.ts"
import { type Caller, claim, heldAny, type Standing } from "./claim.ts"
import { all, always, any, type Formula, literal, never } from "./formula.ts"

/** What a route is asked about: its plan, and the roles as they were declared. */
export interface Asked {
  readonly plan: Plan
  readonly roles: readonly Role[]
  /** Of one `makeKeys`, for all that is asked of one policy. */
  readonly keyOf: Standing["keyOf"]
}

/**
 * That a request of the route is allowed to the caller by all that governs it, given that what its rules need is loaded.
 * It says what the steps of a decision say (`decide/steps.ts`), for all requests at once.
 */
export function accessOf(route: PlannedRoute, caller: Caller, { plan, roles, keyOf }: Asked): Formula {
  const here: Standing = {
    caller,
    roles,
    settings: plan.settings,
    keyOf,
    loads: route.loads,
    guardrail: undefined,
  }
  const standingOf = ({ guardrail }: Governed): Standing => ({ ...here, guardrail })
  const apart = (rule: Governed): readonly Formula[] => exceptionsOf(rule, route, plan)
  return all([
    any(route.allows.map(({ grant }) => met(grant, here))),
    ...route.denies.map((rule) => {
      const at = standingOf(rule)
      const when = rule.when === undefined ? never : claim(rule.when, false, at)
      return any([...apart(rule), excused(rule.unless, at), heldAny(rule.roles, false, at), when])
    }),
    ...[...route.transport, ...route.requires].map((rule) => {
      const at = standingOf(rule)
      const { what } = rule
      const satisfied =
        what.kind === "tls"
          ? literal({ kind: "tls", key: `tls ${what.version}`, isCertain: true, version: what.version }, true)
          : claim(what.condition, true, at)
      return any([...apart(rule), excused(rule.unless, at), satisfied])
    }),
  ])
}

function met({ roles, when }: Grant, standing: Standing): Formula {
  return all([heldAny(roles, true, standing), when === undefined ? always : claim(when, true, standing)])
}

/** `unless` nobody is no exception. */
function excused(unless: Grant | undefined, standing: Standing): Formula {
  return unless === undefined ? never : met(unless, standing)
}

/** Requests of the route that the rule does not reach: those that `except` names, and those beside its guardrail. */
function exceptionsOf({ except = [], guardrail }: Governed, route: PlannedRoute, plan: Plan): Formula[] {
  const found: Formula[] = []
  if (except.length > 0) {
    const key = `except ${except.map(({ verbs, template }) => `${verbs.join("|")} ${template.text}`).join(", ")}`
    found.push(literal({ kind: "excepted", key, isCertain: true, targets: except }, true))
  }
  const path = guardrail === undefined ? undefined : plan.guardrails[guardrail]
  if (path !== undefined && prefixCovers(path, route.template) !== "always")
    found.push(literal({ kind: "under", key: `under ${path.text}`, isCertain: true, path }, false))
  return found
}
