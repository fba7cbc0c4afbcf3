import type { Allow, RoleName } from "../../../model/policy.ts"
import type { PlannedRole, PlannedRoute } from "../../../plan/plan.ts"
import type { TemplateParameter } from "../../../target/template.ts"
import { makePrivileged } from "../privileged-roles.ts"
import { isRelative, readsAny, readsCaller } from "../reads.ts"
import { isWrite, wordsOf } from "../route-words.ts"
import type { PolicyRule } from "../rule.ts"

export const objectRouteWithoutOwnership: PolicyRule = {
  name: "object-route-without-ownership",
  title: "a route to one thing that asks nobody whose it is",
  severity: "warning",
  owasp: "API1:2023 Broken Object Level Authorization",
  reads: "policy",
  *run({ plan, routes }) {
    const known = new Map(plan.roles.map((role) => [role.name, role]))
    const isPrivileged = makePrivileged(plan)
    for (const { planned, node } of routes) {
      const named = planned.template.parameters.findLast(namesAThing)
      if (named === undefined || asksWhose(planned, known)) continue
      const open = planned.allows.find((allow) => isOpen(allow, planned.verb, isPrivileged))
      if (open === undefined) continue
      const who = open.grant.roles.find((role) => !isPrivileged(role)) ?? "anyone"
      yield {
        span: node.head,
        message: `\`${planned.id}\` asks nobody whose \`${named.name}\` it is`,
        labels: [{ span: open.span, text: `whoever is \`${who}\` is allowed` }],
        why: `one who is \`${who}\` reaches what belongs to another, by putting another \`${named.name}\` into the path`,
        help: "load the thing and ask: a role relative to it, or `when thing.ownerId == subject.id`",
      }
    }
  },
}

/** Parameters that say how or from where, and those that nobody guesses: whoever has a token was given it. */
const others: ReadonlySet<string> = new Set(
  (
    "version lang language locale format year month day date week page size currency country region " +
    "token secret code nonce signature hash key slug category tag kind type topic"
  ).split(" "),
)

function namesAThing({ name, type }: TemplateParameter): boolean {
  if (type.kind === "string" && type.values !== undefined) return false
  if (!["string", "int", "uuid"].includes(type.kind)) return false
  return name !== "" && !wordsOf(name).some((word) => others.has(word))
}

/** Some rule does, so that its author has thought of it; who is allowed beside that is meant to be. */
function asksWhose(route: PlannedRoute, known: ReadonlyMap<RoleName, PlannedRole>): boolean {
  return (
    route.allows.some(
      ({ grant }) =>
        readsAny(grant.when, ["resource", "path"]) || grant.roles.some((role) => isRelative(role, known)),
    ) ||
    route.denies.some(({ when }) => readsCaller(when) && readsAny(when, ["resource", "path"])) ||
    route.requires.some(
      ({ what }) =>
        what.kind === "condition" &&
        readsCaller(what.condition) &&
        readsAny(what.condition, ["resource", "path"]),
    )
  )
}

/** What anyone may read belongs to all. */
function isOpen({ grant }: Allow, verb: string, isPrivileged: (role: RoleName) => boolean): boolean {
  if (grant.roles.includes("anyone")) return isWrite(verb)
  return grant.roles.some((role) => !isPrivileged(role))
}
