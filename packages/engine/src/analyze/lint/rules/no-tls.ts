import type { LintRoute } from "../lint-route.ts"
import { isProbe } from "../route-words.ts"
import type { Finding, PolicyRule } from "../rule.ts"

export const noTls: PolicyRule = {
  name: "no-tls",
  title: "a route that answers without encryption",
  severity: "note",
  owasp: "API8:2023 Security Misconfiguration",
  reads: "policy",
  *run({ routes }) {
    const open = routes.filter(({ planned }) => planned.transport.length === 0)
    if (open.length === routes.length) {
      const first = open.find((route) => !isProbe(route))
      if (first) yield findingOf(first, "no route of the policy requires tls")
    } else {
      for (const route of open)
        if (!isProbe(route)) yield findingOf(route, `\`${route.planned.id}\` does not require tls`)
    }
    for (const { planned } of routes) {
      for (const { what, span } of planned.transport) {
        if (what.kind !== "tls" || what.version >= 1.2) continue
        yield {
          span,
          message: `tls ${what.version.toFixed(1)} is accepted`,
          why: "its ciphers are broken: RFC 8996 tells everybody to leave it",
          help: "write `require tls >= 1.2`",
        }
      }
    }
  },
}

const findingOf = ({ node }: LintRoute, message: string): Finding => ({
  span: node.head,
  message,
  why: "credentials and answers may pass in the clear, and be read and changed on the way",
  help: "write `require tls >= 1.2` at the top; behind a proxy, `trust proxy` says that it came by tls",
})
