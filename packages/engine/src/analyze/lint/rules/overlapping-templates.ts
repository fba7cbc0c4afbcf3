import type { LintRoute } from "../lint-route.ts"
import { confusedWith, templateTree } from "../template-tree.ts"
import type { PolicyRule } from "../rule.ts"

export const overlappingTemplates: PolicyRule = {
  name: "overlapping-templates",
  title: "two templates that one path fits, of which neither is plainly the narrower",
  severity: "warning",
  owasp: "API5:2023 Broken Function Level Authorization",
  reads: "policy",
  *run({ routes }) {
    const tree = templateTree(routes)
    for (const route of routes) {
      const other = confusedWith(route, tree)
      if (other === undefined) continue
      yield {
        span: route.node.head,
        message: `a path can fit \`${route.planned.id}\` and \`${other.planned.id}\``,
        labels: [{ span: other.node.head, text: "asked only where the first does not fit" }],
        why: whyOf(route, other),
        help: "begin the two with different text, or give both the same rules",
      }
    }
  },
}

function whyOf({ planned }: LintRoute, { planned: other }: LintRoute): string {
  const isTyped = planned.template.segments.some(
    ({ kind }, at) =>
      (kind === "typed" || kind === "mixed") && other.template.segments[at]?.kind !== "literal",
  )
  return isTyped
    ? "a value that does not fit the one goes to the other: a caller chooses by it which rules hold"
    : "each has text where the other has a parameter: which rules hold is decided by the first place where they differ"
}
