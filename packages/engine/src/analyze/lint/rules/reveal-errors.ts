import type { SyntaxRule } from "../rule.ts"

export const revealErrors: SyntaxRule = {
  name: "reveal-errors",
  title: "errors that leave as the handler made them",
  severity: "warning",
  owasp: "API8:2023 Security Misconfiguration",
  reads: "syntax",
  *run({ nodes }) {
    for (const { span } of nodes("reveal-errors")) {
      yield {
        span,
        message: "errors leave as the handler made them",
        why: "a stack, a query or the name of a host in one of them is read by whoever provokes it",
        help: "leave it out: callers get problem details with the id of the request, by which the log is searched",
      }
    }
  },
}
