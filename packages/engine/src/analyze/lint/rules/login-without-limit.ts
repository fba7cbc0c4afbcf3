import { isGuessed, slowsGuessing } from "../guessing.ts"
import type { PolicyRule } from "../rule.ts"

export const loginWithoutLimit: PolicyRule = {
  name: "login-without-limit",
  title: "a route where secrets are tried, without a limit",
  severity: "warning",
  owasp: "API2:2023 Broken Authentication",
  reads: "policy",
  *run({ plan, routes }) {
    for (const route of routes) {
      const { planned, node } = route
      if (!isGuessed(route) || planned.limits.some(({ limit }) => slowsGuessing(plan.limits[limit]))) continue
      const weak = planned.limits[0]
      yield {
        span: node.head,
        message: weak
          ? `no limit of \`${planned.id}\` counts callers by what they cannot choose`
          : `\`${planned.id}\` has no limit`,
        labels: weak ? [{ span: weak.span, text: "whoever calls picks this key anew for each request" }] : [],
        why: "passwords, codes and tokens are tried here by the million, until one fits",
        help: "write `limit 5/15min per body.username then block 15min` and `limit 100/15min per context.ip`",
      }
    }
  },
}
