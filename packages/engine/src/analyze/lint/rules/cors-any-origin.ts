import type { LintRoute } from "../lint-route.ts"
import type { PolicyRule } from "../rule.ts"

export const corsAnyOrigin: PolicyRule = {
  name: "cors-any-origin",
  title: "a `cors` for pages of anybody",
  severity: "warning",
  owasp: "API8:2023 Security Misconfiguration",
  reads: "policy",
  *run({ routes }) {
    for (const route of routes) {
      const { cors, id } = route.planned
      if (cors === undefined) continue
      if (cors.origins !== "any" && cors.origins.includes("null")) {
        yield {
          span: cors.span,
          message: "every page that has no origin of its own may call this",
          why: cors.credentials
            ? "a sandboxed frame on any page is one, and the browser sends the caller's cookies along"
            : "a sandboxed frame on any page is one: it is `*` by another name",
          help: "name the origins of the pages that were meant",
        }
      } else if (cors.origins === "any" && !isPublic(route)) {
        yield {
          span: cors.span,
          message: `pages of every origin may call \`${id}\`, which is not for everybody`,
          why: "whatever page somebody opens may try it, with credentials that it was given or has stolen, and read the answer",
          help: 'name the pages: `origins "https://shop.example"`; what is public goes into a block of its own',
        }
      }
    }
  },
}

/** What anyone may have anyway. */
const isPublic = ({ planned }: LintRoute): boolean =>
  planned.allows.some(({ grant }) => grant.when === undefined && grant.roles.includes("anyone"))
