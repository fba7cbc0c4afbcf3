import type { Allow } from "../../../model/policy.ts"
import type { PlannedRoute } from "../../../plan/plan.ts"
import type { LintRoute } from "../lint-route.ts"
import type { PolicyContext } from "../policy-context.ts"
import { asksWho, readsCaller, responseAsksWho } from "../reads.ts"
import type { Finding, PolicyRule } from "../rule.ts"

export const anyoneBesideAuthentication: PolicyRule = {
  name: "anyone-beside-authentication",
  title: "an `allow anyone` where callers are known",
  severity: "warning",
  owasp: "API2:2023 Broken Authentication",
  reads: "policy",
  *run(context) {
    for (const route of context.routes) {
      const open = route.planned.allows.find(isOpen)
      if (open === undefined) continue
      const finding = besideOthers(route, open) ?? besideCredentials(route, open, context)
      if (finding) yield finding
    }
  },
}

const isOpen = ({ grant }: Allow): boolean => grant.when === undefined && grant.roles.includes("anyone")

function besideOthers({ planned }: LintRoute, open: Allow): Finding | undefined {
  const other = planned.allows.find((allow) => allow !== open)
  if (other === undefined) return undefined
  return {
    span: open.span,
    message: `\`anyone\` may call \`${planned.id}\`, whatever its other \`allow\` asks`,
    labels: [{ span: other.span, text: "this one asks for nothing any more" }],
    why: "one `allow` that is met suffices: callers without credentials come in too",
    help: "take `anyone` out, give it a condition, or remove the other lines",
  }
}

function besideCredentials(
  { planned }: LintRoute,
  open: Allow,
  { nodes }: PolicyContext,
): Finding | undefined {
  if (planned.accept === undefined || planned.accept.length === 0 || caresWhoCalls(planned)) return undefined
  const accepts = nodes("accept-auth").filter(({ names }) =>
    names.every(({ text }) => planned.accept?.includes(text)),
  )
  const label = accepts.length === 1 ? accepts[0] : undefined
  return {
    span: open.span,
    message: `\`${planned.id}\` accepts credentials, and \`anyone\` may call it`,
    labels: label ? [{ span: label.span, text: "accepted here" }] : [],
    why: "nothing in force on it asks who calls: what credentials were accepted for stands open",
    help: "allow the roles that were meant, or put what is public outside the block that accepts them",
  }
}

function caresWhoCalls({ denies, requires, limits, response }: PlannedRoute): boolean {
  return (
    denies.some(({ roles, when }) => asksWho({ roles, when })) ||
    requires.some(({ what }) => what.kind !== "tls" && readsCaller(what.condition)) ||
    limits.some(({ contextOnly }) => !contextOnly) ||
    response.some(responseAsksWho)
  )
}
