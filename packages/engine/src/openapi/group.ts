import type { ImportedRoute, LeftOut } from "./route.ts"

/** Routes that stand in one `api` block, or, where `prefix` is empty, outside any. */
export interface Group {
  /** Segments of the block's path. */
  readonly prefix: readonly string[]
  readonly items: readonly (ImportedRoute | LeftOut)[]
}

/**
 * One group for each resource: what stands before and with the first segment that is no version and no `api`.
 * Groups, and routes in them, keep the document's order.
 */
export function groupRoutes(routes: readonly (ImportedRoute | LeftOut)[]): readonly Group[] {
  const groups = new Map<string, { prefix: readonly string[]; items: (ImportedRoute | LeftOut)[] }>()
  for (const route of routes) {
    const prefix = prefixOf(route)
    const key = prefix.join("/")
    const group = groups.get(key) ?? { prefix, items: [] }
    group.items.push(route)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function prefixOf(route: ImportedRoute | LeftOut): readonly string[] {
  const segments = route.kind === "route" ? route.segments : route.operation.path.split("/").slice(1)
  let length = 0
  while (isGeneral(segments[length])) length++
  const prefix = segments.slice(0, length + 1)
  if (prefix.length <= length || prefix.some((segment) => !/^[\w.~-]+$/.test(segment))) return []
  // The block's own path with a slash at its end cannot be said inside the block.
  return route.kind === "route" && route.endsInSlash && prefix.length === segments.length ? [] : prefix
}

/** `v2`, `2024-01-01` or `api`: what tells nothing about the resource. */
function isGeneral(segment: string | undefined): boolean {
  return segment !== undefined && /^(?:v\d[\w.-]*|\d[\d.-]*|api|rest)$/i.test(segment)
}
