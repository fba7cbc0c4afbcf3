import { isWrite } from "../route-words.ts"
import type { PolicyRule } from "../rule.ts"

export const unauditedWrite: PolicyRule = {
  name: "unaudited-write",
  title: "a change that nothing records",
  severity: "warning",
  owasp: "API8:2023 Security Misconfiguration",
  reads: "policy",
  *run({ routes }) {
    for (const { planned } of routes) {
      const { audits, verb, id } = planned
      const none = audits.find(({ level, when }) => level === "none" && when === undefined)
      const isRecorded = audits.some(({ level, when }) => level !== "none" && when === undefined)
      if (none === undefined || isRecorded || !isWrite(verb)) continue
      const some = audits.find(({ level }) => level !== "none")
      yield {
        span: none.span,
        message: some ? `\`${id}\` is recorded only sometimes` : `nothing records who called \`${id}\``,
        labels: some ? [{ span: some.span, text: "on this condition" }] : [],
        why: "what was changed by an intruder is not found out, and cannot be undone",
        help: "write `audit summary`, or move the line into the routes that only read",
      }
    }
  },
}
