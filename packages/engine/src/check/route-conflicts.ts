import { canOverlap } from "../target/specificity.ts"
import type { Template, TemplateSegment } from "../target/template.ts"
import { typeText } from "../values/type-text.ts"
import type { Type } from "../values/type.ts"
import type { RouteDraft } from "./blocks.ts"
import { quoted, report, type Checking } from "./checking.ts"

/** Reports routes that stand twice, and templates of equal rank that one path fits. */
export function checkRouteConflicts(checking: Checking, routes: readonly RouteDraft[]): void {
  const first = new Map<string, RouteDraft>()
  const byRank = new Map<string, RouteDraft[]>()
  const templates = new Set<string>()
  for (const route of routes) {
    const exact = exactKey(route.template)
    const known = first.get(`${route.verb} ${exact}`)
    if (known) reportTwice(checking, route, known)
    else first.set(`${route.verb} ${exact}`, route)
    if (templates.has(exact)) continue
    templates.add(exact)
    // Only templates with such a segment have others of equal rank beside them.
    if (!route.template.segments.some(({ kind }) => kind === "mixed" || kind === "typed")) continue
    const rank = rankKey(route.template)
    const bucket = byRank.get(rank)
    if (bucket) bucket.push(route)
    else byRank.set(rank, [route])
  }
  for (const bucket of byRank.values()) if (bucket.length > 1) checkOverlaps(checking, bucket)
}

function reportTwice(checking: Checking, route: RouteDraft, first: RouteDraft): void {
  const isHere = route.block === first.block
  report(
    checking,
    "E301",
    isHere ? route.verbName.span : route.block.head,
    `route ${quoted(route.id)} is declared twice`,
    {
      why: "a request has one route; names of parameters do not tell two apart",
      help: "put both into one",
      related: [{ span: isHere ? first.verbName.span : first.block.head, message: "first declared here" }],
    },
  )
}

function checkOverlaps(checking: Checking, bucket: readonly RouteDraft[]): void {
  for (const [index, route] of bucket.entries()) {
    const other = bucket
      .slice(0, index)
      .find(
        (earlier) =>
          mayMeet(earlier.template, route.template) && canOverlap(earlier.template, route.template),
      )
    if (other === undefined) continue
    report(
      checking,
      "E302",
      route.block.head,
      `a path can fit ${quoted(route.template.text)} and ${quoted(other.template.text)} alike`,
      {
        why: "neither is more specific, so which one counts would be chance",
        help: "make one of them narrower, or put both into one",
        related: [{ span: other.block.head, message: "of the same rank" }],
      },
    )
  }
}

/** Cheaply refuses segments that start with different text. */
function mayMeet(left: Template, right: Template): boolean {
  return left.segments.every((segment, index) => {
    const other = right.segments[index]
    if (segment.kind !== "mixed" || other?.kind !== "mixed") return true
    const [one] = segment.parts
    const [two] = other.parts
    return typeof one !== "string" || typeof two !== "string" || one.startsWith(two) || two.startsWith(one)
  })
}

/** Equal for templates that are the same, names of parameters aside. */
function exactKey(template: Template): string {
  const parts = template.segments.map((segment) => {
    switch (segment.kind) {
      case "literal":
        return segment.text
      case "mixed":
        return segment.parts
          .map((part) => (typeof part === "string" ? part : typeKey(template, part)))
          .join("")
      case "typed":
        return typeKey(template, segment.parameter)
      case "parameter":
        return "{}"
      case "rest":
        return "**"
    }
  })
  return `/${parts.join("/")}${template.trailingSlash ? "/" : ""}`
}

function typeKey(template: Template, parameter: number): string {
  const type = template.parameters[parameter]?.type
  return type ? `{${typeText(sorted(type))}}` : "{}"
}

function sorted(type: Type): Type {
  return type.kind === "string" && type.values ? { ...type, values: [...type.values].sort() } : type
}

/** Equal for templates of which neither is more specific. */
function rankKey(template: Template): string {
  return template.segments.map(rankOf).join("/") + (template.trailingSlash ? "/" : "")
}

function rankOf(segment: TemplateSegment): string {
  switch (segment.kind) {
    case "literal":
      return segment.text
    case "mixed":
      return `{m${segment.parts.reduce<number>((sum, part) => sum + (typeof part === "string" ? part.length : 0), 0)}}`
    case "typed":
      return "{t}"
    case "parameter":
      return "{}"
    case "rest":
      return "**"
  }
}
