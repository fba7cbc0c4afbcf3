import { removalFix } from "../removal.ts"
import type { PolicyRule } from "../rule.ts"

export const unusedLoad: PolicyRule = {
  name: "unused-load",
  title: "a thing that is never loaded",
  severity: "warning",
  owasp: "API1:2023 Broken Object Level Authorization",
  reads: "policy",
  *run({ nodes, routes, sourceOf }) {
    const needed = new Set<string>()
    const found = new Set<string>()
    for (const { planned } of routes) {
      for (const load of planned.loads) {
        const key = `${load.span.file}:${load.span.start}`
        found.add(key)
        if (load.needed) needed.add(key)
      }
    }
    for (const { name, span } of nodes("load")) {
      const key = `${span.file}:${span.start}`
      if (needed.has(key)) continue
      yield {
        span: name.span,
        message: `\`${name.text}\` is never loaded`,
        why: found.has(key)
          ? "no rule of its routes reads it, nor names a role relative to it: that it exists is not asked either"
          : "no route stands in its block",
        help: "write the rule that was meant to ask about it, or remove it",
        fixes: [removalFix("remove it", false, sourceOf(span.file), span)],
      }
    }
  },
}
