import { leadsTo, placedFields, type PlacedField } from "../placed-fields.ts"
import type { LintRoute } from "../lint-route.ts"
import type { RoleFacts } from "../role-facts.ts"
import type { Finding, PolicyRule } from "../rule.ts"
import type { Template } from "../../../target/template.ts"

export const hiddenFieldShown: PolicyRule = {
  name: "hidden-field-shown",
  title: "a field that is hidden on one route and shown on another",
  severity: "warning",
  owasp: "API3:2023 Broken Object Property Level Authorization",
  reads: "policy",
  *run({ routes, roles }) {
    for (const group of resourcesOf(routes)) {
      const hidden = distinct(group.flatMap((route) => placedFields(route, "hidden")))
      if (hidden.length === 0) continue
      for (const route of group) yield* shownOn(route, hidden, roles)
    }
  },
}

function* shownOn(route: LintRoute, hidden: readonly PlacedField[], roles: RoleFacts): Iterable<Finding> {
  const own = placedFields(route, "hidden")
  for (const shown of placedFields(route, "shown")) {
    const elsewhere = hidden.find(
      (one) =>
        leadsTo(shown, one) &&
        !own.some((mine) => isSame(mine, one) || leadsTo(mine, one) || leadsTo(one, mine)) &&
        !sparesAll(one, route, roles),
    )
    if (elsewhere === undefined) continue
    yield {
      span: shown.rule.span,
      message: `\`${shown.text}\` is shown here to whoever is allowed, and \`${elsewhere.rule.kind}\` keeps \`${elsewhere.text}\` from some elsewhere`,
      labels: [{ span: elsewhere.rule.span, text: "kept here" }],
      why: `who shall not see it asks \`${route.planned.id}\` for the same thing`,
      help: "move what hides it into the block around both, or show it `to` those who may see it",
    }
  }
}

/** What hides it would hide it from nobody who may call the other route. */
function sparesAll({ rule }: PlacedField, { planned }: LintRoute, roles: RoleFacts): boolean {
  const unless = rule.kind === "show" ? undefined : rule.unless
  if (unless === undefined || unless.when !== undefined) return false
  const called = planned.allows.flatMap(({ grant }) => grant.roles)
  return called.every((role) => unless.roles.some((spared) => roles.meets(role, spared)))
}

/** Routes of one thing and of the list of such things: those whose paths are alike up to the first parameter. */
function resourcesOf(routes: readonly LintRoute[]): Iterable<readonly LintRoute[]> {
  const groups = new Map<string, LintRoute[]>()
  for (const route of routes) {
    const key = stemOf(route.planned.template)
    const known = groups.get(key)
    if (known) known.push(route)
    else groups.set(key, [route])
  }
  return groups.values()
}

function stemOf({ segments }: Template): string {
  const texts: string[] = []
  for (const segment of segments) {
    if (segment.kind !== "literal") break
    texts.push(segment.text)
  }
  // What stands below the thing is another one: `/orders/{id}/notes`.
  const below = segments
    .slice(texts.length + 1)
    .map((segment) => (segment.kind === "literal" ? segment.text : "{}"))
  return `${texts.join("/")} ${below.join("/")}`
}

/** A line around a thousand routes is one. */
function distinct(fields: readonly PlacedField[]): readonly PlacedField[] {
  const known = new Map(
    fields.map((field) => [`${field.rule.span.file}:${field.rule.span.start}:${field.text}`, field]),
  )
  return [...known.values()]
}

/** A plan holds a copy of a rule for each of its routes. */
const isSame = ({ rule: left }: PlacedField, { rule: right }: PlacedField): boolean =>
  left.span.file === right.span.file && left.span.start === right.span.start
