import { isGuessed } from "../guessing.ts"
import { isProbe } from "../route-words.ts"
import type { PolicyRule } from "../rule.ts"

export const routeWithoutLimit: PolicyRule = {
  name: "route-without-limit",
  title: "a route without a limit",
  severity: "note",
  owasp: "API4:2023 Unrestricted Resource Consumption",
  reads: "policy",
  *run({ policy, routes }) {
    const why = "one caller may take all that the service has, and every other waits"
    const help = "write `limit 100/min per context.ip`, or `use` a quota, in it or around it"
    // Where there are no limits at all, the policy is told of once.
    const hasNone = policy.limits.length === 0
    for (const route of routes) {
      const { planned, node } = route
      if (planned.limits.length > 0 || isProbe(route) || isGuessed(route)) continue
      const message = hasNone ? "no route of the policy has a limit" : `\`${planned.id}\` has no limit`
      yield { span: node.head, message, why, help }
      if (hasNone) return
    }
  },
}
