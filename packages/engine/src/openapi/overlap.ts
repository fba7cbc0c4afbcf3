import type { ImportedRoute } from "./route.ts"

/**
 * For each route whose requests an earlier one takes, that earlier one: the same verb on the same template, or on
 * one that looks different and yet is of the same rank, which the language refuses.
 */
export function findHiding(routes: readonly ImportedRoute[]): ReadonlyMap<ImportedRoute, ImportedRoute> {
  const hiding = new Map<ImportedRoute, ImportedRoute>()
  const byShape = new Map<string, ImportedRoute>()
  const mixed: ImportedRoute[] = []
  for (const route of routes) {
    const shape = `${route.operation.verb} ${shapeOf(route)}`
    const other = byShape.get(shape) ?? mixed.find((earlier) => isRival(earlier, route))
    if (other !== undefined) {
      hiding.set(route, other)
      continue
    }
    byShape.set(shape, route)
    if (route.segments.some(isMixed)) mixed.push(route)
  }
  return hiding
}

/** The template without its parameters' names. */
const shapeOf = ({ segments, endsInSlash }: ImportedRoute): string =>
  `/${segments.map(nameless).join("/")}${endsInSlash ? "/" : ""}`

const nameless = (segment: string): string => segment.replaceAll(/\{[^}]*\}/g, "{}")

const isMixed = (segment: string): boolean => segment.includes("{") && nameless(segment) !== "{}"

/**
 * Whether two templates rank alike and may fit one path. Only segments that mix text and parameters can differ and
 * still rank alike: with as many literal characters. That both fit one path is assumed, which at worst leaves out too much.
 */
function isRival(left: ImportedRoute, right: ImportedRoute): boolean {
  if (left.operation.verb !== right.operation.verb || left.endsInSlash !== right.endsInSlash) return false
  if (left.segments.length !== right.segments.length) return false
  return left.segments.every((segment, place) => {
    const [one, other] = [nameless(segment), nameless(right.segments[place] ?? "")]
    if (one === other) return true
    return isMixed(segment) && isMixed(other) && literalLength(one) === literalLength(other)
  })
}

const literalLength = (segment: string): number => segment.replaceAll("{}", "").length
