import type { Readable } from "./conditions.ts"
import { cors, verbsIn } from "./cors.ts"
import { callsFor } from "./declarations.ts"
import { ancestry, coversOthers, nodesOf, parametersOf, type PathNode } from "./paths.ts"
import type { Random } from "./random.ts"
import type { Roles } from "./roles.ts"
import { allow, response, tightenings, withoutRoles, type Ground } from "./rules.ts"
import type { Item } from "./sketch.ts"
import { things } from "./world.ts"

export interface RouteSketch {
  readonly node: PathNode
  readonly verb: string
}

export interface World {
  readonly random: Random
  readonly roles: Roles
  readonly settings: Readable["settings"]
  readonly hasAuthenticators: boolean
  readonly quotas: readonly string[]
  /** Nodes under which anybody may be allowed: there nothing that tightens reads the subject. */
  readonly isPublic: (node: PathNode) => boolean
  readonly hasPublic: boolean
  readonly hasHead: boolean
  readonly routesOf: ReadonlyMap<PathNode, readonly RouteSketch[]>
}

/** What is bound where a block stands. */
export interface Standing {
  readonly subject: boolean
  readonly path: Readable["path"]
  readonly body: boolean
  readonly things: Readable["things"]
  readonly targets: () => readonly string[]
}

export function groundFor(world: World, standing: Standing): Ground {
  const { roles } = world
  const isBound = (role: Roles["relative"][number]): boolean =>
    standing.things.some(({ name, type }) => name === role.of && type === role.type)
  const bound = roles.relative.filter(isBound).map(({ name }) => name)
  const names = [...roles.plain, ...roles.derived, ...roles.relative.map(({ name }) => name)]
  const holdable = [...roles.plain, ...roles.derived, ...bound, ...bound]
  const readable: Readable = {
    subject: standing.subject,
    actor: true,
    path: standing.path,
    query: true,
    body: standing.body,
    things: standing.things,
    settings: world.settings,
    roles: standing.subject ? [...roles.plain, ...roles.derived, ...bound] : [],
    calls: [],
  }
  return {
    readable: { ...readable, calls: callsFor(readable) },
    roles: names,
    holdable,
    open: roles.open,
    targets: standing.targets,
    quotas: world.quotas,
  }
}

export function targetsUnder(node: PathNode, { routesOf, hasHead }: World): readonly string[] {
  return nodesOf(node).flatMap((under) => {
    const path = under.path || "/"
    return (routesOf.get(under) ?? []).flatMap(({ verb }) => [
      `${verb} ${path}`,
      `ANY ${path}`,
      ...(verb === "GET" && hasHead ? [`HEAD ${path}`] : []),
    ])
  })
}

export function guardrails(
  tree: PathNode,
  routes: readonly RouteSketch[],
  world: World,
  everywhere: Standing,
): readonly Item[] {
  const { random } = world
  if (!random.chance(0.5)) return []
  const used = routes.map(({ node }) => node).filter((node) => node !== tree)
  if (used.length === 0) return []
  return Array.from({ length: 1 + random.below(2) }, (): Item => {
    const node = random.pick(ancestry(random.pick(used)).slice(1))
    const isRest = node.rank === "rest"
    const literal = `/${ancestry(node)
      .slice(1)
      .map((one) => one.fitting(random))
      .join("/")}`
    // Sometimes of one concrete path: then it governs some requests of a route only.
    const isConcrete = random.chance(0.3) && !isRest && !literal.includes("%")
    const path = isConcrete ? literal : `${node.path}${isRest ? "" : random.pick(["", "/**"])}`
    const parameters = isConcrete ? [] : parametersOf(node)
    const ground = groundFor(world, {
      ...everywhere,
      path: parameters,
      targets: () => targetsUnder(node, world),
    })
    return {
      head: `guardrail ${path}`,
      items: tightenings(
        { ...ground, readable: { ...ground.readable, settings: [], calls: [] } },
        random,
        0.8,
      ),
    }
  })
}

interface Placing {
  readonly world: World
  readonly loaded: Readable["things"]
  /** All below stands in the block that is being written. */
  readonly isWhole: boolean
}

/** Items for the block of the node's parent, and blocks that stand apart with full paths. */
export function place(node: PathNode, placing: Placing): { readonly inside: Item[]; readonly apart: Item[] } {
  const { world, loaded, isWhole } = placing
  const { random } = world
  const own = world.routesOf.get(node) ?? []
  const isTop = node.parent === undefined
  if (!isTop && node.rank === "rest") {
    const route = own.map((one) => routeBlock(one, `/${node.text}`, placing))
    return { inside: route, apart: [] }
  }
  const isLoading = !isTop && !coversOthers(node) && random.chance(0.45)
  const whole = isWhole || isLoading
  const loads = isLoading ? makeLoads(node, world, loaded) : { lines: [], things: [] }
  const inner: Placing = { ...placing, loaded: [...loaded, ...loads.things], isWhole: whole }

  const children = node.children.map((child) => place(child, inner))
  const apart = children.flatMap((child) => child.apart)
  const standing: Standing = {
    subject: !world.isPublic(node) && !coversPublic(node, world),
    path: parametersOf(node),
    body: false,
    things: whole && !coversOthers(node) ? inner.loaded : [],
    targets: () => targetsUnder(node, world),
  }
  const below: Item[] = [
    ...own.map((route) => routeBlock(route, "/", inner)),
    ...children.flatMap((child) => child.inside),
  ]
  if (isTop) return { inside: below, apart }
  if (below.length === 0) return { inside: [], apart }
  const ground = groundFor(world, standing)
  const items: Item[] = [
    ...loads.lines,
    ...tightenings(ground, random, 0.3),
    ...blockWide(ground, world, random),
    ...(random.chance(0.3) ? [cors(random, verbsIn(below))] : []),
    ...below,
  ]
  const isApart = !isWhole && random.chance(0.3)
  const block = { head: `api ${isApart ? node.path : `/${node.text}`}`, items }
  return isApart ? { inside: [], apart: [...apart, block] } : { inside: [block], apart }
}

/** An untyped parameter covers typed siblings, which may be public themselves. */
function coversPublic(node: PathNode, world: World): boolean {
  return ancestry(node).some(
    ({ rank, parent }) =>
      rank === "parameter" &&
      (parent?.children ?? []).some((sibling) => sibling.rank === "typed" && world.isPublic(sibling)),
  )
}

/** What widens: an `allow` for all below, shows, `conceal`, `reveal`. */
function blockWide(ground: Ground, world: World, random: Random): Item[] {
  return [
    ...(random.chance(0.08) ? [allow(ground, ground, random, false)] : []),
    ...(random.chance(0.08) ? [response(ground, random, true)] : []),
    ...(random.chance(0.15) ? [{ head: "response", items: ["conceal existence"] }] : []),
    ...(random.chance(0.06) ? [{ head: "response", items: ["reveal errors"] }] : []),
    ...(world.hasAuthenticators && random.chance(0.1) ? ["accept auth partners"] : []),
  ]
}

function makeLoads(
  node: PathNode,
  { random }: World,
  loaded: Readable["things"],
): { readonly lines: Item[]; readonly things: Readable["things"] } {
  const parameters = parametersOf(node)
  const free = things.filter(({ name }) => !loaded.some((known) => known.name === name))
  const chosen = random.some(free, 0.5).slice(0, 2)
  const lines: Item[] = []
  const before: { name: string; type: string }[] = [...loaded]
  for (const { name, type } of chosen) {
    const keys = [
      ...parameters.map((parameter) => `path.${parameter.name}`),
      "query.q",
      ...before.map((other) => `${other.name}.${other.type === "Doc" ? "ownerId" : "leadId"}`),
    ]
    lines.push(`load ${name}: ${type} by ${random.pick(keys)}`)
    before.push({ name, type })
  }
  return { lines, things: chosen }
}

function routeBlock(route: RouteSketch, text: string, placing: Placing): Item {
  const { world, loaded } = placing
  const { random } = world
  const isPublic = world.isPublic(route.node)
  const hasBody = ["POST", "PUT", "PATCH"].includes(route.verb) && random.chance(0.6)
  const loads = random.chance(0.4) ? makeLoads(route.node, world, loaded) : { lines: [], things: [] }
  const standing: Standing = {
    subject: !isPublic,
    path: parametersOf(route.node),
    body: hasBody,
    things: [...loaded, ...loads.things],
    targets: () => [],
  }
  const ground = groundFor(world, standing)
  const known = groundFor(world, { ...standing, subject: true })
  const items: Item[] = [
    ...loads.lines,
    ...Array.from({ length: 1 + random.below(3) }, () => allow(ground, known, random, isPublic)),
    ...tightenings(ground, random, 0.9),
    ...(hasBody ? [`body any max ${random.pick(["4kb", "64kb"])}`] : []),
    ...(random.chance(0.3)
      ? [response({ ...ground, readable: withoutRoles(ground.readable) }, random, true)]
      : []),
    ...(random.chance(0.1) ? [{ head: "response", items: ["conceal existence"] }] : []),
    ...(random.chance(0.1) ? [{ head: "response", items: ['pass "text/csv", "image/*"'] }] : []),
    ...(random.chance(route.verb === "ANY" ? 0.7 : 0.25) ? [cors(random, fewerVerbs(route, world))] : []),
  ]
  return { head: `${route.verb} ${text}`, items }
}

/** Less than the route takes, where it takes several. */
function fewerVerbs({ verb }: RouteSketch, { hasHead }: World): readonly string[] {
  if (verb === "ANY") return ["POST"]
  return verb === "GET" && hasHead ? ["HEAD"] : [verb]
}
