import type { PlannedRoute } from "../plan/plan.ts"
import type { Template } from "../target/template.ts"
import { accepts } from "../target/verbs.ts"

/** A route of the application, its template in Edict's form: `/orders/{id}`, `/files/{rest**}`. */
export interface ApplicationRoute {
  readonly method: string
  readonly template: string
}

/** A template with the names and types of its parameters taken out: what two spellings of one route have in common. */
export function shapeOf(template: Template): string {
  const segments = template.segments.map((segment) => {
    switch (segment.kind) {
      case "literal":
        return segment.text
      case "mixed":
        return segment.parts.map((part) => (typeof part === "string" ? part : "{}")).join("")
      case "rest":
        return "{**}"
      default:
        return "{}"
    }
  })
  return `/${segments.join("/")}${template.trailingSlash ? "/" : ""}`
}

/** The same of a framework's template. */
export function shapeOfText(template: string): string {
  return template.replace(/\{[^{}]*\}/g, (parameter) => (parameter.endsWith("**}") ? "{**}" : "{}"))
}

/** The application's routes that no route of the policy covers: the same template, parameter names aside, and a verb that takes the method. */
export function uncovered(
  planned: readonly PlannedRoute[],
  application: readonly ApplicationRoute[],
): readonly ApplicationRoute[] {
  const verbs = new Map<string, string[]>()
  for (const { template, verb } of planned) {
    const shape = shapeOf(template)
    verbs.set(shape, [...(verbs.get(shape) ?? []), verb])
  }
  return application.filter(({ method, template }) => {
    return verbs.get(shapeOfText(template))?.some((verb) => accepts(verb, method)) !== true
  })
}

/** Policy text for routes that it lacks, ready to paste: it parses, and opens them to nobody until somebody is named. */
export function stubsFor(routes: readonly ApplicationRoute[]): string {
  const methods = new Map<string, Set<string>>()
  for (const { method, template } of routes) {
    methods.set(template, (methods.get(template) ?? new Set()).add(method))
  }
  const blocks = [...methods].map(([template, verbs]) => {
    const listed = [...verbs].filter((verb) => verb !== "HEAD" || !verbs.has("GET")).sort()
    return `api ${template} {\n  ${listed.join(", ")} / { }   # nobody yet: allow ROLE\n}`
  })
  return blocks.join("\n")
}
