import type { ResponseRule } from "../../../model/policy.ts"
import type { PlannedRoute } from "../../../plan/plan.ts"
import { isProbe } from "../route-words.ts"
import type { PolicyRule } from "../rule.ts"

export const responseWithoutShow: PolicyRule = {
  name: "response-without-show",
  title: "an answer of which everything leaves",
  severity: "note",
  owasp: "API3:2023 Broken Object Property Level Authorization",
  reads: "policy",
  *run({ routes }) {
    const why =
      "what is added to it later, such as a hash or a note, leaves too before anybody has decided that it may"
    const help = "write `response { show id, status }` in it or around it, with what may leave"
    // Where no answer is filtered, the policy is told of once.
    const hasNone = routes.every(({ planned }) => planned.response.length === 0)
    for (const route of routes) {
      const { planned, node } = route
      if (saysWhatLeaves(planned) || isProbe(route)) continue
      const first = planned.response[0]
      yield {
        span: node.head,
        message: hasNone
          ? "no route of the policy says what its answer may hold"
          : `no \`show\` says what the answer of \`${planned.id}\` may hold`,
        labels: first ? [{ span: first.span, text: "this takes away what is known today" }] : [],
        why,
        help,
      }
      if (hasNone) return
    }
  },
}

/** What is deleted is seldom answered with, and what passes by its media type is none of the filter's. */
const saysWhatLeaves = ({ verb, response, pass }: PlannedRoute): boolean =>
  verb === "DELETE" || pass.length > 0 || response.some(isShow)

const isShow = (rule: ResponseRule): boolean =>
  rule.kind === "show" || (rule.kind === "each" && rule.rules.some(isShow))
