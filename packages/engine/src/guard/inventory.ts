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

/**
 * Whether two readings of one path differ at most in where a segment is cut: `a-b-c` under `{x}-{y}` is `a` and `b-c`, or
 * `a-b` and `c`. Both have a value for each parameter.
 */
export function isSameButForCuts(
  { segments }: Template,
  values: readonly string[],
  others: readonly string[],
): boolean {
  return segments.every((segment) => {
    if (segment.kind === "mixed") return fill(segment.parts, values) === fill(segment.parts, others)
    return segment.kind === "literal" || values[segment.parameter] === others[segment.parameter]
  })
}

function fill(parts: readonly (string | number)[], values: readonly string[]): string {
  return parts.map((part) => (typeof part === "string" ? part : (values[part] ?? ""))).join("")
}

/** By template: there are as many as the application has routes. */
const shapes = new Map<string, string>()

/** The shape of a framework's template. */
export function shapeOfText(template: string): string {
  const known = shapes.get(template)
  if (known !== undefined) return known
  const shape = template.replace(/\{[^{}]*\}/g, (parameter) => (parameter.endsWith("**}") ? "{**}" : "{}"))
  shapes.set(template, shape)
  return shape
}

/** Whether a route lies under a framework's path, segment by segment: a literal under the same literal, a parameter under a parameter. */
export function liesUnder(shape: string, mount: string): boolean {
  const path = shapeOfText(mount).replace(/\/(?:\{\*\*\})?$/, "")
  return shape === path || shape.startsWith(`${path}/`)
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
    const [block, path] = parted(template)
    return `api ${block} {\n  ${listed.join(", ")} ${path} { }   # nobody yet: allow ROLE\n}`
  })
  return blocks.join("\n")
}

/** A block's path takes no slash at its end: there it is its route's. */
function parted(template: string): readonly [block: string, path: string] {
  if (template === "/" || !template.endsWith("/")) return [template, "/"]
  const mark = template.lastIndexOf("/", template.length - 2)
  return [template.slice(0, mark) || "/", template.slice(mark)]
}
